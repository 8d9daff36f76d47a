import type { TraceMessage } from './trace-message';
import type { TraceParty } from './parties';

/** What a dialog is for, as far as its first message tells. */
export type DialogPurpose =
  | 'registration'
  | 'conference-invitation'
  | 'focus'
  | 'chat-mcu'
  | 'audio-video-mcu'
  | 'context-channel'
  | 'call'
  | 'chat'
  | 'subscription'
  | 'publication'
  | 'service'
  | 'message'
  | 'refer'
  | 'other';

const byMethod: Readonly<Record<string, DialogPurpose>> = {
  REGISTER: 'registration',
  SUBSCRIBE: 'subscription',
  NOTIFY: 'subscription',
  BENOTIFY: 'subscription',
  PUBLISH: 'publication',
  SERVICE: 'service',
  MESSAGE: 'message',
  REFER: 'refer',
};

const byBody: readonly (readonly [RegExp, DialogPurpose])[] = [
  [/^application\/ms-conf-invite\+xml$/, 'conference-invitation'],
  [/^application\/ms-session-invite\+xml$/, 'context-channel'],
];

export function purposeOf(message: TraceMessage, party: TraceParty): DialogPurpose {
  const method = message.method || (message.cseq.split(/\s+/)[1] ?? '');
  const simple = byMethod[method];
  if (simple) return simple;
  if (method !== 'INVITE') return 'other';
  const carried = byBody.find(([type]) => type.test(message.contentType));
  if (carried) return carried[1];
  // The three services of a conference are told apart by their address ([MS-CONFBAS] 2.2.1).
  if (party.kind === 'focus') return 'focus';
  if (party.kind === 'chat') return 'chat-mcu';
  if (party.kind === 'audio-video') return 'audio-video-mcu';
  return /^m=(?:audio|video)/m.test(message.body) ? 'call' : 'chat';
}
