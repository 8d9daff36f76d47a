import { MediaError, type AudioSource, type MediaLeg, type MediaRoom, type MediaService } from '../media';
import {
  ParkMediaError,
  type ParkLeg,
  type ParkLegOptions,
  type ParkMedia,
  type ParkOffer,
} from '../services/call-park';

/** Nobody hears anybody: who is parked hears the music of the room, or nothing. */
const alone = { muted: true, rule: { heard: false, hears: false } } as const;

/**
 * Call park's legs in rooms of the media service. All who hear music hear the same one, in one room, so that its cost is one playback; the
 * others are in a silent room. The media service is asked for only when the first leg is needed.
 */
export class ParkMediaRooms implements ParkMedia {
  readonly #rooms = new Map<'music' | 'silence', Promise<MediaRoom>>();

  constructor(
    private readonly media: () => Promise<MediaService>,
    private readonly music: AudioSource = { builtIn: 'hold-music' },
  ) {}

  async offer(options: ParkLegOptions): Promise<ParkOffer> {
    const leg = await this.#join(options);
    return endedOnFailure(leg, async () => new RoomLeg(leg, await leg.offer()));
  }

  async answer(offerSdp: string, options: ParkLegOptions): Promise<ParkLeg> {
    const leg = await this.#join(options);
    return endedOnFailure(leg, async () => new RoomLeg(leg, await leg.answer(offerSdp)));
  }

  async #join({ music }: ParkLegOptions): Promise<MediaLeg> {
    try {
      const room = await this.#room(music ? 'music' : 'silence');
      return await room.join(alone);
    } catch (error) {
      throw parkMediaError(error);
    }
  }

  #room(kind: 'music' | 'silence'): Promise<MediaRoom> {
    const there = this.#rooms.get(kind);
    if (there) return there;
    const opening = this.#open(kind);
    this.#rooms.set(kind, opening);
    // Who waits for it is told; the next one tries again.
    opening.catch(() => this.#rooms.delete(kind));
    return opening;
  }

  async #open(kind: 'music' | 'silence'): Promise<MediaRoom> {
    const room = (await this.media()).createRoom({ name: `call park: ${kind}` });
    if (kind === 'music') play(room, this.music);
    return room;
  }
}

/** A file that cannot be played is replaced by the music that is always there; the media service has logged why. */
function play(room: MediaRoom, source: AudioSource): void {
  void room.play(source, { loop: true }).done.then(({ reason }) => {
    if (reason === 'failed' && !('builtIn' in source)) play(room, { builtIn: 'hold-music' });
  });
}

class RoomLeg implements ParkOffer {
  readonly ended: Promise<string>;

  constructor(
    private readonly leg: MediaLeg,
    readonly sdp: string,
  ) {
    this.ended = new Promise((resolve) => {
      leg.onEnded((reason) => {
        // `ended`: by `close`.
        if (reason !== 'ended') resolve(reason);
      });
    });
  }

  async accept(answerSdp: string): Promise<void> {
    try {
      await this.leg.accept(answerSdp);
    } catch (error) {
      throw parkMediaError(error);
    }
  }

  async renegotiate(offerSdp: string): Promise<string> {
    try {
      return await this.leg.answer(offerSdp);
    } catch (error) {
      throw parkMediaError(error);
    }
  }

  close(): void {
    this.leg.end();
  }
}

async function endedOnFailure<T>(leg: MediaLeg, negotiate: () => Promise<T>): Promise<T> {
  try {
    return await negotiate();
  } catch (error) {
    leg.end();
    throw parkMediaError(error);
  }
}

function parkMediaError(cause: unknown): ParkMediaError {
  const isTheirs =
    cause instanceof MediaError && (cause.code === 'sdp-invalid' || cause.code === 'sdp-unsupported');
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ParkMediaError(isTheirs ? 'not-acceptable' : 'unavailable', message, { cause });
}
