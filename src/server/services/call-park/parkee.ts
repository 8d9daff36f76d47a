import { mediaTypeOf } from '../../../protocol/content-type';
import { replacesOf, type ParkRequest } from '../../../protocol/call-park';
import { sdpContentType } from '../../../protocol/sdp-message';
import {
  decodeUtf8,
  parseNameAddr,
  SipFailureError,
  SipTransactionError,
  type InviteDialog,
} from '../../sip';
import type { CallParkServices } from './call-park-services';
import { MediaDialog } from './media-dialog';
import type { ParkOffer } from './park-media';
import { CallParkRefusal } from './refusal';

/** What the parkee's device has to answer in; the parker waits as long. */
const replaceSeconds = 20;
const maxName = 80;

export interface ReplaceOptions {
  readonly parkerUri: string;
  readonly request: ParkRequest;
  /** Headers of the park INVITE that belong to the conversation. */
  readonly headers: readonly [string, string][];
  /** Aborts when the parker cancels. */
  readonly signal: AbortSignal;
}

/**
 * Takes the parker's place in its dialog with the parkee: INVITE with Replaces (RFC 3891). Rejects with `CallParkRefusal`; nothing is left
 * behind then.
 */
export async function replaceParker(
  services: CallParkServices,
  options: ReplaceOptions,
): Promise<MediaDialog> {
  const { media, configuration } = services;
  const offer = await media.offer({ music: configuration.music }).catch((cause: unknown) => {
    throw new CallParkRefusal('ucas-error', { detail: 'no media', cause });
  });
  let dialog: InviteDialog;
  try {
    dialog = await invite(services, offer, options);
  } catch (error) {
    offer.close();
    throw refusalOf(error);
  }
  const parkee = new MediaDialog(dialog, offer, services);
  try {
    options.signal.throwIfAborted();
    await acceptAnswer(offer, dialog);
    options.signal.throwIfAborted();
    if (!parkee.isUp) throw new CallParkRefusal('replaces-error', { detail: 'the parkee hung up' });
    return parkee;
  } catch (error) {
    void parkee.hangUp();
    throw refusalOf(error);
  }
}

function invite(
  { endpoint, configuration, contact }: CallParkServices,
  offer: ParkOffer,
  { parkerUri, request, headers, signal }: ReplaceOptions,
): Promise<InviteDialog> {
  const replaces = replacesOf({
    callId: request.callId,
    receiverTag: request.toTag,
    replacedTag: request.fromTag,
  });
  return endpoint.invite(request.target, {
    from: configuration.uri,
    headers: [
      ['Replaces', replaces],
      // A device that would ring instead must refuse.
      ['Require', 'replaces'],
      // RFC 3891 section 5: the parkee compares it with the peer of the dialog that is to be replaced.
      ['Referred-By', `<${parkerUri}>`],
      ['P-Asserted-Identity', `<${configuration.uri}>`],
      ['Contact', contact],
      ...headers,
    ],
    contentType: sdpContentType,
    body: offer.sdp,
    expires: replaceSeconds,
    signal,
  });
}

/** As the edge vouches for it, or as the parkee says of itself where it is trusted. */
export function parkeeName({ inviteResponse }: InviteDialog): string | undefined {
  const asserted = parseNameAddr(inviteResponse?.headers.get('P-Asserted-Identity') ?? '');
  const name = decodeUtf8(asserted?.displayName ?? '')
    .replace(/\p{C}+/gu, ' ')
    .trim();
  return name === '' ? undefined : name.slice(0, maxName);
}

async function acceptAnswer(offer: ParkOffer, { inviteResponse }: InviteDialog): Promise<void> {
  if (!inviteResponse || mediaTypeOf(inviteResponse.headers.get('Content-Type')) !== sdpContentType)
    throw new CallParkRefusal('replaces-error', { detail: 'the parkee answered without SDP' });
  try {
    await offer.accept(inviteResponse.body.toString('utf8'));
  } catch (cause) {
    throw new CallParkRefusal('replaces-error', { detail: "the parkee's SDP was not taken", cause });
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof SipTransactionError && error.code === 'timeout')
    return new CallParkRefusal('park-timeout', { cause: error });
  if (!(error instanceof SipFailureError) || error.code === 'cancelled') return error;
  if (error.code === 'expired' || error.status === 408)
    return new CallParkRefusal('park-timeout', { cause: error });
  // RFC 3891 section 3: 481 is the answer of who has no such dialog, or not with this parker.
  if (error.status === 481) return new CallParkRefusal('no-conversation', { cause: error });
  return new CallParkRefusal('replaces-error', {
    detail: `the parkee answered ${error.status}`,
    cause: error,
  });
}
