import type { AudioSource, MediaLeg, MediaRoom, Playback } from '../../../media';

const builtIn: AudioSource = { builtIn: 'hold-music' };

/** Music for those of a room who wait. */
export class HoldMusic {
  readonly #playing = new Map<MediaLeg, Playback>();

  constructor(
    private readonly room: MediaRoom,
    private readonly source: AudioSource = builtIn,
  ) {}

  /** Starts or stops it for one leg; nothing happens when it is so already, or the leg has ended. */
  set(leg: MediaLeg, plays: boolean): void {
    const playing = this.#playing.get(leg);
    if (plays === (playing !== undefined)) return;
    if (!plays) {
      this.#playing.delete(leg);
      playing?.stop();
    } else if (leg.state !== 'ended') this.#start(leg, this.source);
  }

  #start(leg: MediaLeg, source: AudioSource): void {
    const playback = this.room.play(source, { loop: true, to: leg });
    this.#playing.set(leg, playback);
    void playback.done.then(({ reason }) => {
      if (this.#playing.get(leg) !== playback) return;
      this.#playing.delete(leg);
      // A file that cannot be played is replaced by the music that is always there; the media service has logged why.
      if (reason === 'failed' && source !== builtIn && leg.state !== 'ended') this.#start(leg, builtIn);
    });
  }
}
