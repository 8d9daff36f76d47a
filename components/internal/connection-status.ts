import { html, nothing, type TemplateResult } from 'lit';
import type { SessionSnapshot } from '../../src/session/contract';
import { icons } from './icons';

export interface ConnectionTexts {
  readonly connecting: string;
  readonly lost: (seconds: string) => string;
  readonly restoring: string;
  readonly connectionFailed: string;
  readonly reasons: Readonly<Record<string, string>>;
  readonly retry: string;
}

/**
 * The face of the connection: what happens, and what the user can do. Nothing while all is well.
 * @param seconds - the wait until the next attempt, already in the user's language
 */
export function connectionStatus(
  session: Pick<SessionSnapshot, 'state' | 'failure' | 'nextAttemptAt'> | undefined,
  texts: ConnectionTexts,
  seconds: string,
  retry: () => void,
): TemplateResult | typeof nothing {
  const again = html`<button class="button small" part="retry-connection" @click=${retry}>
    ${texts.retry}
  </button>`;
  switch (session?.state) {
    case 'connecting':
      return html`<div class="banner" part="connection">
        <span class="spinner"></span><span>${texts.connecting}</span>
      </div>`;
    case 'recovering':
      return html`<div class="banner" part="connection">
        <span class="spinner"></span><span>${texts.restoring}</span>
      </div>`;
    case 'lost':
      return html`<div class="banner warning" part="connection">
        ${icons.offline}<span>${session.nextAttemptAt ? texts.lost(seconds) : texts.restoring}</span>${session.nextAttemptAt ? again : nothing}
      </div>`;
    case 'failed':
      return html`<div class="banner danger" part="connection">
        ${icons.alert}<span
          ><strong>${texts.connectionFailed}.</strong>
          ${texts.reasons[session.failure?.code ?? ''] ?? texts.reasons['connection-failed']}</span
        >${again}
      </div>`;
    default:
      return nothing;
  }
}
