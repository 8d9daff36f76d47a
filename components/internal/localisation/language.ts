/** Scripts that run from right to left, by language, for when nobody said `dir`. */
const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|ks|ku-arab|ps|sd|ug|ur|yi)\b/i;

export interface Language {
  /** BCP 47 tag as the page wrote it; `en` if it wrote none. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}

function parentOf(node: Node): Node | null {
  if (node instanceof Element && node.assignedSlot) return node.assignedSlot;
  return node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
}

/**
 * The nearest `lang` and `dir` around `element`, across shadow roots. A `lang` that is nearer than any `dir` also says the
 * direction, so that one Arabic widget on an English page runs from right to left.
 */
export function nearestLanguage(element: Element): Language {
  let lang = '';
  let dir = '';
  for (let node: Node | null = element; node && !(lang && dir); node = parentOf(node)) {
    if (!(node instanceof Element)) continue;
    const said = node.getAttribute('dir')?.toLowerCase() ?? '';
    if (!dir && (said === 'ltr' || said === 'rtl')) dir = said;
    const here = node.getAttribute('lang');
    if (here && !lang) {
      lang = here;
      dir ||= RIGHT_TO_LEFT.test(lang) ? 'rtl' : 'ltr';
    }
  }
  return { lang: lang || 'en', dir: dir === 'rtl' ? 'rtl' : 'ltr' };
}

/** Calls `changed` after any `lang` or `dir` around `element` changed. Returns what stops it. */
export function observeLanguage(element: Element, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  const options = { attributes: true, attributeFilter: ['lang', 'dir'], subtree: true };
  // A MutationObserver does not see into shadow roots, so each root on the way up is watched.
  for (let root: Node | null = element.getRootNode(); root;) {
    observer.observe(root, options);
    root = root instanceof ShadowRoot ? root.host.getRootNode() : null;
  }
  observer.observe(element, { attributes: true, attributeFilter: ['lang', 'dir'] });
  return () => observer.disconnect();
}
