import type { AudioSource, MediaLeg, MediaRoom, Playback } from '../../../media';
import type { PromptConfiguration } from './configuration';

const sampleRate = 8000;

/** Two soft notes: where there is no recording they say that it is the listener's turn. */
const chime: AudioSource = { samples: Int16Array.from([...note(587, 0.18), ...note(784, 0.3)]) };

function note(frequency: number, seconds: number): number[] {
  const length = Math.round(seconds * sampleRate);
  return Array.from({ length }, (_, i) => {
    // Without a fade at both ends a tone clicks.
    const fade = Math.min(1, i / 160, (length - i) / 800);
    return Math.round(6000 * fade * Math.sin((2 * Math.PI * frequency * i) / sampleRate));
  });
}

/** What is played for a prompt, to one leg: its file, or notes when there is none or it cannot be played. */
export function playPrompt(room: MediaRoom, leg: MediaLeg, { file }: PromptConfiguration): Playback {
  let playing = room.play(file === undefined ? chime : { file }, { to: leg });
  let isStopped = false;
  const done = playing.done.then((end) => {
    if (end.reason !== 'failed' || file === undefined || isStopped || leg.state === 'ended') return end;
    playing = room.play(chime, { to: leg });
    return playing.done;
  });
  return {
    done,
    stop: () => {
      isStopped = true;
      playing.stop();
    },
  };
}
