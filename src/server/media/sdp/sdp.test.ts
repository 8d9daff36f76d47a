import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error';
import { common, reversed } from './audio-description';
import { parseAudioDescription } from './parse';
import { writeAudioDescription, type LocalAudio } from './write';

const FINGERPRINT = Array.from({ length: 32 }, (_, i) => (i + 16).toString(16).toUpperCase()).join(':');

/** As a browser offers a call with video. */
const BROWSER = [
  'v=0',
  'o=- 4611 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS stream',
  'm=audio 41000 UDP/TLS/RTP/SAVPF 111 63 9 8 0 13 110 126',
  'c=IN IP4 192.0.2.7',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2113937151 3c1f7b2e.local 41000 typ host generation 0 network-cost 999',
  'a=candidate:2 1 udp 1677729535 192.0.2.7 41000 typ srflx raddr 0.0.0.0 rport 0',
  'a=candidate:3 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active',
  'a=candidate:4 2 udp 1677729534 192.0.2.7 41001 typ srflx',
  'a=ice-ufrag:aBcD',
  'a=ice-pwd:0123456789abcdefghijklmn',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${FINGERPRINT}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sendonly',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
  'c=IN IP4 0.0.0.0',
  'a=mid:1',
  'a=rtcp-mux',
  '',
].join('\r\n');

const code = (sdp: string): string => {
  try {
    parseAudioDescription(sdp);
    return 'none';
  } catch (error) {
    if (error instanceof MediaError) return error.code;
    throw error;
  }
};

const LOCAL: LocalAudio = {
  sessionId: '17',
  version: 0,
  direction: 'recvonly',
  codecs: [{ payloadType: 8, name: 'PCMA' }],
  eventPayloadType: 126,
  protocol: 'UDP/TLS/RTP/SAVPF',
  mid: '0',
  bundled: true,
  usernameFragment: 'WxYz',
  password: 'nopqrstuvwxyz0123456789',
  candidates: [
    { foundation: '1', priority: 2130706431, address: '198.51.100.4', port: 30_000, type: 'host' },
  ],
  fingerprint: { algorithm: 'sha-256', value: FINGERPRINT },
  setup: 'active',
  ssrc: 4_000_000_000,
  cname: 'c0ffee',
};

describe('parseAudioDescription', () => {
  it('reads what a browser offers', () => {
    expect(parseAudioDescription(BROWSER)).toMatchObject({
      index: 0,
      mid: '0',
      bundled: true,
      direction: 'sendonly',
      codecs: [
        { payloadType: 8, name: 'PCMA' },
        { payloadType: 0, name: 'PCMU' },
      ],
      eventPayloadType: 126,
      ice: {
        usernameFragment: 'aBcD',
        lite: false,
        // Neither the hidden name, nor TCP, nor the second component.
        candidates: [{ address: '192.0.2.7', port: 41_000, type: 'srflx' }],
      },
      setup: 'actpass',
    });
  });

  it('knows static payload types without rtpmap, and attributes at session level', () => {
    const sdp = [
      'v=0',
      'a=ice-lite',
      'a=ice-ufrag:aBcD',
      'a=ice-pwd:0123456789abcdefghijklmn',
      `a=fingerprint:SHA-256 ${FINGERPRINT.toLowerCase()}`,
      'a=inactive',
      'm=message 5060 sip null',
      'm=audio 9 RTP/SAVPF 0',
      'a=rtcp-mux',
    ].join('\n');
    expect(parseAudioDescription(sdp)).toMatchObject({
      index: 1,
      codecs: [{ payloadType: 0, name: 'PCMU' }],
      direction: 'inactive',
      eventPayloadType: undefined,
      fingerprints: [{ algorithm: 'sha-256', value: FINGERPRINT }],
      ice: { lite: true },
      bundled: false,
    });
  });

  it.each([
    ['', 'sdp-invalid'],
    ['{"type":"offer"}', 'sdp-invalid'],
    ['v=0\r\nhello', 'sdp-invalid'],
    ['v=0\r\nm=audio', 'sdp-invalid'],
    ['v=0\r\nm=audio 99999999 RTP/SAVPF 0', 'sdp-invalid'],
    [`v=0\r\n${'m=audio 9 RTP/SAVPF 0\r\n'.repeat(40)}`, 'sdp-invalid'],
    [`v=0\r\ns=${'x'.repeat(70_000)}`, 'sdp-invalid'],
    [BROWSER.replace('aBcD', 'a b'), 'sdp-invalid'],
    ['v=0\r\nm=message 5060 sip null\r\n', 'sdp-unsupported'],
    ['v=0\r\nm=audio 5004 RTP/AVP 0\r\n', 'sdp-unsupported'],
    [BROWSER.replace('m=audio 41000', 'm=audio 0'), 'sdp-unsupported'],
    [BROWSER.replace(/PCM/g, 'XCM'), 'sdp-unsupported'],
    [BROWSER.replace(/a=fingerprint.*\r\n/, ''), 'sdp-unsupported'],
    [BROWSER.replace(/a=fingerprint.*\r\n/, 'a=fingerprint:sha-256 AB\r\n'), 'sdp-unsupported'],
    [BROWSER.replace(/a=ice-ufrag.*\r\n/, ''), 'sdp-unsupported'],
    [BROWSER.replace('a=rtcp-mux', 'a=rtcp-mix'), 'sdp-unsupported'],
    [BROWSER.replace('actpass', 'holdconn'), 'sdp-unsupported'],
  ])('refuses %# with a code', (sdp, expected) => {
    expect(code(sdp)).toBe(expected);
  });

  it('survives anything', () => {
    const lines = BROWSER.split('\r\n');
    const shuffled = fc
      .array(fc.oneof(fc.constantFrom(...lines), fc.string({ maxLength: 60 })), { maxLength: 40 })
      .map((some) => ['v=0', ...some].join('\r\n'));
    fc.assert(
      fc.property(fc.oneof(shuffled, fc.string({ maxLength: 300 })), (sdp) => {
        expect(['none', 'sdp-invalid', 'sdp-unsupported']).toContain(code(sdp));
      }),
      { numRuns: 500 },
    );
  });

  it('takes no more candidates than a client has', () => {
    const many = 'a=candidate:2 1 udp 1 192.0.2.7 41000 typ host\r\n'.repeat(200);
    const sdp = BROWSER.replace('a=ice-ufrag', `${many}a=ice-ufrag`);
    expect(parseAudioDescription(sdp).ice.candidates).toHaveLength(24);
  });
});

describe('writeAudioDescription', () => {
  it('is read by ourselves', () => {
    expect(parseAudioDescription(writeAudioDescription(LOCAL))).toMatchObject({
      direction: 'recvonly',
      codecs: LOCAL.codecs,
      eventPayloadType: 126,
      ice: { usernameFragment: 'WxYz', candidates: LOCAL.candidates },
      fingerprints: [LOCAL.fingerprint],
      setup: 'active',
    });
  });

  it('answers every media line in its place, and refuses all but the audio', () => {
    const answer = writeAudioDescription(LOCAL, parseAudioDescription(BROWSER));
    expect(answer.match(/^m=.*$/gm)).toEqual([
      'm=audio 30000 UDP/TLS/RTP/SAVPF 8 126',
      'm=video 0 UDP/TLS/RTP/SAVPF 96 97',
    ]);
    expect(answer).toContain('a=group:BUNDLE 0\r\n');
    expect(answer.endsWith('\r\n')).toBe(true);
  });
});

describe('directions', () => {
  const direction = fc.constantFrom('sendrecv', 'sendonly', 'recvonly', 'inactive');
  it('are the same seen twice from the other side, and allow no more than either', () => {
    fc.assert(
      fc.property(direction, direction, (a, b) => {
        expect(reversed(reversed(a))).toBe(a);
        expect(common(a, b)).toBe(common(b, a));
        expect(common(a, 'sendrecv')).toBe(a);
        expect(common(a, 'inactive')).toBe('inactive');
      }),
    );
  });
});
