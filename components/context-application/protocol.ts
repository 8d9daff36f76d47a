/**
 * What a context application and the pane say to each other. The application opens a `MessageChannel` and posts one end,
 * with `hello`, to the origins it trusts and to no other; the pane takes it from its own frame's window and origin only.
 * Everything else goes through that channel, so nothing is ever posted to a window whose origin is not known.
 *
 * Types only: the application's side has no dependency.
 */

import type { ContextChannelState, ContextChannelTransitionReason } from '../../src/session/contract';

/** The one message between windows; carries the port. */
export interface ContextHello {
  readonly lync: 'context-hello';
  readonly version: 1;
}

/** The conversation as an application sees it: no messages, no live objects. */
export interface ContextConversation {
  /** `Ms-Conversation-ID`. */
  readonly id: string;
  readonly subject: string;
  readonly state: string;
  readonly participants: readonly { readonly uri: string; readonly displayName: string }[];
}

export interface ContextData {
  readonly contentType: string;
  readonly body: string;
  /** Milliseconds since 1970, the agent's clock. */
  readonly at: number;
}

/** All there is to know, sent once when the application has connected. */
export interface ContextWelcome {
  readonly type: 'welcome';
  readonly application: { readonly id: string; readonly name: string };
  readonly conversation: ContextConversation;
  /** The language and direction of the pane, so that the application can match them. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly initialContext: string | undefined;
  readonly state: ContextChannelState;
  readonly reason: ContextChannelTransitionReason;
  /** Received before the application was there, oldest first; the newest 100. */
  readonly data: readonly ContextData[];
}

export type ToApplication =
  | ContextWelcome
  | { readonly type: 'conversation'; readonly conversation: ContextConversation }
  | { readonly type: 'initial-context'; readonly initialContext: string | undefined }
  | {
      readonly type: 'state';
      readonly state: ContextChannelState;
      readonly reason: ContextChannelTransitionReason;
    }
  | { readonly type: 'data'; readonly data: ContextData }
  | { readonly type: 'sent'; readonly id: number }
  | { readonly type: 'refused'; readonly id: number; readonly code: string; readonly message: string };

export interface SendRequest {
  readonly type: 'send';
  readonly id: number;
  readonly contentType: string;
  readonly body: string;
}
