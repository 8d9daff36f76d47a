import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationContract } from '../../src/session/contract';
import type { CallStrings } from './strings';

export interface TransferView {
  readonly t: CallStrings;
  /** Those of one's own conversations whose call could be joined with this one. */
  readonly others: readonly { readonly conversation: ConversationContract; readonly name: string }[];
  readonly isBadAddress: boolean;
  readonly isPending: boolean;
  readonly toAddress: (written: string) => void;
  readonly toConversation: (conversation: ConversationContract) => void;
  readonly onInput: () => void;
}

/** Blind to an address, or attended to somebody one talks to already. */
export function transferView(view: TransferView): TemplateResult {
  const { t, others, isBadAddress, isPending } = view;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('address') as HTMLInputElement;
    if (!isPending) view.toAddress(field.value);
  };
  return html`<form class="transfer" @submit=${submit} novalidate>
      <div class="field">
        <label for="address">${t.transferTo}</label>
        <input
          id="address"
          name="address"
          dir="auto"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          enterkeyhint="go"
          aria-invalid=${isBadAddress ? 'true' : nothing}
          aria-describedby=${isBadAddress ? 'address-error' : nothing}
          @input=${() => view.onInput()}
        />
      </div>
      <button class="button primary" type="submit" aria-disabled=${isPending ? 'true' : nothing}>
        ${t.transfer}
      </button>
    </form>
    ${isBadAddress ? html`<p class="error" id="address-error" role="alert">${t.noAddress}</p>` : nothing}
    ${
      others.length
        ? html`<div class="others" role="group" aria-label=${t.otherCalls}>
            <p>${t.otherCalls}</p>
            ${others.map(
              ({ conversation, name }) =>
                html`<button
                  class="button small"
                  type="button"
                  aria-disabled=${isPending ? 'true' : nothing}
                  @click=${() => !isPending && view.toConversation(conversation)}
                >
                  <bdi>${t.transferWith(name)}</bdi>
                </button>`,
            )}
          </div>`
        : nothing
    }`;
}
