import type { ConversationContract } from '../../../src/session/contract';
import { chime } from '../../invitations/chime';

/** Milliseconds. */
const EVERY = 2400;

/** Lets a visitor hear that the call they asked for is here. */
export class Ringing {
  /** Until it is answered, or over. */
  follow({ audioVideo }: ConversationContract): void {
    if (audioVideo?.snapshot.state !== 'incoming') return;
    const timer = setInterval(chime, EVERY);
    const stop = new AbortController();
    audioVideo.addEventListener(
      'call-state-changed',
      () => {
        if (audioVideo.snapshot.state === 'incoming') return;
        clearInterval(timer);
        stop.abort();
      },
      { signal: stop.signal },
    );
    chime();
  }
}
