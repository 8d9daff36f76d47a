import type { ChatRoomSessionContract, PersistentChatEndpointContract } from '../../contract';
import type { LyncSession } from '../../lync-session';
import type { LyncSessionOptions } from '../../session-options';
import { OpenSessions } from '../../testing/open-sessions';
import type { ScriptedServer } from '../../testing/scripted-server';
import { ALICE, once } from '../../testing/session-fixture';
import { ScriptedChat } from './scripted-chat';

export interface ChatFixture {
  readonly server: ScriptedServer;
  readonly session: LyncSession;
  readonly scripted: ScriptedChat;
  readonly chat: PersistentChatEndpointContract;
}

/** Alice's session and a chat server, connected. */
export class ChatFixtures {
  readonly #open = new OpenSessions();

  async connect(options: LyncSessionOptions = {}): Promise<ChatFixture> {
    const { server, session } = this.#open.create({ credentials: ALICE, agent: false, ...options });
    const scripted = new ScriptedChat(server);
    await session.connect();
    return { server, session, scripted, chat: session.persistentChat! };
  }

  async establish(prepare: (scripted: ScriptedChat) => void = () => undefined): Promise<ChatFixture> {
    const fixture = await this.connect();
    prepare(fixture.scripted);
    await fixture.chat.establish();
    return fixture;
  }

  close(): Promise<void> {
    return this.#open.close();
  }
}

/** Resolves when it is so, at once if it is so already. */
export async function untilSo<T extends ChatRoomSessionContract | PersistentChatEndpointContract>(
  target: T,
  isSo: (target: T) => boolean,
): Promise<void> {
  while (!isSo(target)) await once(target, 'changed');
}

export const bodies = ({ snapshot }: ChatRoomSessionContract): string[] =>
  snapshot.messages.map(({ body }) => body);
