import type { PropertyDeclaration, ReactiveElement } from 'lit';

// As those of `lit/decorators.js`, for legacy decorators only: Lit's bring the standard ones along, which no build of this kit uses.

type MemberDecorator = (prototype: object, name: string) => void;

/** Makes a reactive property of a field or accessor. */
export const property =
  (options?: PropertyDeclaration): MemberDecorator =>
  (prototype, name) => {
    (prototype.constructor as typeof ReactiveElement).createProperty(name, options);
    // Of an accessor this is the one that asks for an update; without it the original would be put back.
    return Object.getOwnPropertyDescriptor(prototype, name);
  };

/** Makes a reactive property of a field that is nobody's business outside. */
export const state = (): MemberDecorator => property({ state: true, attribute: false });

/** Makes a field the first element of the element's own tree that `selector` finds, or null. */
export const query =
  (selector: string): MemberDecorator =>
  (prototype, name) => {
    const get = function (this: ReactiveElement): Element | null {
      return this.renderRoot?.querySelector(selector) ?? null;
    };
    Object.defineProperty(prototype, name, { get, configurable: true, enumerable: true });
  };
