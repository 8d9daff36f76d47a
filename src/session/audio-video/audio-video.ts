import type {
  AudioVideoContract,
  AudioVideoEvents,
  CallSnapshot,
  CallStreams,
  TypedEventTarget,
} from '../contract';
import { typedEventTarget } from '../typed-event-target';
import type { AudioVideoCall } from './call';

const idle: CallSnapshot = Object.freeze({
  state: 'idle',
  audio: 'none',
  video: 'none',
  isMuted: false,
  dtmfSent: '',
  devices: { available: [] },
});

type Lent = Omit<AudioVideoContract, 'snapshot' | 'streams' | keyof EventTarget>;

/** A conversation's calls before there is one: their code is loaded with the first use, so that who only writes never pays for it. */
export class AudioVideo extends (typedEventTarget<AudioVideoEvents>() as new () => TypedEventTarget<AudioVideoEvents> &
  Lent) {
  /** There once it was used. */
  call: AudioVideoCall | undefined;

  constructor(private readonly load: () => Promise<AudioVideoCall>) {
    super();
  }

  get snapshot(): CallSnapshot {
    return this.call?.snapshot ?? idle;
  }

  get streams(): CallStreams {
    return this.call?.streams ?? { local: undefined, remote: undefined };
  }
}

const methods =
  'connect accept decline end hold resume mute unmute sendDtmf setDevices refreshDevices addVideo removeVideo transfer park';

for (const name of methods.split(' ')) {
  Object.defineProperty(AudioVideo.prototype, name, {
    async value(this: AudioVideo, ...args: unknown[]) {
      const call = this.call ?? (await this['load']());
      return (call as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...args);
    },
  });
}
