const hidden = '***';

// Header names whose values are secrets; the scheme and what is not secret in a digest stay, for the reader of a trace.
const secretHeader =
  /^((?:proxy-)?authorization|(?:set-)?cookie|[\w-]{0,64}(?:token|secret|password|api-?key)[\w-]{0,64})([ \t]*:[ \t]*)([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gim;
const publicDigest = /^(?:realm|algorithm|qop|nc|opaque|uri|targetname|version)$/i;
const digestParameter = /(?<![\w-])([\w-]+)[ \t]*=[ \t]*("(?:[^"\\]|\\[^])*"|[^\s,"]*)/g;
const secretName =
  '(?:password|passwd|pwd|secret|credential|(?:[\\w-]{0,32}[_-])?token|signed(?:Context)?|[\\w]{0,32}Token)';
const jsonSecret = new RegExp(`("${secretName}"\\s*:\\s*)"(?:[^"\\\\]|\\\\[^])*"?`, 'gi');
const querySecret = new RegExp(`([?&;]${secretName}=)[^&;\\s"'<>]+`, 'gi');
/** A compact JWS or JWT wherever it stands: base64url of `{"`, then two more parts (RFC 7515 section 3.1). */
const compactJws = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]*\.[\w-]*/g;

/**
 * The text of a SIP message fit for a trace: values of Authorization and Proxy-Authorization (but realm, algorithm, qop and
 * uri), cookies, passwords, secrets and tokens in headers, JSON and URLs, and signed tokens anywhere are replaced by `***`.
 */
export function redactSip(message: string): string {
  return message
    .replace(
      secretHeader,
      (_, name: string, colon: string, value: string) => name + colon + redactHeader(name, value),
    )
    .replace(jsonSecret, `$1"${hidden}"`)
    .replace(querySecret, `$1${hidden}`)
    .replace(compactJws, hidden);
}

function redactHeader(name: string, value: string): string {
  if (!/authorization$/i.test(name)) return hidden;
  const [scheme = ''] = /^[\w-]+(?=\s)/.exec(value) ?? [];
  if (!/^(?:digest|ntlm|kerberos|tls-dsk)$/i.test(scheme)) return scheme ? `${scheme} ${hidden}` : hidden;
  const kept = [...value.slice(scheme.length).matchAll(digestParameter)].map(
    ([, key = '', item = '']) => `${key}=${publicDigest.test(key) ? item : hidden}`,
  );
  return `${scheme} ${kept.join(', ')}`;
}
