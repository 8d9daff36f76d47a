import { randomBytes } from 'node:crypto';
import type { Flow } from './flow';

interface Retired {
  readonly aors: readonly string[];
  readonly addresses: readonly string[] | undefined;
}

/** How many closed connections are remembered, for the dialogs that outlive them. */
const maxRetired = 20_000;

/**
 * The connections of the edge, and who was behind those that are gone: a dialog names the connections it was set up
 * over, and a client that lost its connection goes on with the dialog over a new one, as the same identity.
 */
export class Flows {
  readonly #live = new Map<string, Flow>();
  readonly #retired = new Map<string, Retired>();
  readonly #byIdentity = new Map<string, Set<Flow>>();
  /** Tells the connections of this run from those of an earlier one. */
  readonly #epoch = randomBytes(3).toString('hex');
  #count = 0;

  nextId(): string {
    return `${this.#epoch}${(++this.#count).toString(36)}`;
  }

  get size(): number {
    return this.#live.size;
  }

  add(flow: Flow): void {
    this.#live.set(flow.id, flow);
  }

  get(id: string): Flow | undefined {
    return this.#live.get(id);
  }

  all(): Iterable<Flow> {
    return this.#live.values();
  }

  proved(flow: Flow, aor: string): void {
    const flows = this.#byIdentity.get(aor) ?? new Set<Flow>();
    flows.add(flow);
    this.#byIdentity.set(aor, flows);
  }

  /** Live connections that have proven this identity, oldest first. */
  withIdentity(aor: string): Flow[] {
    return [...(this.#byIdentity.get(aor) ?? [])];
  }

  remove(flow: Flow): void {
    this.#live.delete(flow.id);
    const aors = [...flow.identities.keys()];
    for (const aor of aors) {
      const flows = this.#byIdentity.get(aor);
      flows?.delete(flow);
      if (flows?.size === 0) this.#byIdentity.delete(aor);
    }
    if (aors.length === 0 && flow.addresses === undefined) return;
    this.#retired.set(flow.id, { aors, addresses: flow.addresses });
    for (const oldest of this.#retired.keys()) {
      if (this.#retired.size <= maxRetired) break;
      this.#retired.delete(oldest);
    }
  }

  /** Whether `flow` is the connection `id`, or has taken its place: `id` is gone and was of an identity that `flow` has proven. */
  standsFor(flow: Flow, id: string): boolean {
    if (flow.id === id) return true;
    const retired = this.#retired.get(id);
    if (retired === undefined) return false;
    if (retired.addresses !== undefined) return retired.addresses.join() === flow.addresses?.join();
    return retired.aors.some((aor) => flow.identities.has(aor));
  }

  /** Live connections that may have taken the place of `id`, which is gone. */
  successors(id: string): Flow[] {
    const retired = this.#retired.get(id);
    if (retired === undefined) return [];
    if (retired.addresses !== undefined)
      return [...this.#live.values()].filter((flow) => this.standsFor(flow, id));
    return retired.aors.flatMap((aor) => this.withIdentity(aor));
  }
}
