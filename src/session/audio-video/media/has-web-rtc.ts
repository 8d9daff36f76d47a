/** Whether anything of calls can work here: a browser, and a secure context. Apart from the engine, so that asking does not load it. */
export const hasWebRtc = (): boolean =>
  typeof RTCPeerConnection !== 'undefined' && globalThis.navigator?.mediaDevices !== undefined;
