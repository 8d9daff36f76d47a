import { html, nothing, type TemplateResult } from 'lit';
import type { ConferenceSnapshot, ConversationSnapshot } from '../../src/session/contract';
import { initialsOf, nameOf } from '../conversation/names';
import { icons } from '../internal/icons';
import * as drawings from './icons';
import type { FailedAct } from './roster-acts';
import { title } from './head.template';
import type { ParticipantsStrings } from './strings';

/** Ends after which coming back is no use: somebody has decided it. */
const FINAL = new Set(['ended', 'ejected', 'declined', 'not-found', 'forbidden']);

export function noConversation(t: ParticipantsStrings): TemplateResult {
  return html`${title(t)}
    <slot name="empty">
      <div class="empty" part="empty">
        ${icons.people}
        <div><strong>${t.none}</strong>${t.noneHint}</div>
      </div>
    </slot>`;
}

interface TwoParty {
  readonly t: ParticipantsStrings;
  readonly conversation: ConversationSnapshot;
  readonly self: { readonly displayName: string; readonly uri: string };
  readonly canInvite: boolean;
  readonly isInviting: boolean;
  readonly isEscalating: boolean;
  /** What did not work, and the form for adding people. */
  readonly around: readonly (TemplateResult | typeof nothing)[];
  readonly toggleInviting: () => void;
  readonly stop: () => void;
}

/** A conversation of two, which may become a conference. */
export function twoParty(view: TwoParty): TemplateResult {
  const { t, conversation, self, canInvite, isInviting, isEscalating } = view;
  const person = (who: { readonly displayName: string; readonly uri: string }, isSelf: boolean) => {
    const name = nameOf(who);
    return html`<li class="row two" part="participant">
      <span class="avatar" aria-hidden="true">${initialsOf(name) || icons.person}</span>
      <span class="words"
        ><span class="name"
          ><bdi>${name}</bdi>${isSelf ? html` <span class="you">(${t.you})</span>` : nothing}</span
        ></span
      >
    </li>`;
  };
  const isOver = conversation.state === 'terminated' || conversation.state === 'terminating';
  return html`<header>
      ${title(t)}
      ${
        canInvite || isEscalating
          ? html`<span class="tools"
              ><button
                class="icon-button"
                type="button"
                part="invite"
                aria-label=${t.invite}
                title=${t.invite}
                aria-expanded=${isInviting}
                aria-disabled=${isEscalating ? 'true' : nothing}
                @click=${() => !isEscalating && view.toggleInviting()}
              >
                ${drawings.add}
              </button></span
            >`
          : nothing
      }
    </header>
    ${
      isEscalating
        ? html`<div class="banner note" part="escalating" role="status">
            <span class="spinner"></span><span>${t.escalating}</span>
            <button class="button small" type="button" part="stop" @click=${() => view.stop()}>
              ${t.cancel}
            </button>
          </div>`
        : nothing
    }
    ${view.around}
    <ul role="list" aria-labelledby="title">
      ${person(self, true)}${conversation.participants.map((one) => person(one, false))}
    </ul>
    ${
      isOver
        ? nothing
        : html`<p class="hint">
            ${canInvite || isEscalating ? `${t.twoOnly} ${t.twoHint}` : t.noConferences}
          </p>`
    }`;
}

/** It is on its way in, or out of step with the server. */
export function catchingUp(t: ParticipantsStrings, { participants, state }: ConferenceSnapshot) {
  if (state !== 'connecting' && state !== 'idle') return nothing;
  return html`<div class="banner note" part="catching-up" role="status">
    <span class="spinner"></span><span>${participants.length ? t.catchingUp : t.joining}</span>
  </div>`;
}

/** Why it is over for this person, and what they can do. */
export function endedView(
  t: ParticipantsStrings,
  { endReason = '', failure }: ConferenceSnapshot,
  canRejoin: boolean,
  isPending: boolean,
  rejoin: () => void,
): TemplateResult {
  const reason = endingOf(t, endReason, failure?.code);
  return html`${title(t)}
    <div class="ended ${reason === 'left' || reason === 'ended' ? '' : 'bad'}" part="ended">
      ${reason === 'left' || reason === 'ended' ? icons.end : icons.alert}
      <div>
        <strong>${t.endings[reason]}</strong>
        ${t.endingHints[reason] ?? nothing}
        ${reason === 'unknown' && failure ? t.reasons[failure.code] : nothing}
        ${
          canRejoin && !FINAL.has(endReason)
            ? html`<p>
                <button
                  class="button small primary"
                  type="button"
                  part="rejoin"
                  aria-disabled=${isPending ? 'true' : nothing}
                  @click=${() => !isPending && rejoin()}
                >
                  ${t.joinAgain}
                </button>
              </p>`
            : nothing
        }
      </div>
    </div>`;
}

/** The key of `endings` that fits. */
export function endingOf(t: ParticipantsStrings, endReason: string, code = ''): string {
  return [endReason, code].find((key) => key in t.endings) ?? 'unknown';
}

export function failureView(
  t: ParticipantsStrings,
  failed: FailedAct | undefined,
  dismiss: () => void,
): TemplateResult | typeof nothing {
  if (!failed) return nothing;
  return html`<div class="banner danger note" part="failure" role="alert">
    ${icons.alert}<span
      ><strong>${t.failedTo[failed.act]}</strong> ${t.reasons[failed.code] ?? t.reasons['server-error']}</span
    >
    <button class="icon-button" type="button" aria-label=${t.dismiss} title=${t.dismiss} @click=${dismiss}>
      ${icons.close}
    </button>
  </div>`;
}
