import { html, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import type { ConversationStrings } from './strings';

/** What stands where messages will be; pages and the chat panel put something else into the slot. */
export function emptyList(t: ConversationStrings, hasConversation: boolean): TemplateResult {
  return html`<slot name="empty">
    <div class="empty">
      ${icons.chat}
      ${
        hasConversation
          ? html`<strong>${t.empty}</strong><span>${t.emptyHint}</span>`
          : html`<strong>${t.none}</strong>`
      }
    </div>
  </slot>`;
}
