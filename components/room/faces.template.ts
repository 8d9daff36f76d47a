import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomSnapshot, FailureSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import type { RoomsStrings } from '../rooms/strings';
import { reasonOf } from './reason';

/** While there is no room: none was named, it is being joined, or it could not be. */
export function noRoomFace(
  uri: string,
  failure: FailureSnapshot | undefined,
  t: RoomsStrings,
  again: () => void,
): TemplateResult {
  if (failure)
    return html`<div class="gone" part="gone">
      ${icons.alert}<strong>${reasonOf(t, failure.code)}</strong>
      <button class="button" part="join-again" @click=${again}>${t.joinAgain}</button>
    </div>`;
  return html`<div class="empty">
    ${
      uri
        ? html`<span class="spinner"></span><span>${t.joining}</span>`
        : html`${icons.chat}<strong>${t.noRoom}</strong>`
    }
  </div>`;
}

/** Instead of the composer, where this user only reads: why. */
export function readerNote({ isDisabled }: ChatRoomSnapshot, t: RoomsStrings): TemplateResult {
  return html`<p class="reader-note" part="reader-note">
    ${icons.info}<span>${isDisabled ? t.roomDisabled : t.onlyPresenters}</span>
  </p>`;
}

/** Instead of the composer, when the user is not in the room any more: why, and what can be done. */
export function goneFace(
  { canManage, failure, isDisabled }: ChatRoomSnapshot,
  t: RoomsStrings,
  acts: { readonly join: () => void; readonly reopen: () => void },
): TemplateResult {
  const button = (text: string, act: () => void): TemplateResult =>
    html`<button class="button" part="join-again" @click=${act}>${text}</button>`;
  return html`<div class="gone" part="gone" role="group" aria-label=${t.gone}>
    <strong>${isDisabled ? t.roomDisabled : t.gone}</strong>
    ${failure && !isDisabled ? html`<p>${reasonOf(t, failure.code)}</p>` : nothing}
    ${isDisabled ? (canManage ? button(t.reopen, acts.reopen) : nothing) : button(t.joinAgain, acts.join)}
  </div>`;
}

/** Something that was asked for did not work. */
export function errorBanner(text: string, t: RoomsStrings, close: () => void): TemplateResult {
  return html`<div class="banner danger" role="alert">
    ${icons.alert}<span>${text}</span
    ><button class="icon-button" aria-label=${t.close} @click=${close}>${icons.close}</button>
  </div>`;
}
