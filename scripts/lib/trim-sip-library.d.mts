/** Vite plugin. */
export function trimSipLibrary(): {
  readonly name: string;
  transform(
    this: { parse: (code: string) => unknown },
    code: string,
    id: string,
  ): { readonly code: string } | null;
};
