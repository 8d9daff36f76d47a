import { isIPv4 } from 'node:net';
import { MediaError } from '../media-error';
import type { MediaDirection } from '../media-service';
import type {
  AudioDescription,
  DtlsSetup,
  Fingerprint,
  IceCandidateLine,
  MediaLine,
} from './audio-description';

const MAX_LENGTH = 64_000;
const MAX_MEDIA_LINES = 32;
/** More candidates than any client has; each is a packet that a stranger makes us send. */
const MAX_CANDIDATES = 24;

const TOKEN = /^[\x21-\x7e]+$/;
/** RFC 8839 5.4: at least 4 and 22 characters. */
const ICE_CHARACTERS = /^[A-Za-z0-9+/]+$/;

interface Section {
  readonly line: MediaLine;
  readonly port: number;
  readonly attributes: readonly Attribute[];
}

interface Attribute {
  readonly name: string;
  readonly value: string;
}

/**
 * The first audio of an offer or answer.
 * @throws MediaError `sdp-invalid` when it is no session description, `sdp-unsupported` when there is no audio we can do
 */
export function parseAudioDescription(sdp: string): AudioDescription {
  const { session, sections } = split(sdp);
  const index = sections.findIndex(
    (section) => section.line.kind === 'audio' && section.port !== 0 && isSecureRtp(section.line.protocol),
  );
  const audio = sections[index];
  if (!audio) throw unsupported('it offers no audio over DTLS-SRTP (UDP/TLS/RTP/SAVPF)');

  /** Media level first, else session level (RFC 8839, RFC 8122). */
  const attribute = (name: string): string | undefined =>
    (audio.attributes.find((a) => a.name === name) ?? session.find((a) => a.name === name))?.value;
  const all = (name: string): string[] => {
    const own = audio.attributes.filter((a) => a.name === name);
    return (own.length > 0 ? own : session.filter((a) => a.name === name)).map((a) => a.value);
  };

  if (attribute('rtcp-mux') === undefined) throw unsupported('it has no a=rtcp-mux (RFC 8834 4.5)');
  const bundle = session.find((a) => a.name === 'group' && a.value.startsWith('BUNDLE'));
  const { mid } = audio.line;
  return {
    lines: sections.map((section) => section.line),
    index,
    protocol: audio.line.protocol,
    mid,
    bundled: mid !== undefined && bundle !== undefined && bundle.value.split(' ').includes(mid),
    direction: direction(audio, session),
    ...formats(audio),
    ice: {
      ...iceCredentials(attribute('ice-ufrag'), attribute('ice-pwd')),
      lite: session.some((a) => a.name === 'ice-lite'),
      candidates: candidates(audio),
    },
    fingerprints: fingerprints(all('fingerprint')),
    setup: setup(attribute('setup')),
  };
}

function split(sdp: string): { session: Attribute[]; sections: Section[] } {
  if (sdp.length > MAX_LENGTH) throw invalid('it is too long');
  const lines = sdp.split(/\r\n|\n/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') throw invalid('it does not begin with v=0');
  const session: Attribute[] = [];
  const sections: (Section & { attributes: Attribute[] })[] = [];
  for (const text of lines) {
    if (!/^[a-z]=/.test(text)) throw invalid('a line is not of the form x=value');
    if (text.startsWith('m=')) {
      if (sections.length >= MAX_MEDIA_LINES) throw invalid('it has too many media lines');
      sections.push(mediaLine(text));
    } else if (text.startsWith('a=')) {
      const colon = text.indexOf(':');
      const attribute =
        colon < 0
          ? { name: text.slice(2), value: '' }
          : { name: text.slice(2, colon), value: text.slice(colon + 1).trim() };
      (sections.at(-1)?.attributes ?? session).push(attribute);
    }
  }
  for (const section of sections) {
    const mid = section.attributes.find((a) => a.name === 'mid')?.value;
    if (mid !== undefined && TOKEN.test(mid)) Object.assign(section.line, { mid });
  }
  return { session, sections };
}

function mediaLine(text: string): Section & { attributes: Attribute[] } {
  const match = /^m=([\x21-\x7e]+) (\d{1,5})(?:\/\d+)? ([\x21-\x7e]+) ([\x20-\x7e]+)$/.exec(text);
  if (!match) throw invalid('a media line is broken');
  const [, kind, port, protocol, formats] = match as unknown as [string, string, string, string, string];
  return { line: { kind, protocol, formats, mid: undefined }, port: Number(port), attributes: [] };
}

const isSecureRtp = (protocol: string): boolean => /^(UDP\/TLS\/)?RTP\/SAVPF?$/.test(protocol);

function direction(audio: Section, session: readonly Attribute[]): MediaDirection {
  const known = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
  for (const { name } of [...audio.attributes, ...session]) {
    const found = known.find((value) => value === name);
    if (found) return found;
  }
  return 'sendrecv'; // RFC 8866 6.7
}

function formats(audio: Section): Pick<AudioDescription, 'codecs' | 'eventPayloadType'> {
  // Static payload types need no rtpmap (RFC 3551 6).
  const names = new Map<number, string>([
    [0, 'pcmu/8000'],
    [8, 'pcma/8000'],
  ]);
  for (const { name, value } of audio.attributes) {
    const match = name === 'rtpmap' ? /^(\d{1,3}) ([^ ]+)/.exec(value) : null;
    if (match) names.set(Number(match[1]), match[2]!.toLowerCase().replace(/\/1$/, ''));
  }
  const codecs: { payloadType: number; name: 'PCMU' | 'PCMA' }[] = [];
  let eventPayloadType: number | undefined;
  for (const text of audio.line.formats.split(/ +/)) {
    const payloadType = Number(text);
    if (!/^\d{1,3}$/.test(text) || payloadType > 127) continue;
    const name = names.get(payloadType);
    if (name === 'pcmu/8000') codecs.push({ payloadType, name: 'PCMU' });
    else if (name === 'pcma/8000') codecs.push({ payloadType, name: 'PCMA' });
    else if (name === 'telephone-event/8000') eventPayloadType ??= payloadType;
  }
  if (codecs.length === 0) throw unsupported('it offers neither PCMU nor PCMA');
  return { codecs, eventPayloadType };
}

function iceCredentials(
  usernameFragment: string | undefined,
  password: string | undefined,
): { usernameFragment: string; password: string } {
  if (usernameFragment === undefined || password === undefined) throw unsupported('it has no ICE');
  const valid = (text: string, least: number): boolean =>
    text.length >= least && text.length <= 256 && ICE_CHARACTERS.test(text);
  if (!valid(usernameFragment, 4) || !valid(password, 22)) throw invalid('its ICE credentials are broken');
  return { usernameFragment, password };
}

/**
 * UDP candidates with a literal unicast IPv4 address. Names (mDNS, RFC 8828) are left out: a peer that hides its address reaches us, and is
 * found by where its checks come from.
 */
function candidates(audio: Section): IceCandidateLine[] {
  const found: IceCandidateLine[] = [];
  for (const { name, value } of audio.attributes) {
    if (name !== 'candidate' || found.length >= MAX_CANDIDATES) continue;
    const match = /^(\S{1,32}) 1 udp (\d{1,10}) (\S+) (\d{1,5}) typ (host|srflx|prflx|relay)\b/i.exec(value);
    if (!match) continue;
    const [, foundation, priority, address, port, type] = match as unknown as string[];
    const number = Number(port);
    if (!isUnicast(address!) || number < 1 || number > 65_535 || Number(priority) > 0x7fffffff) continue;
    found.push({
      foundation: foundation!,
      priority: Number(priority),
      address: address!,
      port: number,
      type: type!.toLowerCase() as IceCandidateLine['type'],
    });
  }
  return found;
}

/** Neither "this network" (0/8) nor multicast, reserved and broadcast (224/3). */
function isUnicast(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return isIPv4(address) && first > 0 && first < 224;
}

function fingerprints(values: readonly string[]): Fingerprint[] {
  const found: Fingerprint[] = [];
  for (const text of values) {
    const match = /^(sha-(?:1|224|256|384|512)) ((?:[0-9a-f]{2}:){15,63}[0-9a-f]{2})$/i.exec(text);
    if (match) found.push({ algorithm: match[1]!.toLowerCase(), value: match[2]!.toUpperCase() });
  }
  if (found.length === 0) throw unsupported('it has no fingerprint of a certificate (RFC 8122)');
  return found;
}

function setup(value: string | undefined): DtlsSetup {
  // RFC 4145 4: without the attribute, `active`; RFC 5763 wants `actpass` in an offer, and who forgets it means that.
  if (value === undefined || value === 'actpass') return 'actpass';
  if (value === 'active' || value === 'passive') return value;
  throw unsupported(`its a=setup:${value.slice(0, 16)} keeps the media away`);
}

const invalid = (why: string): MediaError =>
  new MediaError('sdp-invalid', `Not a session description: ${why}.`);
const unsupported = (why: string): MediaError =>
  new MediaError('sdp-unsupported', `The session description cannot be used: ${why}.`);
