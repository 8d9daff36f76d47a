/** The trimmed source of the SIP library's generated parser. Throws if it is not the one we know. */
export function trimSipGrammar(source: string): string;
