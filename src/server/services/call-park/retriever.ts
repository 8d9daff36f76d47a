import { mediaTypeOf } from '../../../protocol/content-type';
import { sdpContentType } from '../../../protocol/sdp-message';
import type { IncomingInvite } from '../../sip';
import type { CallParkServices } from './call-park-services';
import { MediaDialog } from './media-dialog';
import { ParkMediaError, type ParkLeg } from './park-media';
import type { Refer } from './refer';
import { CallParkRefusal } from './refusal';
import { within } from './waiting';

/** What a retriever has to bring its own INVITE to the parkee to an end (RFC 3261: 64*T1). */
const transferMs = 32_000;
/** When one of the two dialogs has ended: how long what proves the success or failure may take. */
const graceMs = 2_000;

/** How long somebody without their ACK keeps the call from others. */
const ackMs = 2_000;

export interface AnswerOptions {
  readonly music: boolean;
  readonly isParked: () => boolean;
  /** The ACK is late: the caller may have vanished, and somebody else may have the call. */
  readonly onUnconfirmed?: () => void;
}

/** Answers the INVITE of a retriever, or of a parkee who returns. Rejects with `CallParkRefusal`, or when they have gone; nothing is left behind then. */
export async function answerCaller(
  services: CallParkServices,
  invite: IncomingInvite,
  { isParked, music, onUnconfirmed }: AnswerOptions,
): Promise<MediaDialog> {
  const media = await createLeg(services, invite, music);
  try {
    if (!isParked()) throw new CallParkRefusal('retrieve-failed', { detail: 'the parked caller hung up' });
    const patience = services.clock.setTimeout(() => onUnconfirmed?.(), ackMs);
    const dialog = await invite
      .accept({ headers: [['Contact', services.contact]], contentType: sdpContentType, body: media.sdp })
      .finally(() => patience.cancel());
    return new MediaDialog(dialog, media, services);
  } catch (error) {
    media.close();
    throw error;
  }
}

async function createLeg(
  { media }: CallParkServices,
  { request }: IncomingInvite,
  music: boolean,
): Promise<ParkLeg> {
  if (mediaTypeOf(request.headers.get('Content-Type')) !== sdpContentType)
    throw new CallParkRefusal('bad-request', { detail: 'no SDP', status: 488 });
  try {
    return await media.answer(request.body.toString('utf8'), { music });
  } catch (cause) {
    if (cause instanceof ParkMediaError && cause.code === 'not-acceptable')
      throw new CallParkRefusal('bad-request', { detail: 'the SDP was not taken', status: 488, cause });
    throw new CallParkRefusal('ucas-error', { detail: 'no media', cause });
  }
}

/**
 * Whether the retriever got through to the parkee. The parkee's BYE is no proof alone: it is sent after a Replaces as well as by somebody
 * who is tired of waiting. What the retriever says counts; if it says nothing, both having left counts as success.
 */
export async function isRetrieved(
  { clock }: CallParkServices,
  refer: Refer,
  parkee: MediaDialog,
): Promise<boolean> {
  const parkeeGone = parkee.gone.then(() => 'parkee-gone' as const);
  const first = await within(clock, transferMs, Promise.race([refer.outcome, parkeeGone]));
  if (first === 'transferred') return true;
  if (first === 'parkee-gone') {
    const said = await within(clock, graceMs, refer.outcome);
    return said === 'transferred' || (refer.accepted && said !== 'failed');
  }
  if (first === 'dialog-ended')
    return refer.accepted && (await within(clock, graceMs, parkeeGone)) !== undefined;
  return false;
}
