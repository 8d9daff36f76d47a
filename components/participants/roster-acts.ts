import { toFailure } from '../internal/failure';

export interface FailedAct {
  /** `mute`, `eject`, `lock`, … */
  readonly act: string;
  readonly code: string;
}

interface RosterActsHost {
  requestUpdate(): void;
  report(error: unknown): void;
}

/** Given up by the person themselves: nothing to show. */
const NO_FAILURE = new Set(['aborted', 'cancelled']);

/** Does what a person asks of a conference, remembers what is not confirmed yet, and what failed. */
export class RosterActs {
  failed: FailedAct | undefined;
  readonly #pending = new Set<string>();
  readonly #own = new Set<string>();
  /** Counts conversations: what was asked in one before is not shown in this one. */
  #generation = 0;

  constructor(private readonly host: RosterActsHost) {}

  /** `about`: of whom. */
  isPending(act: string, about = ''): boolean {
    return this.#pending.has(`${act} ${about}`);
  }

  /** Whether the change that the roster tells now was asked for here; true once. */
  isOwn(act: string, about = ''): boolean {
    return this.#own.delete(`${act} ${about}`);
  }

  /** Resolves to whether it was done; when not, `failed` says why. */
  async run(act: string, about: string, work: () => Promise<unknown>): Promise<boolean> {
    const key = `${act} ${about}`;
    const generation = this.#generation;
    if (this.#pending.has(key)) return false;
    this.#pending.add(key);
    this.#own.add(key);
    this.failed = undefined;
    this.host.requestUpdate();
    try {
      await work();
      return true;
    } catch (error) {
      if (generation !== this.#generation) this.report(error);
      else {
        this.#own.delete(key);
        this.fail(act, error);
      }
      return false;
    } finally {
      if (generation === this.#generation) this.#pending.delete(key);
      this.touch();
    }
  }

  fail(act: string, error: unknown): void {
    const { code } = toFailure(error);
    if (!NO_FAILURE.has(code)) {
      this.failed = { act, code };
      this.host.report(error);
    }
    this.touch();
  }

  /** For a failure that is shown already. */
  report(error: unknown): void {
    this.host.report(error);
  }

  touch(): void {
    this.host.requestUpdate();
  }

  dismiss(): void {
    this.failed = undefined;
    this.host.requestUpdate();
  }

  /** Another conversation from now on. */
  reset(): void {
    this.#generation++;
    this.failed = undefined;
    this.#pending.clear();
    this.#own.clear();
  }
}
