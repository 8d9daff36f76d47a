import type { AudioVideoContract } from '../../src/session/contract';

/**
 * Plays what the other side says through one hidden audio element, which belongs to the call and not to a view: the sound goes on while a
 * page shows something else. Raises `changed` when the browser begins or ceases to refuse the sound.
 */
export class RemoteAudio extends EventTarget {
  /** The browser wants a click before it plays anything. */
  isBlocked = false;
  readonly #audio = new Audio();
  #speaker: string | undefined;

  constructor(private readonly call: AudioVideoContract) {
    super();
    this.#audio.autoplay = true;
    this.#audio.hidden = true;
    for (const type of ['streams-changed', 'changed']) call.addEventListener(type, () => this.#follow());
    this.#follow();
  }

  /** To be called from a click, when `isBlocked`. */
  async play(): Promise<void> {
    try {
      await this.#audio.play();
      this.#setBlocked(false);
    } catch (error) {
      // `AbortError`: another stream came meanwhile, whose own attempt counts.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#setBlocked(true);
    }
  }

  #follow(): void {
    const audio = this.#audio;
    const { remote } = this.call.streams;
    if (audio.srcObject !== (remote ?? null)) {
      audio.srcObject = remote ?? null;
      // In the document, so that tools that mute a page find it.
      if (remote) document.body.append(audio);
      else audio.remove();
      if (remote) void this.play();
      else this.#setBlocked(false);
    }
    const { speaker } = this.call.snapshot.devices;
    // Not every browser lets a page choose.
    if (speaker === this.#speaker || !('setSinkId' in audio)) return;
    this.#speaker = speaker;
    // One that was unplugged meanwhile: the sound stays where it is.
    audio.setSinkId(speaker ?? '').catch(() => undefined);
  }

  #setBlocked(isBlocked: boolean): void {
    if (isBlocked === this.isBlocked) return;
    this.isBlocked = isBlocked;
    this.dispatchEvent(new Event('changed'));
  }
}

const playing = new WeakMap<AudioVideoContract, RemoteAudio>();

/** The sound of this call, played from now on; the same object for the same call. */
export function playRemoteAudio(call: AudioVideoContract): RemoteAudio {
  let audio = playing.get(call);
  if (!audio) playing.set(call, (audio = new RemoteAudio(call)));
  return audio;
}
