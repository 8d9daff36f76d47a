import type { RoomsStrings } from '../rooms/strings';
import { toFailure } from '../internal/failure';

/** Why something did not work, for people. */
export function reasonText(t: RoomsStrings, thrown: unknown): string {
  return reasonOf(t, toFailure(thrown).code);
}

export function reasonOf(t: RoomsStrings, code: string | undefined): string {
  return t.reasons[code ?? ''] ?? t.failed;
}
