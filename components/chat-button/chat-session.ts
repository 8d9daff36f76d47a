import type { SessionContract } from '../../src/session/contract';
import { createSession, type ResumableSession } from '../internal/create-session';
import type { ChatLauncher } from './chat-launcher';

/** The session of a button that stands alone: made when first needed, from the button's attributes. */
export class ChatSession {
  /** An answer of the credentials address that is on its way already. */
  credentials: Promise<Response> | undefined;
  #owned: ResumableSession | undefined;
  #creating: Promise<ResumableSession> | undefined;

  constructor(private readonly launcher: ChatLauncher) {}

  get owned(): ResumableSession | undefined {
    return this.#owned;
  }

  /** `given`, or an own one; as soon as there is one, connected or not: what it is told waits in it. */
  async get(given: SessionContract | undefined, resume?: string): Promise<SessionContract> {
    return given ?? (await this.#own(resume));
  }

  async end(): Promise<void> {
    const owned = this.#owned;
    this.#owned = undefined;
    this.#creating = undefined;
    await owned?.disconnect();
  }

  async #own(resume?: string): Promise<ResumableSession> {
    this.#creating ??= this.#create(resume).catch((error: unknown) => {
      this.#creating = undefined;
      throw error;
    });
    return (this.#owned = await this.#creating);
  }

  async #create(resume?: string): Promise<ResumableSession> {
    const { server, credentialsUrl } = this.launcher;
    const session = await createSession({
      calls: 'on-demand',
      ...(server && { server }),
      ...(resume && { resume }),
      ...(credentialsUrl && { credentialsUrl }),
      ...(this.credentials && { credentialsResponse: this.credentials }),
    });
    this.credentials = undefined;
    return session;
  }
}
