import {
  buildVisitorContext,
  fitVisitorContext,
  visitorContextContentType,
} from '../protocol/visitor-context';
import { maxJsonBytes } from '../protocol/json-reader';
import type { VisitorContext } from './contract';
import { asSessionError, responseError } from './failures';
import type { RequestOptions, SipResponse } from './signaling/signaling';

/** The context that goes with the INVITE, as JSON; undefined if there is none. Throws `SessionError`. */
export function invitationContext(
  context: VisitorContext | undefined,
  signed: string | undefined,
): string | undefined {
  const all = { ...context, ...(signed !== undefined && context?.signed === undefined && { signed }) };
  if (Object.keys(all).length === 0) return undefined;
  try {
    return fitVisitorContext(all);
  } catch (error) {
    throw asSessionError(error, 'too-large', 'The context cannot be sent');
  }
}

/** Newer context in the conversation's own dialog. Throws `SessionError`. */
export async function shareContext(
  leg: { request(method: string, options: RequestOptions): Promise<SipResponse> },
  context: VisitorContext,
): Promise<void> {
  let content;
  try {
    content = buildVisitorContext(context, maxJsonBytes);
  } catch (error) {
    throw asSessionError(error, 'invalid-argument', 'The context cannot be sent');
  }
  const response = await leg.request('INFO', { body: { contentType: visitorContextContentType, content } });
  if (response.status >= 300) throw responseError(response, 'message');
}
