import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import type { ConversationStrings } from './strings';

/** What stands where messages will be; pages and the chat panel put something else into the slot. */
export function emptyList(
  t: ConversationStrings,
  hasConversation: boolean,
  canWrite = hasConversation,
): TemplateResult {
  return html`<slot name="empty">
    <div class="empty">
      ${icons.chat}
      ${
        hasConversation
          ? html`<strong>${t.empty}</strong>${canWrite ? html`<span>${t.emptyHint}</span>` : nothing}`
          : html`<strong>${t.none}</strong>`
      }
    </div>
  </slot>`;
}
