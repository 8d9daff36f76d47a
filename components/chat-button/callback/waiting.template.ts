import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../../internal/icons';
import { formatTime } from '../../internal/localisation/format';
import type { PromisedCall } from './promised-call';
import type { CallbackStrings } from './strings';

interface WaitingView {
  readonly t: CallbackStrings;
  readonly lang: string;
  readonly promised: PromisedCall;
  readonly problem: keyof CallbackStrings['problems'] | undefined;
  readonly isBusy: boolean;
  readonly cancel: () => void;
}

/** The call is promised: when, where, and how to give it up. */
export function waitingView({ t, lang, promised, problem, isBusy, cancel }: WaitingView): TemplateResult {
  const { at, target } = promised;
  return html`<div slot="empty" class="start callback waiting">
    <div class="hello" role="status">
      <span class="sign">${icons.phone}</span>
      <h3>${at === undefined ? t.comesNow : t.comesAt(formatTime(lang, at))}</h3>
      <p>${target === undefined ? t.stayHere : html`<bdi>${t.goesTo(target.replace(/^sip:/, ''))}</bdi>`}</p>
    </div>
    ${problem ? html`<p class="missing" role="alert">${t.problems[problem]}</p>` : nothing}
    <div class="after">
      <button
        class="button"
        type="button"
        aria-disabled=${isBusy ? 'true' : nothing}
        @click=${() => cancel()}
      >
        ${t.cancel}
      </button>
    </div>
  </div>`;
}

/** It should have come, and did not. */
export function overdueView({
  t,
  again,
  write,
}: {
  readonly t: CallbackStrings;
  readonly again: () => void;
  readonly write: () => void;
}): TemplateResult {
  return html`<div slot="empty" class="start callback waiting">
    <div class="hello" role="status">
      <span class="sign bad">${icons.alert}</span>
      <h3>${t.overdue}</h3>
      <p>${t.overdueHint}</p>
    </div>
    <div class="after">
      <button class="button primary" type="button" @click=${() => again()}>${t.again}</button>
      <button class="button" type="button" @click=${() => write()}>${t.write}</button>
    </div>
  </div>`;
}
