import { html, nothing, type TemplateResult } from 'lit';
import { addressOf, shortAddress } from '../call/address';
import type { Person } from './sharing';
import type { ParkPanelStrings } from './strings';

/** Texts of the form under the names that the park panel gave them. */
export type ShareTexts = Pick<
  ParkPanelStrings,
  'shareWith' | 'shareOther' | 'shareNote' | 'send' | 'cancel' | 'chooseSomebody'
>;

interface ShareForm {
  readonly t: ShareTexts;
  /** The form's part; default `share-form`. */
  readonly part?: string;
  readonly people: readonly Person[];
  /** Names without a domain are at this one's. */
  readonly ownUri: string;
  /** Nobody was chosen, or what was written is no address. */
  readonly isEmpty: boolean;
  readonly onEmpty: () => void;
  readonly cancel: () => void;
  readonly send: (to: readonly Person[]) => void;
}

/** Whom to send the orbit to, or whatever else is for several people: known ones, and one whose address is written. */
export function shareForm(view: ShareForm): TemplateResult {
  const { t, part = 'share-form', people, ownUri, isEmpty, onEmpty, cancel, send } = view;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const chosen = new Set(new FormData(form).getAll('person'));
    const to = people.filter(({ uri }) => chosen.has(uri));
    const other = form.elements.namedItem('other') as HTMLInputElement;
    const uri = other.value.trim() ? addressOf(other.value, ownUri) : undefined;
    if ((!to.length && !uri) || (other.value.trim() && !uri)) {
      onEmpty();
      other.focus();
      return;
    }
    send(uri && !to.some((one) => one.uri === uri) ? [...to, { uri, name: shortAddress(uri) }] : to);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  };
  return html`<form class="share-form" part=${part} @submit=${onSubmit} @keydown=${onKey} novalidate>
    <fieldset>
      <legend>${t.shareWith}</legend>
      ${people.map(
        ({ uri, name }) =>
          html`<label class="person"
            ><input type="checkbox" name="person" value=${uri} /><bdi>${name}</bdi></label
          >`,
      )}
    </fieldset>
    <div class="field">
      <label for="other">${t.shareOther}</label>
      <input
        id="other"
        name="other"
        dir="auto"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-invalid=${isEmpty ? 'true' : nothing}
        aria-describedby=${isEmpty ? 'share-error share-note' : 'share-note'}
      />
    </div>
    ${isEmpty ? html`<p class="error" id="share-error" role="alert">${t.chooseSomebody}</p>` : nothing}
    <p class="hint" id="share-note">${t.shareNote}</p>
    <div class="acts">
      <button class="button small primary" type="submit">${t.send}</button>
      <button class="button small" type="button" @click=${cancel}>${t.cancel}</button>
    </div>
  </form>`;
}
