import { randomUUID } from 'node:crypto';
import type { RTCCertificate } from 'werift';
import type { Clock, Timer } from '../../sip/clock';
import type { Logger } from '../../sip/log';
import { level } from '../audio/frame';
import { DigitCollector } from '../digit-collector';
import { Listeners } from '../listeners';
import { MediaError } from '../media-error';
import type {
  CollectDigitsOptions,
  CollectedDigits,
  Digit,
  LegEndReason,
  LegStats,
  MediaDirection,
  MediaLeg,
  TalkingEvent,
  Unsubscribe,
} from '../media-service';
import type { Sum } from '../mixing/mix';
import type { PlayList } from '../mixing/play-list';
import { TalkDetector } from '../mixing/talk-detector';
import { isDigit } from '../rtp/telephone-event';
import { Negotiation, type Negotiated } from './negotiation';
import { RtpAudio } from './rtp-audio';
import type { Network } from './network';
import { LegTransport } from './transport';

export interface LegSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
  readonly network: Network;
  readonly certificate: () => Promise<RTCCertificate>;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly silenceTimeout: number;
  readonly playList: PlayList;
  readonly onTalking: (event: TalkingEvent) => void;
  readonly onGone: (leg: EmbeddedLeg) => void;
}

/** How often in `silenceTimeout` it is looked whether the peer is still there. */
const LOOKS = 4;
/** So many are enough when the peer has said that it closes. */
const LOOKS_AFTER_GOODBYE = 2;

export class EmbeddedLeg implements MediaLeg {
  readonly id = randomUUID();
  readonly playList: PlayList;
  readonly #audio: RtpAudio;
  readonly #negotiation: Negotiation;
  readonly #digits: DigitCollector;
  readonly #talk = new TalkDetector();
  readonly #onDigit: Listeners<Digit>;
  readonly #onHeld: Listeners<boolean>;
  readonly #onConnected: Listeners<void>;
  readonly #onEnded: Listeners<LegEndReason>;
  #transport: LegTransport | undefined;
  #muted: boolean;
  #held = false;
  #endReason: LegEndReason | undefined;
  #goodbye = false;
  #watch: Timer | undefined;

  constructor(
    readonly name: string,
    muted: boolean,
    private readonly around: LegSurroundings,
  ) {
    const { log, clock } = around;
    this.playList = around.playList;
    this.#muted = muted;
    this.#digits = new DigitCollector(clock);
    this.#onDigit = new Listeners(log);
    this.#onHeld = new Listeners(log);
    this.#onConnected = new Listeners(log);
    this.#onEnded = new Listeners(log);
    this.#audio = new RtpAudio((digit) => this.#digit(digit));
    this.#negotiation = new Negotiation(this.#audio, {
      openTransport: (controlling) => this.#open(controlling),
      useTransport: (transport) => this.#use(transport),
      onNegotiated: (result) => this.#negotiated(result),
    });
  }

  get state(): MediaLeg['state'] {
    if (this.#endReason !== undefined) return 'ended';
    if (!this.#transport) return 'new';
    return this.#transport.isConnected ? 'connected' : 'connecting';
  }

  async answer(offerSdp: string): Promise<string> {
    this.#mustLive();
    return this.#negotiation.answer(offerSdp);
  }

  async offer({ direction = 'sendrecv' }: { direction?: MediaDirection } = {}): Promise<string> {
    this.#mustLive();
    return this.#negotiation.offer(direction);
  }

  async accept(answerSdp: string): Promise<void> {
    this.#mustLive();
    return this.#negotiation.accept(answerSdp);
  }

  withdraw(): void {
    this.#negotiation.withdraw();
  }

  #mustLive(): void {
    if (this.#endReason !== undefined) throw new MediaError('wrong-state', 'The leg has ended.');
  }

  async #open(controlling: boolean): Promise<LegTransport> {
    const transport = await LegTransport.open(
      await this.around.certificate(),
      this.around.network,
      controlling,
      {
        onConnected: () => this.#connected(),
        onLost: (reason) => this.#lost(transport, reason),
        onGoodbye: () => (this.#goodbye = true),
        onRtp: (packet) => this.#audio.receive(packet),
        onRtcp: (packet) => this.#audio.receiveReport(packet),
      },
      this.around.log,
    );
    if (this.#endReason === undefined) return transport;
    transport.close();
    throw new MediaError('wrong-state', 'The leg has ended.');
  }

  #use(transport: LegTransport): void {
    this.#goodbye = false;
    this.#transport = transport;
    this.#watchAfter(this.around.connectTimeout, () => this.#finish('connect-timeout'));
  }

  #negotiated({ codecs, eventPayloadType, peerListens }: Negotiated): void {
    this.#audio.negotiated({ codecs, eventPayloadType });
    if (this.#held === !peerListens) return;
    this.#held = !peerListens;
    this.#onHeld.emit(this.#held);
  }

  #connected(): void {
    this.#lookAgain(this.#transport?.activity ?? 0, 0);
    this.#onConnected.emit();
  }

  #lookAgain(before: number, quietLooks: number): void {
    this.#watchAfter(this.around.silenceTimeout / LOOKS, () => {
      const now = this.#transport?.activity ?? 0;
      const quiet = now === before ? quietLooks + 1 : 0;
      if (quiet >= LOOKS) this.#finish('silent');
      else if (this.#goodbye && quiet >= LOOKS_AFTER_GOODBYE) this.#finish('peer-closed');
      else this.#lookAgain(now, quiet);
    });
  }

  #watchAfter(ms: number, callback: () => void): void {
    this.#watch?.cancel();
    this.#watch = this.around.clock.setTimeout(callback, ms);
  }

  #lost(transport: LegTransport, reason: LegEndReason): void {
    // An offer of ours that never came to anything is its owner's to end.
    if (transport === this.#transport) this.#finish(reason);
  }

  get muted(): boolean {
    return this.#muted;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
  }

  get held(): boolean {
    return this.#held;
  }

  get talking(): boolean {
    return this.#talk.talking;
  }

  get stats(): LegStats {
    return this.#audio.stats;
  }

  /** For the mixer: what this leg says now, if it is to be heard at all. Call it once for each 20 ms. */
  takeFrame(): Int16Array | undefined {
    const taken = this.#audio.take();
    const heard = !this.#muted && !this.#held;
    const square = taken && heard ? taken.square : 0;
    if (this.#talk.add(square)) {
      this.around.onTalking({ leg: this, talking: this.#talk.talking, level: level(square) });
    }
    return heard ? taken?.frame : undefined;
  }

  /** For the mixer: what this leg hears now. Call it once for each 20 ms. */
  hear(sum: Sum | undefined): void {
    const transport = this.#transport;
    if (!transport?.isConnected) return;
    if (this.#held) this.#audio.skip(transport);
    else this.#audio.send(transport, sum);
  }

  #digit(digit: Digit): void {
    if (this.#endReason !== undefined) return;
    this.#digits.receive(digit);
    this.#onDigit.emit(digit);
  }

  receiveDigit(digit: string): void {
    const upper = digit.toUpperCase();
    if (isDigit(upper)) this.#digit(upper);
  }

  async collectDigits(options: CollectDigitsOptions): Promise<CollectedDigits> {
    if (this.#endReason !== undefined) return { digits: '', reason: 'leg-ended' };
    return this.#digits.collect(options);
  }

  onDigit(listener: (digit: Digit) => void): Unsubscribe {
    return this.#onDigit.add(listener);
  }

  onHeld(listener: (held: boolean) => void): Unsubscribe {
    return this.#onHeld.add(listener);
  }

  onConnected(listener: () => void): Unsubscribe {
    return this.#onConnected.add(listener);
  }

  onEnded(listener: (reason: LegEndReason) => void): Unsubscribe {
    const reason = this.#endReason;
    if (reason === undefined) return this.#onEnded.add(listener);
    const late = new Listeners<LegEndReason>(this.around.log);
    late.add(listener);
    queueMicrotask(() => late.emit(reason));
    return () => late.clear();
  }

  end(): void {
    this.#finish('ended');
  }

  closeWithRoom(): void {
    this.#finish('room-closed');
  }

  #finish(reason: LegEndReason): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = reason;
    this.#watch?.cancel();
    this.#negotiation.close();
    this.#digits.end();
    this.playList.end();
    if (this.#talk.talking) this.around.onTalking({ leg: this, talking: false, level: -127 });
    this.around.onGone(this);
    this.around.log.debug('media.leg-ended', { leg: this.name, reason });
    this.#onEnded.emit(reason);
    this.#onEnded.clear();
  }
}
