import type { ConversationContract, InvitationReceivedEvent, SessionContract } from '../../contract';
import { once } from '../session-fixture';

export interface NewSession {
  /** Another password than the right one. */
  readonly password?: string;
}

/** A server with the demo's users and queues, and how to reach it by what is tested. */
export interface SessionWorld {
  /** What `snapshot.transport` says. */
  readonly transport: 'sip' | 'ucwa';
  /** A session, not connected, of one of the demo's users. */
  user(name: string, options?: NewSession): SessionContract;
  /** Of a visitor with the site's credentials. */
  guest(): SessionContract;
  /** Of a user, by SIP over WebSocket, whatever is tested. */
  peer(name: string): SessionContract;
  /** Takes the connections of `user` and `guest` away. What the result is called for gives them back. */
  cut(): () => void;
  close(): Promise<void>;
}

export type OpenWorld = () => Promise<SessionWorld>;

/** Rings at the other side. */
export async function ring(
  caller: SessionContract,
  callee: SessionContract,
  to: string,
  options: Parameters<SessionContract['startConversation']>[1] = {},
): Promise<{ call: ConversationContract; asked: ConversationContract }> {
  const invited = once<InvitationReceivedEvent>(callee, 'invitation-received');
  const call = caller.startConversation(to, options);
  const { conversation: asked } = await invited;
  return { call, asked };
}

export const bodies = ({ snapshot }: ConversationContract, direction: 'incoming' | 'outgoing'): string[] =>
  snapshot.messages
    .filter((message) => message.direction === direction && message.kind === 'message')
    .map(({ body }) => body);

export const inState = (state: string) => (conversation: ConversationContract) =>
  conversation.snapshot.state === state;

/** Resolves when the session is as wanted, at once if it is so already. */
export async function untilState(session: SessionContract, state: string): Promise<void> {
  while (session.snapshot.state !== state) await once(session, 'state-changed');
}
