import type { ConferenceModality } from '../contract';
import type { Conversation } from '../conversation';
import type { ResumableConversation } from '../resume-token';
import { uuid } from '../uuid';

/** What outlives the page in a conference: the place in it, by the GUID of the endpoint, with what it was joined, and whether the microphone was on. */
export class PageReload {
  /** The same over reconnects and reloads: the focus gives the place of before to who has it. */
  readonly endpoint: string;
  /** The page was loaded again, and was in the conference before. */
  readonly isReturn: boolean;
  /** Of before, until there is a call that says it. */
  #isMuted: boolean;
  #hasTold = false;

  constructor(private readonly conversation: Conversation) {
    const { left } = conversation.init;
    this.isReturn = left !== undefined;
    this.endpoint = left?.endpoint ?? uuid();
    this.#isMuted = left?.isMuted ?? false;
  }

  get hadVoice(): boolean {
    return this.conversation.init.left?.modalities.includes('audio') ?? true;
  }

  /** In the transcript, once: what was said before and what comes now do not follow each other. */
  tell(): void {
    const { messaging, self } = this.conversation;
    if (this.isReturn && !this.#hasTold)
      messaging.show('text/plain', 'The page was loaded again.', undefined, 'rejoined', self);
    this.#hasTold = true;
  }

  /** Whoever was not heard when the page went is not heard when it is back. */
  muteAsBefore(): void {
    if (this.#isMuted) void this.conversation.audioVideo.mute();
    this.#isMuted = false;
  }

  /** For the page that comes next. */
  keep(
    uri: string,
    modalities: readonly ConferenceModality[],
    wantsVoice: boolean,
  ): Partial<ResumableConversation> {
    const { isMuted, state } = this.conversation.audioVideo.snapshot;
    const others = modalities.filter((each) => each !== 'audio');
    return {
      isConference: true,
      peerUri: uri,
      left: {
        endpoint: this.endpoint,
        modalities: wantsVoice ? [...others, 'audio'] : others,
        isMuted: this.#isMuted || isMuted || state === 'held',
      },
    };
  }
}
