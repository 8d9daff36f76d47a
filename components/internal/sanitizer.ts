/** Structure and emphasis only. No style, no media, no form, no identity: nothing that loads, runs, or imitates the page. */
const ELEMENTS = [
  'a',
  'b',
  'blockquote',
  'br',
  'code',
  'div',
  'em',
  'i',
  'li',
  'ol',
  'p',
  'pre',
  's',
  'span',
  'strong',
  'u',
  'ul',
];
const ATTRIBUTES = ['href', 'dir', 'lang'];
const SAFE_LINK = /^(?:https?|mailto|tel|sips?):/i;

interface NativeSanitizing {
  setHTML?: (html: string, options: { sanitizer: { elements: string[]; attributes: string[] } }) => void;
}

/**
 * The one way from a string to HTML. Replaces the content of `target` by what is harmless in `unsafe`: the browser's own sanitiser
 * where there is one, DOMPurify (loaded now) elsewhere. Scripts, styles, images and handlers never reach the document.
 */
export async function sanitizeInto(target: HTMLElement, unsafe: string): Promise<void> {
  const native = (target as NativeSanitizing).setHTML;
  if (native) native.call(target, unsafe, { sanitizer: { elements: ELEMENTS, attributes: ATTRIBUTES } });
  else await purifyInto(target, unsafe);
  secureLinks(target);
}

/** The second engine of {@link sanitizeInto}, for browsers without `Element.setHTML`. */
export async function purifyInto(target: HTMLElement, unsafe: string): Promise<void> {
  const { default: DOMPurify } = await import('dompurify');
  const fragment = DOMPurify.sanitize(unsafe, {
    ALLOWED_TAGS: ELEMENTS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    FORBID_CONTENTS: [
      'script',
      'style',
      'iframe',
      'object',
      'embed',
      'template',
      'svg',
      'math',
      'title',
      'noscript',
      'select',
      'textarea',
    ],
    RETURN_DOM_FRAGMENT: true,
  });
  secureLinks(fragment);
  target.replaceChildren(fragment);
}

/** Links open elsewhere and tell nothing; one to anything but the web, mail or a phone loses its target. */
function secureLinks(root: ParentNode): void {
  for (const link of root.querySelectorAll('a')) {
    const href = link.getAttribute('href')?.trim() ?? '';
    if (SAFE_LINK.test(href)) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer nofollow';
    } else link.removeAttribute('href');
  }
}
