/** A custom element class of the kit: `prefix` is the first part of the tags it nests. */
export interface PrefixedElementClass extends CustomElementConstructor {
  readonly prefix: string;
}

/** Defines `tag` unless it is taken; never throws for a taken tag, and the first definition stays. */
export function define(tag: string, constructor: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, constructor);
}

/**
 * Registers `base` as `<prefix>-<name>`. A class can be defined once only, so any prefix but the kit's own gets a copy (a subclass).
 * Two versions or two tenants on one page use two prefixes, and neither finds the other's session.
 * @throws {SyntaxError} if `prefix` does not make a valid tag, e.g. when it starts with a digit.
 */
export function register(name: string, base: PrefixedElementClass, prefix: string): CustomElementConstructor {
  const tag = `${prefix}-${name}`;
  const taken = customElements.get(tag);
  if (taken) return taken;
  const copy =
    prefix === base.prefix
      ? base
      : class extends (base as CustomElementConstructor) {
          static readonly prefix = prefix;
        };
  customElements.define(tag, copy);
  return copy;
}
