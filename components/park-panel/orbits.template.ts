import { html, nothing, type TemplateResult } from 'lit';
import type { OrbitOccupancy } from '../../src/session/contract';
import { icons } from '../internal/icons';
import type { ParkedCall } from './parked-calls';
import type { ParkPanelStrings } from './strings';

/** An orbit as people write it: `100`, `#100`, `*7000`. */
export const ORBIT = /^[#*]?\d[\d*#]{0,15}$/;

export function emptyView(t: ParkPanelStrings): TemplateResult {
  return html`<slot name="empty">
    <div class="empty" part="empty">
      ${icons.park}
      <div><strong>${t.empty}</strong>${t.emptyHint}</div>
    </div>
  </slot>`;
}

export function offlineView(t: ParkPanelStrings): TemplateResult {
  return html`<div class="banner warning note">
    ${icons.offline}<span><strong>${t.notConnected}.</strong> ${t.notConnectedHint}</span>
  </div>`;
}

interface RetrieveForm {
  readonly t: ParkPanelStrings;
  readonly isBad: boolean;
  readonly isBusy: boolean;
  readonly canRetrieve: boolean;
  readonly onInput: () => void;
  readonly submit: (field: HTMLInputElement) => void;
}

/** By number: a field that brings up the keypad of a telephone where there is no keyboard. */
export function retrieveForm({
  t,
  isBad,
  isBusy,
  canRetrieve,
  onInput,
  submit,
}: RetrieveForm): TemplateResult {
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('orbit');
    if (canRetrieve && field instanceof HTMLInputElement) submit(field);
  };
  return html`<form
    class="by-orbit"
    part="retrieve-form"
    aria-label=${t.byOrbit}
    @submit=${onSubmit}
    novalidate
  >
    <div class="field">
      <label for="orbit-field">${t.byOrbitLabel}</label>
      <input
        id="orbit-field"
        name="orbit"
        part="orbit-field"
        type="tel"
        inputmode="tel"
        dir="ltr"
        autocomplete="off"
        enterkeyhint="go"
        maxlength="24"
        placeholder="100"
        aria-invalid=${isBad ? 'true' : nothing}
        aria-describedby=${isBad ? 'orbit-error' : nothing}
        @input=${() => onInput()}
      />
    </div>
    <button class="button" type="submit" aria-disabled=${canRetrieve ? nothing : 'true'}>
      ${isBusy ? t.pickingUp : t.pickUp}
    </button>
    ${isBad ? html`<p class="error" id="orbit-error" role="alert">${t.badOrbit}</p>` : nothing}
  </form>`;
}

/** The lamps of all orbits. Those of others are picked up by a press; the user's own stand in the list. */
export function watchedView(
  t: ParkPanelStrings,
  orbits: readonly OrbitOccupancy[],
  own: readonly ParkedCall[],
  canRetrieve: boolean,
  retrieve: (orbit: string) => void,
): TemplateResult | typeof nothing {
  if (!orbits.length) return nothing;
  const isOwn = (orbit: string): boolean => own.some((one) => one.orbit.friendlyOrbit === orbit);
  const lamp = ({ orbit, isOccupied, name, parkedBy }: OrbitOccupancy): TemplateResult => {
    const who = [name, parkedBy && t.parkedBy(parkedBy)].filter(Boolean).join(', ');
    if (!isOccupied || isOwn(orbit))
      return html`<li class="lamp ${isOccupied ? 'on' : ''}">
        <span dir="ltr">${orbit}</span><small>${isOccupied ? t.occupied : t.free}</small>
      </li>`;
    return html`<li class="lamp on">
      <button
        type="button"
        aria-disabled=${canRetrieve ? nothing : 'true'}
        aria-label=${[t.pickUpOrbit(orbit), who].filter(Boolean).join(': ')}
        title=${who || t.occupied}
        @click=${() => canRetrieve && retrieve(orbit)}
      >
        <span dir="ltr">${orbit}</span><small><bdi>${name || t.occupied}</bdi></small>
      </button>
    </li>`;
  };
  return html`<div class="watched" part="watched">
    <h3 id="watched">${t.watched}</h3>
    <ul role="list" aria-labelledby="watched">
      ${orbits.map(lamp)}
    </ul>
  </div>`;
}
