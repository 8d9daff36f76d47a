import type { FailureSnapshot } from '../../src/session/contract';

interface Failing {
  readonly code: string;
  readonly message: string;
  toSnapshot?: () => FailureSnapshot;
}

/** Anything that was thrown, as data: a session's error keeps its code, any other error becomes `server-error`. */
export function toFailure(thrown: unknown): FailureSnapshot {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
    const failing = thrown as Error & Failing;
    return failing.toSnapshot?.() ?? { code: failing.code, message: failing.message };
  }
  const name = thrown instanceof DOMException && thrown.name === 'AbortError' ? 'aborted' : 'server-error';
  return { code: name, message: thrown instanceof Error ? thrown.message : String(thrown) };
}
