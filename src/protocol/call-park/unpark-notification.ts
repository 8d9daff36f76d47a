import { writeXml } from '../xml/write';
import { checked, envelope, optional, readDocument, required, sipUriForm } from './document';

/**
 * Why a call is parked no longer. `drop`: the service ended it. `hang-up`: the parkee did. `ringback`: back at the parker. `fallback`: transferred to the
 * configured address. `retrieval`: somebody picked it up.
 */
export type UnparkReason = 'drop' | 'hang-up' | 'ringback' | 'fallback' | 'retrieval';

/** Body of the INFO in the control dialog ([MS-SIPAPP] 3.1.5.5, 3.1.5.10). */
export interface UnparkNotification {
  readonly requestId: string;
  readonly reason: UnparkReason;
  /** Who has the call now. Never with `drop` and `hang-up`. */
  readonly target?: string;
}

export interface ReceivedUnparkNotification extends Omit<UnparkNotification, 'reason'> {
  /** `unknown`: the service has a reason we do not know. */
  readonly reason: UnparkReason | 'unknown';
}

// `drop` and `hang-up` are verified; the others are ours, so what others may send is understood too.
const reasons: Readonly<Record<string, UnparkReason>> = {
  drop: 'drop',
  'hang-up': 'hang-up',
  hangup: 'hang-up',
  ringback: 'ringback',
  'ring-back': 'ringback',
  fallback: 'fallback',
  'fall-back': 'fallback',
  retrieval: 'retrieval',
  retrieved: 'retrieval',
};

/** Throws `XmlError` or `WireFormatError`. */
export function parseUnparkNotification(body: string): ReceivedUnparkNotification {
  const { root, requestId } = readDocument(body, 'unpark-notification');
  const token = required(root, 'reason', /^[\w-]{1,64}$/).toLowerCase();
  const target = optional(root, 'target', sipUriForm);
  const reason = Object.hasOwn(reasons, token) ? reasons[token]! : 'unknown';
  return { requestId, reason, ...(target !== undefined && { target }) };
}

/** Throws `WireFormatError` on a target that is no SIP URI, or where none may be. */
export function buildUnparkNotification({ requestId, reason, target }: UnparkNotification): string {
  const form = reason === 'drop' || reason === 'hang-up' ? never : sipUriForm;
  return writeXml([
    'unpark-notification',
    envelope(requestId),
    ['reason', {}, reason],
    ...(target === undefined ? [] : [['target', {}, checked('target', target, form)] as const]),
  ]);
}

const never = /(?!)/;
