import type { Logger } from '../../sip/log';
import { Listeners } from '../listeners';
import { MediaError } from '../media-error';
import type {
  AudioSource,
  JoinOptions,
  LegRule,
  MediaLeg,
  MediaRoom,
  Playback,
  PlayOptions,
  TalkingEvent,
  Unsubscribe,
} from '../media-service';
import { emptySum, Mixer } from '../mixing/mix';
import { PlayList } from '../mixing/play-list';
import { Routes } from '../mixing/routes';
import type { Ticker } from '../mixing/ticker';
import { EmbeddedLeg, type LegSurroundings } from './leg';

export interface RoomSurroundings {
  readonly ticker: Ticker;
  readonly log: Logger;
  readonly load: (source: AudioSource) => Promise<Int16Array>;
  readonly leg: Pick<
    LegSurroundings,
    'clock' | 'log' | 'network' | 'certificate' | 'connectTimeout' | 'silenceTimeout'
  >;
  readonly onClosed: (room: EmbeddedRoom) => void;
}

export class EmbeddedRoom implements MediaRoom {
  readonly #legs = new Set<EmbeddedLeg>();
  readonly #routes = new Routes<MediaLeg>();
  readonly #mixer = new Mixer<MediaLeg>(this.#routes);
  readonly #playList: PlayList;
  readonly #played = emptySum();
  readonly #alone = emptySum();
  readonly #speakers = new Map<MediaLeg, Int16Array>();
  readonly #onTalking: Listeners<TalkingEvent>;
  readonly #tick = (): void => this.#mix();
  #closed = false;

  constructor(
    readonly name: string,
    private readonly around: RoomSurroundings,
  ) {
    this.#playList = new PlayList(around.load);
    this.#onTalking = new Listeners(around.log);
  }

  get legs(): readonly MediaLeg[] {
    return [...this.#legs];
  }

  async join({ name, rule, muted = false }: JoinOptions = {}): Promise<MediaLeg> {
    this.#mustBeOpen();
    const leg = new EmbeddedLeg(name ?? `${this.name} ${this.#legs.size + 1}`, muted, {
      ...this.around.leg,
      playList: new PlayList(this.around.load),
      onTalking: (event) => this.#onTalking.emit(event),
      onGone: (gone) => this.#remove(gone),
    });
    if (rule) this.#routes.setRule(leg, rule);
    this.#legs.add(leg);
    if (this.#legs.size === 1) this.around.ticker.add(this.#tick);
    return leg;
  }

  #remove(leg: EmbeddedLeg): void {
    this.#legs.delete(leg);
    this.#routes.remove(leg);
    if (this.#legs.size === 0) this.around.ticker.remove(this.#tick);
  }

  play(source: AudioSource | readonly AudioSource[], options: PlayOptions = {}): Playback {
    this.#mustBeOpen();
    const playList = options.to ? this.#own(options.to).playList : this.#playList;
    return playList.play(source, options, (error) => {
      this.around.log.error('media.play-failed', {
        room: this.name,
        code: error.code,
        message: error.message,
      });
    });
  }

  hears(listener: MediaLeg, speaker: MediaLeg): boolean {
    return this.#routes.hears(this.#own(listener), this.#own(speaker));
  }

  setRoute(listener: MediaLeg, speaker: MediaLeg, heard: boolean | undefined): void {
    this.#routes.set(this.#own(listener), this.#own(speaker), heard);
  }

  setRule(leg: MediaLeg, rule: LegRule): void {
    this.#routes.setRule(this.#own(leg), rule);
  }

  onTalking(listener: (event: TalkingEvent) => void): Unsubscribe {
    return this.#onTalking.add(listener);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const leg of [...this.#legs]) leg.closeWithRoom();
    this.#playList.end();
    this.around.onClosed(this);
  }

  /** One frame of 20 ms for everybody. */
  #mix(): void {
    const speakers = this.#speakers;
    speakers.clear();
    const listeners: EmbeddedLeg[] = [];
    for (const leg of this.#legs) {
      const frame = leg.takeFrame();
      if (frame) speakers.set(leg, frame);
      if (leg.state === 'connected') listeners.push(leg);
    }
    // What is played waits for a first listener.
    if (listeners.length === 0) return;
    this.#played.fill(0);
    const isPlaying = !this.#playList.isEmpty && this.#playList.addTo(this.#played);
    this.#mixer.mix(listeners, speakers, (listener, sum) => {
      const leg = listener as EmbeddedLeg;
      if (!isPlaying && leg.playList.isEmpty) return leg.hear(sum);
      const heard = sum ?? this.#alone.fill(0);
      if (isPlaying) for (let i = 0; i < heard.length; i++) heard[i] = heard[i]! + this.#played[i]!;
      leg.playList.addTo(heard);
      leg.hear(heard);
    });
  }

  #own(leg: MediaLeg): EmbeddedLeg {
    if (leg instanceof EmbeddedLeg && this.#legs.has(leg)) return leg;
    throw new MediaError('wrong-state', 'The leg is not in this room.');
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new MediaError('wrong-state', 'The room is closed.');
  }
}
