/** Where a client without a token gets one, as the 401 says it. */
export interface UcwaChallenge {
  /** URL of the token service; must hold no `=` and no `,`: some clients split there. */
  readonly href: string;
  readonly grantTypes: readonly string[];
}

/** The value of `WWW-Authenticate: MsRtcOAuth`, to the letter of what clients take apart by hand. */
export function buildChallenge({ href, grantTypes }: UcwaChallenge): string {
  return `MsRtcOAuth href="${href}",grant_type="${grantTypes.join(',')}"`;
}

/** Finds it among the challenges of a 401, however many stand in one header. Undefined if there is none. */
export function parseChallenge(header: string): UcwaChallenge | undefined {
  const match = /(?:^|[\s,])MsRtcOAuth\s+([^]*)$/i.exec(header);
  const href = /(?:^|[\s,])href\s*=\s*"([^"]*)"/i.exec(match?.[1] ?? '')?.[1];
  if (!href) return undefined;
  const grants = /(?:^|[\s,])grant_type\s*=\s*"([^"]*)"/i.exec(match?.[1] ?? '')?.[1] ?? '';
  return {
    href,
    grantTypes: grants
      .split(',')
      .map((grant) => grant.trim())
      .filter(Boolean),
  };
}
