/** A text, a function that makes one from values (plurals, names), or texts by code. */
export type Text = string | ((...values: never[]) => string) | Readonly<Record<string, string>>;
export type Texts = Readonly<Record<string, Text>>;

/** Loads one language of one table; the module's default export is the table. */
export type TextsLoader<T> = () => Promise<{ readonly default: T }>;

const overrides = new Map<string, Map<string, Texts>>();
const changes = new EventTarget();

/**
 * One element's texts. English is part of the element; other languages are loaded when an element first stands in one,
 * and until then (or if that fails) English is shown.
 */
export class StringTable<T extends Texts> {
  readonly #loaded = new Map<string, T>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #merged = new Map<string, T>();

  constructor(
    readonly namespace: string,
    private readonly english: T,
    private readonly loaders: Readonly<Record<string, TextsLoader<T>>>,
  ) {}

  /** The texts for a BCP 47 tag, as far as they are here; asks for the missing ones, and `onStringsChanged` listeners hear of it. */
  get(lang: string): T {
    const language = this.languageFor(lang);
    const table = this.#loaded.get(language) ?? this.english;
    if (table === this.english && language !== 'en') void this.load(language);
    let merged = this.#merged.get(lang);
    if (!merged) {
      merged = [primary(lang), lang].reduce(
        (texts, key) => withOverrides(texts, overrides.get(key)?.get(this.namespace)),
        table,
      );
      this.#merged.set(lang, merged);
      changes.addEventListener('change', () => this.#merged.clear(), { once: true });
    }
    return merged;
  }

  /** The language that `lang` is shown in: its own if the kit has it, else English. */
  languageFor(lang: string): string {
    const language = primary(lang);
    return language in this.loaders ? language : 'en';
  }

  load(language: string): Promise<void> {
    const known = this.#loading.get(language);
    if (known) return known;
    const loader = this.loaders[language];
    const loading = loader
      ? loader().then(
          (module) => {
            this.#loaded.set(language, module.default);
            changes.dispatchEvent(new Event('change'));
          },
          // English stays on show; the next element to ask tries again.
          () => void this.#loading.delete(language),
        )
      : Promise.resolve();
    this.#loading.set(language, loading);
    return loading;
  }
}

/** Texts by code are overridden code by code. */
function withOverrides<T extends Texts>(texts: T, some: Texts | undefined): T {
  if (!some) return texts;
  const merged: Record<string, Text> = { ...texts };
  for (const [name, text] of Object.entries(some)) {
    const before = merged[name];
    merged[name] = typeof text === 'object' && typeof before === 'object' ? { ...before, ...text } : text;
  }
  return merged as T;
}

function primary(lang: string): string {
  return lang.toLowerCase().split('-')[0] ?? lang;
}

/**
 * Replaces texts of the kit, for one language (`de`) or one variety of it (`de-AT`), on the whole page, at any time.
 * @example overrideStrings('en', { conversation: { placeholder: 'Ask us anything' } });
 * @since 0.1.0
 */
export function overrideStrings(lang: string, texts: Readonly<Record<string, Texts>>): void {
  const byNamespace = overrides.get(lang) ?? new Map<string, Texts>();
  for (const [namespace, some] of Object.entries(texts)) {
    byNamespace.set(namespace, { ...byNamespace.get(namespace), ...some });
  }
  overrides.set(lang, byNamespace);
  changes.dispatchEvent(new Event('change'));
}

export function onStringsChanged(listener: () => void): () => void {
  changes.addEventListener('change', listener);
  return () => changes.removeEventListener('change', listener);
}
