import type { AgentCore } from '../agent-core';
import { aborted } from '../agent-core';
import type { SipRequest, SipResponse } from '../message';
import { ClientInviteTransaction } from '../transactions';
import type { Dialog } from './dialog';

/**
 * INVITE within a dialog (RFC 3261 14.1): resolves with the final response; a 2xx is acknowledged, each time it comes.
 * `over` is called when another INVITE may be sent, also when the caller has stopped waiting.
 */
export function reInvite(
  core: AgentCore,
  dialog: Dialog,
  invite: SipRequest,
  over: () => void,
  signal: AbortSignal | undefined,
): Promise<SipResponse> {
  return new Promise((resolve, reject) => {
    const transaction = core.send(invite, {
      onResponse(response) {
        if (response.status < 200) return;
        if (response.status < 300) {
          dialog.refreshTarget(response);
          core.sendAck(dialog.createAck(invite.cseq()?.number ?? 0));
        }
        settle();
        resolve(response);
      },
      onFailure(error) {
        settle();
        reject(error);
      },
    });
    const abort = (): void => {
      if (transaction instanceof ClientInviteTransaction) transaction.cancel();
      reject(aborted('INVITE', signal?.reason));
    };
    const settle = (): void => {
      over();
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}
