import { buildMessageAnswer, sdpContentType } from '../../../protocol/sdp-message';
import { bridgedTypes } from './session-offer';

/** The 200 to an INVITE with `m=message`, from `uri`. `tookFirstMessage`: the text in `Ms-Text-Format` needs no MESSAGE of its own. */
export function sessionAnswer(uri: string, tookFirstMessage: boolean) {
  const headers: [string, string][] = [['Content-Disposition', 'session']];
  if (tookFirstMessage) headers.push(['Supported', 'ms-text-format']);
  return { headers, contentType: sdpContentType, body: buildMessageAnswer(uri, bridgedTypes) };
}
