import type { LyncSession } from '../lync-session';
import type { LyncSessionOptions } from '../session-options';
import type { ScriptedConnection, ScriptedServer } from './scripted-server';
import { createFixture } from './session-fixture';

/** Sessions of one test file, all of which end with their test. */
export class OpenSessions {
  readonly #open: LyncSession[] = [];

  create(options?: LyncSessionOptions): { server: ScriptedServer; session: LyncSession } {
    const made = createFixture(options);
    this.#open.push(made.session);
    return made;
  }

  async connect(
    options?: LyncSessionOptions,
  ): Promise<{ server: ScriptedServer; session: LyncSession; connection: ScriptedConnection }> {
    const { server, session } = this.create(options);
    await session.connect();
    return { server, session, connection: server.connection };
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((session) => session.disconnect()));
  }
}
