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
    if (this.#pending.has(key)) return false;
    this.#pending.add(key);
    this.#own.add(key);
    this.failed = undefined;
    this.host.requestUpdate();
    try {
      await work();
      return true;
    } catch (error) {
      this.#own.delete(key);
      this.fail(act, error);
      return false;
    } finally {
      this.#pending.delete(key);
      this.host.requestUpdate();
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

  reset(): void {
    this.failed = undefined;
    this.#pending.clear();
    this.#own.clear();
  }
}
