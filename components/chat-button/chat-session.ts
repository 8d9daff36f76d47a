import { SessionError, type SessionContract, type SessionCredentials } from '../../src/session/contract';
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

  #create(resume?: string): Promise<ResumableSession> {
    const { server, credentialsUrl } = this.launcher;
    return createSession({
      ...(server && { server }),
      ...(resume && { resume }),
      ...(credentialsUrl && { credentialsUrl, ...(this.credentials && { credentials: this.#fetch }) }),
    });
  }

  /** The answer that was asked for together with the code; afterwards a renewal, so that the visitor stays the same guest. */
  readonly #fetch = async (
    signal: AbortSignal,
    previous: SessionCredentials | undefined,
  ): Promise<SessionCredentials> => {
    const { credentialsUrl } = this.launcher;
    const response = await (this.#takeAsked() ?? renew(credentialsUrl, signal, previous));
    if (response.status === 429) {
      throw new SessionError('rate-limited', 'Too many requests for credentials', { status: 429 });
    }
    if (!response.ok) throw new Error(`${credentialsUrl} answered ${response.status}`);
    // The session checks what it is given.
    return (await response.json()) as SessionCredentials;
  };

  #takeAsked(): Promise<Response> | undefined {
    const asked = this.credentials;
    this.credentials = undefined;
    return asked;
  }
}

/** As the session itself asks a `credentialsUrl`: who proves to have had credentials may stay the guest they are. */
function renew(
  url: string,
  signal: AbortSignal,
  previous: SessionCredentials | undefined,
): Promise<Response> {
  const headers = { Accept: 'application/json', ...(previous && { 'Content-Type': 'application/json' }) };
  const { username, password } = previous ?? {};
  const body = username === undefined ? undefined : JSON.stringify({ renew: { username, password } });
  return fetch(url, { method: 'POST', headers, signal, ...(body && { body }) });
}
