/** A part of the session that is loaded with its first use; after a failure the next use tries again. */
export class LazyPart<T> {
  /** Undefined before the first use. */
  loading: Promise<T> | undefined;

  constructor(private readonly load: () => Promise<T>) {}

  get(): Promise<T> {
    return (this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    }));
  }
}
