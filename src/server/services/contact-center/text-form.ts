import { acceptsType, mediaTypeOf } from '../../../protocol/content-type';

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const block = /^\/(?:p|div|li|tr|h[1-6])$/;

/** HTML as the text a person would read; for peers that take nothing else. The result is text, never HTML again. Linear in the length. */
export function htmlToText(html: string): string {
  const text = withoutTags(html.replace(/[\r\n\t ]+/g, ' '));
  return text
    .replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
        const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
      },
    )
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

function withoutTags(html: string): string {
  const lower = html.toLowerCase();
  let text = '';
  for (let at = 0; ;) {
    const open = html.indexOf('<', at);
    const close = open < 0 ? -1 : html.indexOf('>', open);
    if (close < 0) return text + html.slice(at);
    const name = /^\/?[a-z][a-z\d]*/.exec(lower.slice(open + 1, open + 16))?.[0];
    text += html.slice(at, open);
    at = close + 1;
    if (name === undefined && lower[open + 1] !== '!') {
      // Not a tag: somebody wrote "a < b".
      text += '<';
      at = open + 1;
    } else if (name === 'br' || block.test(name ?? '')) text += '\n';
    else if (name === 'script' || name === 'style') {
      const end = lower.indexOf(`</${name}`, at);
      if (end < 0) return text;
      at = end;
    }
  }
}

/** The message in a form the peer has said it takes (`a=accept-types`); a peer that said nothing takes it as it is. */
export function inAcceptedForm(
  contentType: string,
  body: Buffer,
  acceptTypes: readonly string[],
): { readonly contentType: string; readonly body: Buffer } {
  const type = mediaTypeOf(contentType);
  if (type !== 'text/html' || acceptTypes.length === 0 || acceptsType(acceptTypes, type))
    return { contentType, body };
  return { contentType: 'text/plain; charset=UTF-8', body: Buffer.from(htmlToText(body.toString('utf8'))) };
}
