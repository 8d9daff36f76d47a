import { ContextEvent } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { SessionContract } from '../../src/session/contract';
import { SESSION_AVAILABLE, sessionContext } from './session-context';

type SessionHolder = Element & { readonly session?: SessionContract };

/**
 * Keeps an element joined to its session: the one it was given, else the `<lync-session>` whose id it names (looked up
 * from its own tree outwards), else the nearest one around it.
 */
export class SessionFinder implements ReactiveController {
  #given: SessionContract | undefined;
  #found: SessionContract | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    private readonly host: LitElement,
    private readonly getPrefix: () => string,
    private readonly getId: () => string,
  ) {
    host.addController(this);
  }

  get session(): SessionContract | undefined {
    return this.#given ?? this.#found;
  }

  set session(session: SessionContract | undefined) {
    this.#given = session;
  }

  hostConnected(): void {
    document.addEventListener(SESSION_AVAILABLE, this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    document.removeEventListener(SESSION_AVAILABLE, this.#look);
    this.#leave();
    this.#found = undefined;
  }

  /** Looks again; the host calls it when its `session` attribute changed. */
  readonly look = (): void => this.#look();

  readonly #look = (): void => {
    if (!this.host.isConnected) return;
    this.#leave();
    const id = this.getId();
    if (id) {
      this.#settle(findById(this.host, id)?.session);
      return;
    }
    let answered = false;
    this.host.dispatchEvent(
      new ContextEvent(
        sessionContext(this.getPrefix()),
        this.host,
        (session, unsubscribe) => {
          answered = true;
          if (unsubscribe !== this.#unsubscribe) this.#leave();
          this.#unsubscribe = unsubscribe;
          this.#settle(session);
        },
        true,
      ),
    );
    if (!answered) this.#settle(undefined);
  };

  #settle(session: SessionContract | undefined): void {
    if (session === this.#found) return;
    this.#found = session;
    this.host.requestUpdate();
  }

  #leave(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}

function findById(from: Node, id: string): SessionHolder | null {
  const root = from.getRootNode();
  const found = (root as Document | ShadowRoot).getElementById?.(id);
  if (found) return found;
  return root instanceof ShadowRoot ? findById(root.host, id) : null;
}
