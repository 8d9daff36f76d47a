// SIP as text, made and read with as little work as possible: the load client must not be what is measured.
import { createHash } from 'node:crypto';

const md5 = (text) => createHash('md5').update(text).digest('hex');

export const header = (message, name) => {
  const start = message.indexOf(`\r\n${name}:`);
  if (start < 0) return '';
  const from = start + name.length + 3;
  return message.slice(from, message.indexOf('\r\n', from)).trim();
};

/** One value per line of that name. */
export const headers = (message, name) =>
  message
    .slice(0, message.indexOf('\r\n\r\n'))
    .split('\r\n')
    .filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).trim());

export function register({ domain, user, callId, cseq, authorization = '', userAgent = 'lync-bench' }) {
  return (
    `REGISTER sip:${domain} SIP/2.0\r\n` +
    `Via: SIP/2.0/WS ${user}.invalid;branch=z9hG4bKr${user}${cseq}\r\n` +
    `Max-Forwards: 70\r\nFrom: <sip:${user}@${domain}>;tag=${user}\r\nTo: <sip:${user}@${domain}>\r\n` +
    `Call-ID: ${callId}\r\nCSeq: ${cseq} REGISTER\r\n` +
    `Contact: <sip:${user}@${user}.invalid;transport=ws>;expires=3600\r\n` +
    `${authorization}User-Agent: ${userAgent}\r\nContent-Length: 0\r\n\r\n`
  );
}

/** Digest of RFC 2617 with qop=auth for the challenge in a 401. */
export function authorize(challenge, { method, uri, username, password }) {
  const value = (name) => new RegExp(`${name}="?([^",]+)"?`).exec(challenge)?.[1] ?? '';
  const [realm, nonce] = [value('realm'), value('nonce')];
  const ha1 = md5(`${username}:${realm}:${password}`);
  const ha2 = md5(`${method}:${uri}`);
  const qop = /qop=/.test(challenge);
  const response = qop ? md5(`${ha1}:${nonce}:00000001:c0ffee00:auth:${ha2}`) : md5(`${ha1}:${nonce}:${ha2}`);
  return (
    `Authorization: Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5` +
    `${qop ? ', qop=auth, nc=00000001, cnonce="c0ffee00"' : ''}\r\n`
  );
}

/** The reference MESSAGE: what a browser sends, about 376 bytes. */
export function message({ domain, from, to, number, text = 'Hello, is the oak table in stock?' }) {
  return (
    `MESSAGE sip:${to}@${domain} SIP/2.0\r\n` +
    `Via: SIP/2.0/WS ${from}.invalid;branch=z9hG4bK${from}x${number}\r\n` +
    `Max-Forwards: 70\r\nFrom: <sip:${from}@${domain}>;tag=f${number}\r\nTo: <sip:${to}@${domain}>\r\n` +
    `Call-ID: ${from}-${number}\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain;charset=UTF-8\r\n` +
    `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
}

/** 200 to a request: Via, From, To, Call-ID and CSeq come back as they were (RFC 3261, 8.2.6.2). */
export function ok(request) {
  const end = request.indexOf('\r\n\r\n');
  let response = 'SIP/2.0 200 OK\r\n';
  let at = request.indexOf('\r\n') + 2;
  while (at < end + 2) {
    const next = request.indexOf('\r\n', at);
    const line = request.slice(at, next + 2);
    const first = line.charCodeAt(0) | 32;
    if (
      first === 118 /* v */ ||
      first === 102 /* f */ ||
      (first === 99 /* c */ && (line.startsWith('Call-ID') || line.startsWith('CSeq')))
    )
      response += line;
    else if (line.startsWith('To:'))
      response += line.includes(';tag=') ? line : `${line.slice(0, -2)};tag=ok\r\n`;
    at = next + 2;
  }
  return `${response}Content-Length: 0\r\n\r\n`;
}
