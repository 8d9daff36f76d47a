import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Every event after which a session's snapshot may be new. */
export const SESSION_CHANGES = [
  'state-changed',
  'conversation-added',
  'conversation-removed',
  'presence-changed',
  'agent-state-changed',
] as const;

/** Every event after which a conversation's snapshot may be new (`changed` covers the rest, once per task). */
export const CONVERSATION_CHANGES = ['changed'] as const;

/** Every event after which a context channel's snapshot may be new. */
export const CHANNEL_CHANGES = [
  'state-changed',
  'initial-context-received',
  'data-received',
  'data-sent',
] as const;

/**
 * Re-renders its host whenever `getTarget()` raises one of `types`; `onEvent` sees each event first. The target may change
 * or go at any time: it is asked for before each update and on each connection.
 */
export class SnapshotController implements ReactiveController {
  #target: EventTarget | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & { readonly isConnected: boolean },
    private readonly getTarget: () => EventTarget | undefined,
    private readonly types: readonly string[],
    private readonly onEvent?: (event: Event) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.hostUpdate();
  }

  hostUpdate(): void {
    if (this.host.isConnected) this.#follow(this.getTarget());
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  #follow(target: EventTarget | undefined): void {
    if (target === this.#target) return;
    for (const type of this.types) {
      this.#target?.removeEventListener(type, this.#changed);
      target?.addEventListener(type, this.#changed);
    }
    this.#target = target;
  }

  readonly #changed = (event: Event): void => {
    this.onEvent?.(event);
    this.host.requestUpdate();
  };
}
