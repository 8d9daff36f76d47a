import { conferenceFailureOf } from '../../protocol/conferencing/cccp-diagnostics';
import { parseDiagnostics } from '../../protocol/diagnostics';
import { sipReasonOf } from '../../protocol/reason';
import type { DialogEnd } from '../signaling/signaling';

/**
 * Why the focus said goodbye: by diagnostics, or by cause and text of its `Reason`; `replaced`: the same endpoint has come over another connection. A focus that
 * says nothing has thrown out whom the roster does not list any more, and has ended for everybody else.
 */
export function endOfFocus(
  { diagnostics, reason }: DialogEnd,
  isListed: boolean,
): 'ended' | 'ejected' | 'replaced' {
  if (conferenceFailureOf(parseDiagnostics(diagnostics)?.errorId) === 'ended') return 'ended';
  const { cause, text = '' } = sipReasonOf(reason) ?? {};
  if (cause === 482) return 'replaced';
  if (cause === 603 || /eject|remov/i.test(text)) return 'ejected';
  if (/ended|terminated|over\b/i.test(text)) return 'ended';
  return isListed ? 'ended' : 'ejected';
}
