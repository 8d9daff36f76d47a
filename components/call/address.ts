/** What a person may write for somebody to call: a SIP or tel address, a number, or a name at the own domain. Undefined: none of these. */
export function addressOf(written: string, ownUri: string): string | undefined {
  const text = written.trim();
  if (/^(sips?|tel):[^\s]+$/i.test(text)) return text;
  if (/^[^\s@:<>]+@[^\s@:<>]+$/.test(text)) return `sip:${text}`;
  const domain = /@([^;?>]+)/.exec(ownUri)?.[1];
  const isNumber = /^\+?[\d\s().-]{2,}$/.test(text);
  const user = isNumber ? text.replace(/[^\d+]/g, '') : text;
  return domain && /^[\w+.*#-]+$/.test(user) ? `sip:${user.replace(/#/g, '%23')}@${domain}` : undefined;
}

/** What people call an address without a name: what stands before the `@`. */
export const shortAddress = (uri: string): string =>
  uri.replace(/^(sips?|tel):/i, '').replace(/[@;?].*$/, '');
