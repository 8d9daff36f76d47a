import { mediaTypeOf } from '../../protocol/content-type';
import { SessionError } from '../contract';
import { asSessionError, responseError } from '../failures';
import type { IncomingRequest } from '../signaling/signaling';
import { DtmfReceivedEvent } from './call-events';
import type { CallLeg } from './call-leg';

const RELAY = 'application/dtmf-relay';
/** Milliseconds. */
const DURATION = 160;
const MAX_TONES = 64;

export const isTones = (tones: string): boolean => tones.length <= MAX_TONES && /^[0-9A-D*#,]+$/i.test(tones);

/** In the audio (RFC 4733), or by INFO where the other side has no telephone events. Rejects with `SessionError`. */
export async function sendTones(
  leg: CallLeg,
  tones: string,
  method: 'rtp' | 'info' | undefined,
): Promise<void> {
  if (!isTones(tones)) throw new SessionError('invalid-argument', 'Not digits, *, #, A to D or a comma');
  if (method !== 'info' && leg.media.sendTones(tones)) return;
  if (method === 'rtp')
    throw new SessionError('type-not-supported', 'The other side has no telephone events');
  await sendTonesByInfo(leg, tones);
}

/** One INFO per digit, each after the answer to the one before, so that they arrive in order. Rejects with `SessionError`. */
async function sendTonesByInfo({ dialog }: CallLeg, tones: string): Promise<void> {
  if (!dialog) throw new SessionError('invalid-state', 'There is no call');
  for (const tone of tones.toUpperCase().replace(/,/g, '')) {
    const content = `Signal=${tone}\r\nDuration=${DURATION}\r\n`;
    let response;
    try {
      response = await dialog.request('INFO', { body: { contentType: RELAY, content } });
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The digit could not be sent');
    }
    if (response.status >= 300) throw responseError(response, 'message');
  }
}

/** `Signal=` and the digit, with or without blanks; gateways differ. */
export function parseDtmfRelay(body: string): string | undefined {
  return /^\s*signal\s*=\s*([0-9A-D*#])\s*$/im.exec(body)?.[1]?.toUpperCase();
}

/** An INFO of a digit, or an empty one, which only asks whether the dialog is alive. */
export function isDtmf({ contentType }: IncomingRequest): boolean {
  const type = mediaTypeOf(contentType);
  return !type || type === RELAY;
}

export function answerDtmf(request: IncomingRequest, target: EventTarget): void {
  if (!mediaTypeOf(request.contentType)) return request.respond(200);
  const tone = parseDtmfRelay(request.body);
  if (tone === undefined) return request.respond(400, { reason: 'Not a digit' });
  request.respond(200);
  target.dispatchEvent(new DtmfReceivedEvent(tone));
}
