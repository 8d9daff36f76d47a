import { SessionError } from '../contract';
import type { ConversationContract } from '../contract';
import { asSessionError, responseError } from '../failures';
import type { HeaderList } from '../signaling/signaling';
import type { AudioVideoCall } from './call';
import type { CallLeg } from './call-leg';
import { buildReferTo } from './replaces';
import { parseSipFragment } from './sip-fragment';

/** Milliseconds that the other side may take to reach the target. */
const TRANSFER_TIMEOUT = 60_000;
const ADDRESS = /^sips?:[^\s@<>"?]+@[^\s@<>"?]+$/i;

/** RFC 5589: blind to an address, attended to the other side of another call. Resolves when it is done; on failure the call goes on. */
export async function transferTo(call: AudioVideoCall, target: string | ConversationContract): Promise<void> {
  const leg = call.require('connected', 'held');
  const { consulted, referTo } = referToOf(call, target);
  call.status.transition('transfer', { failure: undefined });
  try {
    await refer(call, leg, referTo);
  } catch (error) {
    const failure = asSessionError(error, 'server-error', 'The call was not transferred');
    // It may have ended for another reason meanwhile.
    if (call.status.state === 'transferring') {
      call.status.transition(leg.heldBy ? 'transfer-failed-held' : 'transfer-failed', {
        failure: failure.toSnapshot(),
      });
      call.settle();
    }
    throw failure;
  }
  if (call.leg === leg) call.finish('transferred');
  await Promise.all([leg.close(), consulted?.end()]);
}

function referToOf(
  call: AudioVideoCall,
  target: string | ConversationContract,
): { referTo: string; consulted?: AudioVideoCall } {
  if (typeof target === 'string') {
    if (!ADDRESS.test(target)) throw new SessionError('invalid-argument', `Not a SIP address: ${target}`);
    return { referTo: buildReferTo(target) };
  }
  const consulted = (target.audioVideo as { call?: AudioVideoCall } | undefined)?.call;
  const other = consulted?.leg;
  if (!consulted || consulted === call || !other?.dialog)
    throw new SessionError('invalid-argument', 'That conversation has no call to transfer to');
  return { referTo: buildReferTo(other.remote.uri, other.dialog.ids), consulted };
}

/** Resolves with the first NOTIFY that says success (RFC 3515 section 2.4.4), or when the transferee ends the call, which it does then only. */
async function refer({ conversation, status }: AudioVideoCall, leg: CallLeg, referTo: string): Promise<void> {
  const { dialog } = leg;
  if (!dialog) throw new SessionError('invalid-state', 'There is no call');
  const headers: HeaderList = [
    ['Refer-To', referTo],
    ['Referred-By', `<${conversation.self.uri}>`],
  ];
  await new Promise<void>((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      leg.onNotify = undefined;
      conversation.audioVideo.removeEventListener('call-state-changed', onState);
      act();
    };
    const onState = () => {
      if (status.state === 'ended') settle(resolve);
    };
    const timer = setTimeout(
      () =>
        settle(() =>
          reject(new SessionError('timeout', 'The other side did not say what became of the transfer')),
        ),
      TRANSFER_TIMEOUT,
    );
    conversation.audioVideo.addEventListener('call-state-changed', onState);
    leg.onNotify = (request) => {
      const result = parseSipFragment(request.body);
      if (!result || result.status < 200) return;
      if (result.status < 300) settle(resolve);
      else settle(() => reject(responseError({ ...noBody, ...result })));
    };
    dialog.request('REFER', { headers }).then(
      (response) => {
        if (response.status >= 300) settle(() => reject(responseError(response)));
      },
      (error: unknown) =>
        settle(() => reject(asSessionError(error, 'connection-failed', 'The connection was lost'))),
    );
  });
}

const noBody = {
  body: '',
  contentType: '',
  local: false,
  header: () => undefined,
  headers: () => [],
} as const;
