import { randomBytes, randomInt } from 'node:crypto';
import type { RtcpPacket } from 'werift';
import { FRAME_MILLISECONDS, FRAME_SAMPLES, meanSquare } from '../audio/frame';
import { decode, encode, PCMA, PCMU, type G711 } from '../audio/g711';
import type { Digit, LegStats } from '../media-service';
import { clip, type Sum } from '../mixing/mix';
import { JitterBuffer } from '../rtp/jitter-buffer';
import { ReceiveStatistics } from '../rtp/receive-statistics';
import { TelephoneEventReceiver } from '../rtp/telephone-event';
import type { AudioDescription } from '../sdp/audio-description';
import { Reports } from './reports';
import type { ReceivedRtp, RtpFields } from './srtp';
import type { LegTransport } from './transport';

const CODECS = { PCMU, PCMA } as const;
/** A first report after one second, then every five (RFC 3550 6.2). */
const FIRST_REPORT_FRAMES = 50;
const REPORT_FRAMES = 250;

/** One leg's RTP: what comes in as frames for the mixer, the mixer's frames as what goes out. */
export class RtpAudio {
  readonly ssrc = randomBytes(4).readUInt32BE();
  readonly cname = randomBytes(8).toString('hex');
  readonly #header: { -readonly [K in keyof RtpFields]: RtpFields[K] } = {
    payloadType: PCMU.payloadType,
    ssrc: this.ssrc,
    sequenceNumber: randomInt(65_536),
    timestamp: randomBytes(4).readUInt32BE(),
    marker: true,
  };
  readonly #payload = Buffer.alloc(FRAME_SAMPLES);
  readonly #frameIn = new Int16Array(FRAME_SAMPLES);
  readonly #frameOut = new Int16Array(FRAME_SAMPLES);
  readonly #jitter = new JitterBuffer();
  readonly #events = new TelephoneEventReceiver();
  readonly #reports = new Reports();
  #statistics = new ReceiveStatistics();
  #sourceSsrc: number | undefined;
  #sendCodec: G711 = PCMU;
  #receiveCodecs = new Map<number, G711>();
  #eventPayloadType: number | undefined;
  #earlier = { received: 0, bytes: 0, lost: 0 };
  #packetsSent = 0;
  #bytesSent = 0;
  #energyReceived = 0;
  #energySent = 0;
  #untilReport = FIRST_REPORT_FRAMES;

  constructor(private readonly onDigit: (digit: Digit) => void) {}

  negotiated({ codecs, eventPayloadType }: Pick<AudioDescription, 'codecs' | 'eventPayloadType'>): void {
    this.#sendCodec = CODECS[codecs[0]!.name];
    this.#header.payloadType = codecs[0]!.payloadType;
    this.#receiveCodecs = new Map(codecs.map(({ payloadType, name }) => [payloadType, CODECS[name]]));
    this.#eventPayloadType = eventPayloadType;
  }

  receive({ header, payload }: ReceivedRtp): void {
    const codec = this.#receiveCodecs.get(header.payloadType);
    const isEvent = header.payloadType === this.#eventPayloadType;
    if (!codec && !isEvent) return;
    if (header.ssrc !== this.#sourceSsrc) this.#newSource(header.ssrc);
    this.#statistics.add(header.sequenceNumber, header.timestamp, performance.now(), payload.length);
    if (codec) {
      this.#jitter.push(header.timestamp, decode(codec, payload));
      return;
    }
    const digit = this.#events.receive(header.timestamp, payload);
    if (digit !== undefined) this.onDigit(digit);
  }

  #newSource(ssrc: number): void {
    const { received, bytes, lost } = this.#statistics;
    this.#earlier = {
      received: this.#earlier.received + received,
      bytes: this.#earlier.bytes + bytes,
      lost: this.#earlier.lost + lost,
    };
    this.#statistics = new ReceiveStatistics();
    this.#sourceSsrc = ssrc;
    this.#jitter.reset();
    this.#events.reset();
  }

  receiveReport(packet: RtcpPacket): void {
    this.#reports.receive(packet, this.ssrc, Date.now());
  }

  /** The next 20 ms that came in, valid until the next call, and their mean square. */
  take(): { readonly frame: Int16Array; readonly square: number } | undefined {
    if (!this.#jitter.pull(this.#frameIn)) return undefined;
    const square = meanSquare(this.#frameIn);
    this.#energyReceived += (square * FRAME_MILLISECONDS) / 1000;
    return { frame: this.#frameIn, square };
  }

  /** Sends 20 ms: the sum, or silence. */
  send(transport: LegTransport, sum: Sum | undefined): void {
    if (sum) {
      clip(sum, this.#frameOut);
      encode(this.#sendCodec, this.#frameOut, this.#payload);
      this.#energySent += (meanSquare(this.#frameOut) * FRAME_MILLISECONDS) / 1000;
    } else {
      this.#payload.fill(this.#sendCodec.silence);
    }
    const header = this.#header;
    transport.sendRtp(this.#payload, header);
    this.#packetsSent++;
    this.#bytesSent += FRAME_SAMPLES;
    header.marker = false;
    header.sequenceNumber = (header.sequenceNumber + 1) & 0xffff;
    this.#advance(transport);
  }

  /** Time goes on for a peer that does not listen; what it hears next begins anew (the marker, RFC 3551 4.1). */
  skip(transport: LegTransport): void {
    this.#header.marker = true;
    this.#advance(transport);
  }

  #advance(transport: LegTransport): void {
    this.#header.timestamp = (this.#header.timestamp + FRAME_SAMPLES) >>> 0;
    if (--this.#untilReport > 0) return;
    this.#untilReport = REPORT_FRAMES;
    const source =
      this.#sourceSsrc === undefined ? undefined : { ssrc: this.#sourceSsrc, statistics: this.#statistics };
    const sent = {
      ssrc: this.ssrc,
      cname: this.cname,
      timestamp: this.#header.timestamp,
      packets: this.#packetsSent,
      bytes: this.#bytesSent,
    };
    transport.sendRtcp(this.#reports.build(sent, source, Date.now()));
  }

  get stats(): LegStats {
    const { received, bytes, lost, jitter } = this.#statistics;
    return {
      packetsReceived: this.#earlier.received + received,
      bytesReceived: this.#earlier.bytes + bytes,
      packetsSent: this.#packetsSent,
      bytesSent: this.#bytesSent,
      packetsLost: this.#earlier.lost + lost,
      remoteLoss: this.#reports.remoteLoss,
      jitter,
      roundTrip: this.#reports.roundTrip,
      buffered: (this.#jitter.buffered * FRAME_MILLISECONDS) / FRAME_SAMPLES,
      concealed: this.#jitter.concealed,
      energyReceived: this.#energyReceived,
      energySent: this.#energySent,
    };
  }
}
