import { register } from '../internal/define';
import { LyncCall } from './call';

const PARTS =
  'call-status, call-quality, call-duration, call-controls, call-control, call-accept, call-accept-video, call-decline, call-mute, call-hold, ' +
  'call-keypad, call-video, call-transfer, call-park, call-devices, call-end, call-drawer, call-video-area, call-remote-video, call-local-video';

/** Makes what shows a conversation's call, under the prefix of the element around it. Everything of calls comes with this module. */
export function createCall(prefix: string): LyncCall {
  register('call', LyncCall, prefix);
  const call = document.createElement(`${prefix}-call`) as LyncCall;
  call.setAttribute('part', 'call');
  call.setAttribute('exportparts', PARTS);
  return call;
}
