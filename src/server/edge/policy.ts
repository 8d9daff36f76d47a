import type { SipRequest } from '../sip/message';

/**
 * Whether a request carries an invitation to a context channel, at the top or in a part however deep: only trusted
 * applications may send one. Nothing else is read of the body.
 */
export function carriesContextInvitation(request: SipRequest): boolean {
  for (const value of request.headers.getAll('Content-Type')) {
    const type = value.toLowerCase();
    if (isInvitation.test(type)) return true;
    if (
      (type.startsWith('multipart/') || type.startsWith('message/')) &&
      partIsInvitation.test(request.body.toString('latin1'))
    ) {
      return true;
    }
  }
  return false;
}

const isInvitation = /^\s*application\s*\/\s*ms-session-invite\+xml/;
/** Any header line of a part, folded or not, compact or not. */
const partIsInvitation = /^(?:content-type|c)\s*:\s*application\s*\/\s*ms-session-invite\+xml/im;

/** Out of dialog, a guest may call and write to what is published, and nothing else. */
const guestMethods = new Set(['INVITE', 'MESSAGE', 'OPTIONS']);

export function mayGuestSend(method: string, isPortal: boolean): boolean {
  return isPortal && guestMethods.has(method);
}

/** What counts against a guest's messages per minute. */
export function isGuestMessage(method: string): boolean {
  return method === 'MESSAGE' || method === 'INVITE' || method === 'INFO';
}
