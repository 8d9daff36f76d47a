import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { SessionContract, SessionStateChangedEvent } from '../../src/session/contract';
import type { ConversationStrings } from '../conversation/strings';
import { icons } from '../internal/icons';
import { SESSION_CHANGES, SnapshotController } from '../internal/snapshot-controller';

/** How long it is said, in milliseconds. */
const SHOWN_FOR = 4000;

/** Says for a moment that the connection is back. Re-renders its host with every change of the session. */
export class ResumedNotice {
  #isBack = false;

  constructor(
    private readonly host: LitElement,
    private readonly getSession: () => SessionContract | undefined,
  ) {
    new SnapshotController(host, getSession, SESSION_CHANGES, (event) => {
      if (event.type !== 'state-changed') return;
      const { previousState, state } = event as SessionStateChangedEvent;
      if (previousState === 'recovering' && state === 'connected') this.#show();
    });
  }

  render(texts: ConversationStrings): TemplateResult | typeof nothing {
    if (!this.#isBack || this.getSession()?.snapshot.state !== 'connected') return nothing;
    return html`<div class="banner good" role="status">${icons.check}<span>${texts.resumed}</span></div>`;
  }

  #show(): void {
    this.#isBack = true;
    setTimeout(() => {
      this.#isBack = false;
      this.host.requestUpdate();
    }, SHOWN_FOR);
  }
}
