import { html, nothing, type TemplateResult } from 'lit';
import * as drawings from '../call/icons';
import { icons } from '../internal/icons';
import { formatDuration, formatRelative } from '../internal/localisation/format';
import type { ParkedCall } from './parked-calls';
import type { ParkPanelStrings } from './strings';

interface RowView {
  readonly t: ParkPanelStrings;
  readonly lang: string;
  readonly now: number;
  /** Empty: nobody here knows. */
  readonly name: string;
  /** Milliseconds since 1970; undefined: nobody here knows. */
  readonly since: number | undefined;
  /** Seconds; 0 for never. */
  readonly ringbackAfter: number;
  readonly isRingingBack: boolean;
  readonly isPickingUp: boolean;
  readonly canRetrieve: boolean;
  readonly isSharing: boolean;
  readonly retrieve: () => void;
  readonly share: () => void;
  readonly forget: () => void;
}

export const rowKey = ({ orbit }: ParkedCall): string => `${orbit.friendlyOrbit} ${orbit.msParkedCall}`;

/** One parked call: where, who, since when, and when it rings back. */
export function parkedRow(
  parked: ParkedCall,
  form: TemplateResult | typeof nothing,
  view: RowView,
): TemplateResult {
  const { t, name, isPickingUp, canRetrieve, isSharing } = view;
  const { friendlyOrbit } = parked.orbit;
  const isDisabled = !canRetrieve || isPickingUp;
  return html`<li
    class="row ${view.isRingingBack ? 'back' : ''}"
    part="parked-call"
    data-key=${rowKey(parked)}
  >
    <span class="orbit" part="orbit" dir="ltr"
      ><span class="visually-hidden">${t.orbit('')}</span>${friendlyOrbit}</span
    >
    <div class="words">
      <p class="who"><bdi>${name || t.orbit(friendlyOrbit)}</bdi></p>
      <p class="when">${times(parked, view)}</p>
    </div>
    <div class="acts">
      <button
        class="button small primary pick"
        type="button"
        part="retrieve"
        aria-label=${isPickingUp ? t.pickingUp : t.pickUpOrbit(friendlyOrbit)}
        aria-disabled=${isDisabled ? 'true' : nothing}
        @click=${() => !isDisabled && view.retrieve()}
      >
        ${isPickingUp ? t.pickingUp : t.pickUp}
      </button>
      <button
        class="icon-button"
        type="button"
        part="share"
        aria-label=${t.shareOrbit(friendlyOrbit)}
        title=${t.share}
        aria-expanded=${isSharing}
        @click=${() => view.share()}
      >
        ${drawings.share}
      </button>
      ${
        parked.conversation
          ? nothing
          : html`<button
              class="icon-button"
              type="button"
              aria-label=${t.forgetOrbit(friendlyOrbit)}
              title=${t.forgetOrbit(friendlyOrbit)}
              @click=${() => view.forget()}
            >
              ${icons.close}
            </button>`
      }
    </div>
    ${form}
  </li>`;
}

function times({ conversation, ringBackAt }: ParkedCall, view: RowView): TemplateResult | string {
  const { t, lang, now, since, ringbackAfter, isRingingBack } = view;
  if (isRingingBack) return html`<strong>${t.ringsBack}</strong>`;
  if (since === undefined) return conversation ? '' : t.kept;
  const text = t.since(formatRelative(lang, Math.min(since, now), now));
  // After how long the service rings back it has told the page of before.
  if (!conversation || (ringBackAt === undefined && ringbackAfter <= 0)) return text;
  const left = (ringBackAt ?? since + ringbackAfter * 1000) - now;
  return html`${text} ·
    <span class="left ${left < 15_000 ? 'soon' : ''}"
      >${left > 0 ? t.ringsBackIn(formatDuration(left)) : t.ringsBackSoon}</span
    >`;
}
