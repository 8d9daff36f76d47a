import type { Calls } from './audio-video/calls';
import type { Conferences } from './conference/conferences';
import type { FailureSnapshot } from './contract';
import type { Conversation } from './conversation';
import type { Signaling } from './signaling/signaling';

/** What a conversation needs of its session. */
export interface ConversationHost {
  readonly self: { readonly uri: string; readonly displayName: string };
  /** There while requests may be sent. */
  readonly signaling: Signaling | undefined;
  /** What the site vouches for, from the credentials. */
  readonly signedContext: string | undefined;
  /** Milliseconds that the other side has to come back after our connection did. */
  readonly recoveryTimeout: number;
  /** Somebody wants to send: a session that failed tries again. */
  wake(): void;
  /** Calls are among what can be done although their code is not here yet: it is loaded with the first. */
  readonly offersCalls: boolean;
  loadCalls(): Promise<Calls>;
  /** A conversation of two may become a conference. */
  readonly offersConferences: boolean;
  loadConferences(): Promise<Conferences>;
  onEnded(conversation: Conversation): void;
  report(failure: FailureSnapshot): void;
}
