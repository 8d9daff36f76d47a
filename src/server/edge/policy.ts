import type { SipRequest } from '../sip/message';

/**
 * Whether a request carries an invitation to a context channel, at the top or in a part however deep: only trusted
 * applications may send one. The body is not taken apart as a receiver would do it, since receivers differ in what they
 * forgive: a body of parts that so much as names the type is taken to carry it.
 */
export function carriesContextInvitation(request: SipRequest): boolean {
  for (const type of request.headers.getAll('Content-Type')) {
    if (invitation.test(type)) return true;
    if (mayHaveParts.test(type) && invitation.test(request.body.toString('latin1'))) return true;
  }
  return false;
}

const invitation = /application\s*\/\s*ms-session-invite\s*\+\s*xml/i;
const mayHaveParts = /(?:multipart|message)\s*\//i;

/** Out of dialog, a guest may call and write to what is published, and nothing else. */
const guestMethods = new Set(['INVITE', 'MESSAGE', 'OPTIONS']);

export function mayGuestSend(method: string, isPortal: boolean): boolean {
  return isPortal && guestMethods.has(method);
}

/** What counts against a guest's messages per minute. */
export function isGuestMessage(method: string): boolean {
  return method === 'MESSAGE' || method === 'INVITE' || method === 'INFO';
}
