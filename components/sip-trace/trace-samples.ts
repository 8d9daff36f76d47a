import type { SipTraceEntry } from './trace-message';

const FOCUS = 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL6GPNBP';
const MCU = 'sip:alice@contoso.com;gruu;opaque=app:conf:audio-video:id:JL6GPNBP';
const ALICE = 'sip:alice@contoso.com';
const BOB = 'sip:bob@contoso.com';
const START = Date.UTC(2026, 10, 20, 12, 0, 0);

interface Sketch {
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly line: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

export function entry({
  at,
  direction,
  line,
  from,
  to,
  callId,
  cseq,
  headers = [],
  body = '',
}: Sketch): SipTraceEntry {
  const text = [
    line,
    `From: <${from}>;tag=a`,
    `To: <${to}>;tag=b`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    ...headers,
    '',
    body,
  ].join('\r\n');
  return { direction, text, at: START + at };
}

/** Bob registers, is invited by Alice, joins the focus and dials the A/V MCU: the three dialogs of an invitation. For tests. */
export function conferenceInvitation(): SipTraceEntry[] {
  const invitation = { from: ALICE, to: BOB, callId: 'invitation' };
  const focus = { from: BOB, to: FOCUS, callId: 'focus' };
  const mcu = { from: BOB, to: MCU, callId: 'mcu' };
  const register = { from: BOB, to: BOB, callId: 'register', cseq: '1 REGISTER' };
  const confInvite = ['Content-Type: application/ms-conf-invite+xml'];
  const cccp = ['Content-Type: application/cccp+xml'];
  const sdp = ['Content-Type: application/sdp'];
  return [
    entry({
      ...register,
      at: 0,
      direction: 'out',
      line: 'REGISTER sip:contoso.com SIP/2.0',
      headers: ['Authorization: Digest username="bob", realm="contoso.com", response="0123456789abcdef"'],
    }),
    entry({ ...register, at: 12, direction: 'in', line: 'SIP/2.0 200 OK' }),
    entry({
      ...invitation,
      at: 100,
      direction: 'in',
      line: `INVITE ${BOB} SIP/2.0`,
      cseq: '1 INVITE',
      headers: confInvite,
      body: `<Conferencing version="2.0"><focus-uri>${FOCUS}</focus-uri></Conferencing>`,
    }),
    entry({ ...invitation, at: 105, direction: 'out', line: 'SIP/2.0 180 Ringing', cseq: '1 INVITE' }),
    entry({ ...invitation, at: 900, direction: 'out', line: 'SIP/2.0 200 OK', cseq: '1 INVITE' }),
    entry({ ...invitation, at: 910, direction: 'in', line: `ACK ${BOB} SIP/2.0`, cseq: '1 ACK' }),
    entry({ ...invitation, at: 915, direction: 'in', line: `BYE ${BOB} SIP/2.0`, cseq: '2 BYE' }),
    entry({ ...invitation, at: 916, direction: 'out', line: 'SIP/2.0 200 OK', cseq: '2 BYE' }),
    entry({
      ...focus,
      at: 920,
      direction: 'out',
      line: `INVITE ${FOCUS} SIP/2.0`,
      cseq: '1 INVITE',
      headers: cccp,
    }),
    entry({ ...focus, at: 943, direction: 'in', line: 'SIP/2.0 200 OK', cseq: '1 INVITE', headers: cccp }),
    entry({ ...focus, at: 944, direction: 'out', line: `ACK ${FOCUS} SIP/2.0`, cseq: '1 ACK' }),
    entry({
      ...mcu,
      at: 950,
      direction: 'out',
      line: `INVITE ${MCU} SIP/2.0`,
      cseq: '1 INVITE',
      headers: sdp,
      body: 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n',
    }),
    entry({ ...mcu, at: 980, direction: 'in', line: 'SIP/2.0 488 Not Acceptable Here', cseq: '1 INVITE' }),
    entry({ ...mcu, at: 981, direction: 'out', line: `ACK ${MCU} SIP/2.0`, cseq: '1 ACK' }),
  ];
}
