import { html, nothing, type ElementPart, type TemplateResult } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import { noChange } from 'lit';

const LINK = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+/gi;
/** Punctuation that ends a sentence, not an address. */
const TRAILING = /[.,:;!?)\]}'"»”’]+$/;

/** Plain text with its web addresses as links: nodes, never HTML. A closing bracket stays if the address opened it. */
export function linkedText(text: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const address = trim(match[0]);
    if (!isWebAddress(address)) continue;
    parts.push(text.slice(from, match.index));
    parts.push(html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${address}</a>`);
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function trim(address: string): string {
  const trimmed = address.replace(TRAILING, '');
  const opened = (trimmed.match(/\(/g)?.length ?? 0) > (trimmed.match(/\)/g)?.length ?? 0);
  return opened && address[trimmed.length] === ')' ? `${trimmed})` : trimmed;
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

class SanitizedHtml extends Directive {
  #shown: string | undefined;

  render(_unsafe: string): typeof nothing {
    return nothing;
  }

  override update(part: ElementPart, [unsafe]: [string]): typeof noChange {
    const target = part.element as HTMLElement;
    if (unsafe !== this.#shown) {
      this.#shown = unsafe;
      // Without a sanitiser (its code did not load) the source is shown as text: ugly, and harmless.
      import('./sanitizer')
        .then(({ sanitizeInto }) => sanitizeInto(target, unsafe))
        .catch(() => (target.textContent = unsafe));
    }
    return noChange;
  }
}

/** Fills an element with a message's HTML, sanitised (by code that is loaded with the first such message): `<div ${sanitizedHtml(body)}></div>`. */
export const sanitizedHtml = directive(SanitizedHtml);
