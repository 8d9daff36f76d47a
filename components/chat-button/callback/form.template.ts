import { html, nothing, type TemplateResult } from 'lit';
import type { VisitorContext } from '../../../src/session/contract';
import type { SharingOffer } from '../context-sharing';
import { shareView, type VisitorFields } from '../start-screen';
import type { ChatStrings } from '../strings';
import type { CallbackStrings } from './strings';

/** Where the visitor is called. */
export type CallbackPlace = 'here' | 'phone';

export interface CallbackFormView {
  readonly t: CallbackStrings;
  readonly chat: ChatStrings;
  /** What the site knows already. */
  readonly contact: NonNullable<VisitorContext['contact']>;
  readonly fields: VisitorFields;
  readonly place: CallbackPlace;
  readonly canBeHere: boolean;
  /** Minutes from now. */
  readonly delay: number;
  readonly problem: keyof CallbackStrings['problems'] | undefined;
  readonly isBusy: boolean;
  readonly offer: SharingOffer;
  readonly shares: boolean;
  readonly setField: (name: keyof VisitorFields, value: string) => void;
  readonly setShares: (shares: boolean) => void;
  readonly setPlace: (place: CallbackPlace) => void;
  readonly setDelay: (minutes: number) => void;
  readonly submit: () => void;
  readonly write: () => void;
}

/** Minutes; at once, and when a visitor may have time. */
const DELAYS = [0, 15, 60] as const;

/** Who is to be called, where, and when. */
export function callbackForm(view: CallbackFormView): TemplateResult {
  const { t, chat, contact, fields, place, delay, problem, isBusy, offer, shares } = view;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    view.submit();
  };
  return html`<form slot="empty" class="start callback" novalidate @submit=${onSubmit}>
    <div class="hello">
      <h3>${contact.name ? t.titleTo(contact.name) : t.title}</h3>
      <p>${t.hint}</p>
    </div>
    ${
      contact.name
        ? nothing
        : html`<div class="field">
            <label for="callback-name">${chat.name} <small>(${chat.optional})</small></label>
            <input
              id="callback-name"
              name="name"
              autocomplete="name"
              dir="auto"
              maxlength="80"
              .value=${fields.name ?? ''}
              @input=${(event: InputEvent) => view.setField('name', (event.target as HTMLInputElement).value)}
            />
          </div>`
    }
    ${placeView(view)} ${place === 'phone' ? phoneView(view) : nothing}
    <div class="field">
      <label for="callback-when">${t.when}</label>
      <select
        id="callback-when"
        name="when"
        @change=${(event: Event) => view.setDelay(Number((event.target as HTMLSelectElement).value))}
      >
        ${DELAYS.map(
          (minutes) =>
            html`<option value=${minutes} ?selected=${minutes === delay}>
              ${minutes ? t.inMinutes(minutes) : t.now}
            </option>`,
        )}
      </select>
    </div>
    ${
      Object.keys(offer).length
        ? shareView({ t: { ...chat, shareHint: t.shareHint }, offer, shares, setShares: view.setShares })
        : nothing
    }
    <div class="after">
      ${problem && problem !== 'badNumber' ? html`<p class="missing" role="alert">${t.problems[problem]}</p>` : nothing}
      <button class="button primary" type="submit" aria-disabled=${isBusy ? 'true' : nothing}>
        ${isBusy ? t.asking : t.ask}
      </button>
      <button class="button" type="button" @click=${() => view.write()}>${t.write}</button>
    </div>
  </form>`;
}

function placeView({ t, place, canBeHere, setPlace }: CallbackFormView): TemplateResult | typeof nothing {
  if (!canBeHere) return nothing;
  const choice = (value: CallbackPlace, label: string, hint: string): TemplateResult =>
    html`<label>
      <input
        type="radio"
        name="place"
        value=${value}
        .checked=${place === value}
        @change=${() => setPlace(value)}
      />
      <span>${label}<small>${hint}</small></span>
    </label>`;
  return html`<fieldset class="places">
    <legend>${t.where}</legend>
    ${choice('here', t.here, t.hereHint)} ${choice('phone', t.phone, t.phoneHint)}
  </fieldset>`;
}

function phoneView({ t, chat, contact, fields, problem, setField }: CallbackFormView): TemplateResult {
  const isBad = problem === 'badNumber';
  return html`<div class="field">
    <label for="callback-phone">${chat.phone}</label>
    <input
      id="callback-phone"
      name="phone"
      type="tel"
      autocomplete="tel"
      dir="ltr"
      maxlength="120"
      required
      aria-invalid=${isBad ? 'true' : nothing}
      aria-describedby=${isBad ? 'callback-bad' : nothing}
      .value=${fields.phone ?? contact.phone ?? ''}
      @input=${(event: InputEvent) => setField('phone', (event.target as HTMLInputElement).value)}
    />
    ${isBad ? html`<p class="missing" id="callback-bad" role="alert">${t.problems.badNumber}</p>` : nothing}
  </div>`;
}
