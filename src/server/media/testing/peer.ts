import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  type RTCRtpTransceiver,
} from 'werift';
import { FRAME_SAMPLES } from '../audio/frame';
import { decode, encode, PCMA, PCMU, type G711 } from '../audio/g711';
import type { MediaDirection } from '../media-service';
import { Ticker } from '../mixing/ticker';
import { Tone } from './tones';

const LOOPBACK = '127.0.0.1';
const EVENT_PAYLOAD_TYPE = 101;
const EVENTS = '0123456789*#ABCD';
const ticker = new Ticker();

const codecOf = (codec: G711): RTCRtpCodecParameters =>
  new RTCRtpCodecParameters({
    mimeType: `audio/${codec.name}`,
    clockRate: 8000,
    channels: 1,
    payloadType: codec.payloadType,
  });

/** A client with a whole RTCPeerConnection, on loopback: it says a tone, presses keys, and keeps what it hears. */
export class TestPeer {
  readonly connection: RTCPeerConnection;
  readonly #transceiver: RTCRtpTransceiver;
  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  readonly #tick = (): void => this.#say();
  #tone: Tone | undefined;
  #sequence = 1;
  #timestamp = 1;
  #silent = false;
  #waiting: { left: number; frames: Int16Array[]; done: (frames: Int16Array[]) => void }[] = [];
  packets = 0;

  constructor(private readonly codec: G711 = PCMU) {
    this.connection = new RTCPeerConnection({
      codecs: {
        audio: [
          codecOf(codec),
          new RTCRtpCodecParameters({
            mimeType: 'audio/telephone-event',
            clockRate: 8000,
            channels: 1,
            payloadType: EVENT_PAYLOAD_TYPE,
          }),
        ],
      },
      iceServers: [],
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: LOOPBACK },
      iceAdditionalHostAddresses: [LOOPBACK],
    });
    this.connection.onTrack.subscribe((track) =>
      track.onReceiveRtp.subscribe(({ header, payload }) => this.#hear(header.payloadType, payload)),
    );
    this.#transceiver = this.connection.addTransceiver(this.#track, { direction: 'sendrecv' });
    ticker.add(this.#tick);
  }

  async offer(): Promise<string> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    return this.connection.localDescription!.sdp;
  }

  async accept(sdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: 'answer', sdp });
  }

  async answer(sdp: string): Promise<string> {
    await this.connection.setRemoteDescription({ type: 'offer', sdp });
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    return this.connection.localDescription!.sdp;
  }

  /** For the next offer. */
  direct(direction: MediaDirection): void {
    this.#transceiver.setDirection(direction);
  }

  /** Says a tone from now on; undefined: nothing (but packets go on). */
  say(frequency: number | undefined, amplitude?: number): void {
    this.#tone = frequency === undefined ? undefined : new Tone(frequency, amplitude);
  }

  /** Sends no audio packets at all. */
  pause(): void {
    this.#silent = true;
  }

  #say(): void {
    if (this.#silent) return;
    const payload = Buffer.alloc(FRAME_SAMPLES, this.codec.silence);
    if (this.#tone) encode(this.codec, this.#tone.next(), payload);
    this.#timestamp += FRAME_SAMPLES;
    const { payloadType } = this.codec;
    const header = new RtpHeader({
      payloadType,
      sequenceNumber: this.#sequence++ & 0xffff,
      timestamp: this.#timestamp,
    });
    this.#track.writeRtp(new RtpPacket(header, payload));
  }

  /** As RFC 4733 2.5.1 wants it: one timestamp, growing duration, the end three times. */
  async press(key: string): Promise<void> {
    const timestamp = (this.#timestamp += FRAME_SAMPLES);
    for (let i = 1; i <= 6; i++) {
      const isEnd = i > 3;
      const payload = Buffer.from([EVENTS.indexOf(key), (isEnd ? 0x80 : 0) | 10, 0, 0]);
      payload.writeUInt16BE(Math.min(i, 4) * FRAME_SAMPLES, 2);
      const header = new RtpHeader({
        payloadType: EVENT_PAYLOAD_TYPE,
        sequenceNumber: this.#sequence++ & 0xffff,
        timestamp,
        marker: i === 1,
        ssrc: this.#transceiver.sender.ssrc,
      });
      await this.#transceiver.dtlsTransport.sendRtp(payload, header);
    }
  }

  #hear(payloadType: number, payload: Buffer): void {
    this.packets++;
    const frame = decode(payloadType === PCMA.payloadType ? PCMA : PCMU, payload);
    for (const wait of [...this.#waiting]) {
      wait.frames.push(frame);
      if (--wait.left > 0) continue;
      this.#waiting = this.#waiting.filter((other) => other !== wait);
      wait.done(wait.frames);
    }
  }

  /** The next frames that arrive, after `skip` more, joined. */
  async hear(frames = 25, skip = 15): Promise<Int16Array> {
    const heard = await new Promise<Int16Array[]>((done) =>
      this.#waiting.push({ left: frames + skip, frames: [], done }),
    );
    return Int16Array.from(heard.slice(skip).flatMap((frame) => [...frame]));
  }

  /** Gone without a word, as when a machine loses its network. */
  async vanish(): Promise<void> {
    ticker.remove(this.#tick);
    await this.connection.close();
  }
}
