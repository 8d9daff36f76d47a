/** What happens to one request. `lose-request`: nobody hears it. `lose-answer`: it is done, and nobody hears that. */
export type Fate = 'pass' | 'lose-request' | 'lose-answer';

/** A network for `fetch` that can be cut, and that loses what a test wants lost. */
export class FlakyFetch {
  #isCut = false;
  #cut = new AbortController();
  /** By method and path, query included. */
  fate: (request: string) => Fate = () => 'pass';
  readonly seen: string[] = [];

  /** Everything under way fails, and everything after it. The result restores it. */
  cut(): () => void {
    this.#isCut = true;
    this.#cut.abort();
    return () => {
      this.#isCut = false;
      this.#cut = new AbortController();
    };
  }

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = new URL(String(input instanceof Request ? input.url : input));
    const request = `${init.method ?? 'GET'} ${url.pathname}${url.search}`;
    this.seen.push(request);
    const fate = this.#isCut ? 'lose-request' : this.fate(request);
    if (fate === 'lose-request') throw new TypeError('The network is down');
    const signal = AbortSignal.any([this.#cut.signal, ...(init.signal ? [init.signal] : [])]);
    const response = await globalThis.fetch(input, { ...init, signal });
    if (fate === 'pass') return response;
    await response.arrayBuffer();
    throw new TypeError('The network went down');
  };
}
