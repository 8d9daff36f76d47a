import { sdpOf } from './call-sdp';
import type { InviteDialog } from '../../../sip/endpoint';
import { MediaError, type MediaLeg, type MediaRoom } from '../../../media';
import type { SessionOffer } from '../session-offer';

/** Our offer of audio to somebody we call, with a leg of its own in the room. `open` makes the dialog with its media. */
export async function offerCall(
  room: MediaRoom,
  name: string,
  open: (dialog: InviteDialog, leg: MediaLeg) => InviteDialog,
  replaces?: InviteDialog,
): Promise<SessionOffer> {
  const leg = await room.join({ name });
  let sdp: string;
  try {
    sdp = await leg.offer();
  } catch (error) {
    leg.end();
    throw error;
  }
  return {
    sdp,
    ...(replaces && { headers: replacing(replaces) }),
    async accept(dialog) {
      const answer = dialog.inviteResponse && sdpOf(dialog.inviteResponse);
      if (answer === undefined) throw new MediaError('sdp-invalid', 'The answer has no description.');
      await leg.accept(answer);
      return open(dialog, leg);
    },
    withdraw: () => leg.end(),
  };
}

/** RFC 3891 section 6.1: the tags are those of the end that receives it. */
function replacing({ callId, localTag, remoteTag }: InviteDialog): [string, string][] {
  return [
    ['Replaces', `${callId};to-tag=${remoteTag};from-tag=${localTag}`],
    ['Require', 'replaces'],
  ];
}
