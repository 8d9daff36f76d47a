import { html, nothing, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { ConferenceModality } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { formatNumber } from '../internal/localisation/index';
import { timeLeft, type ContextToast, type InvitationToast } from './toasts';
import type { InvitationsStrings } from './strings/index';

/** What is accepted of an invitation; default: all that it offers, without one's own picture. */
export interface AnswerOptions {
  readonly video?: boolean;
  /** Of a conference. */
  readonly modalities?: readonly ConferenceModality[];
}

export interface ToastActions {
  answer(toast: InvitationToast, how: 'accept' | 'decline', options?: AnswerOptions): void;
  dismiss(key: string): void;
}

export function nameOf(toast: InvitationToast, t: InvitationsStrings): string {
  return toast.invitation?.fromName || toast.conversation.snapshot.participants[0]?.displayName || t.visitor;
}

/** What kind of call it is, or that it is a conference. */
export function callText({ call, invitation }: InvitationToast, t: InvitationsStrings): string {
  if (invitation?.conference) return t.conference;
  if (call?.isRingBack) return t.ringBack;
  return call?.modality === 'video' ? t.videoCall : t.call;
}

/** What the conference is joined with: `Chat`, `Sound`, or both. */
function modalitiesText(modalities: readonly ConferenceModality[], t: InvitationsStrings): string {
  return modalities.map((each) => t[each]).join(' · ');
}

/** Into a conference with chat one may go without one's voice. */
function joinButtons(
  toast: InvitationToast,
  modalities: readonly ConferenceModality[],
  { t, name, actions }: { t: InvitationsStrings; name: string; actions: ToastActions },
): TemplateResult {
  const isBusy = toast.phase === 'accepting' || toast.phase === 'declining';
  const hasChoice = modalities.includes('audio') && modalities.includes('chat');
  const label = toast.phase === 'accepting' ? t.joining : hasChoice ? t.joinWithSound : t.join;
  return html`<button
      class="button primary"
      type="button"
      part="accept"
      aria-label="${label}: ${name}"
      aria-disabled=${isBusy}
      @click=${() => !isBusy && actions.answer(toast, 'accept')}
    >
      ${label}
    </button>
    ${
      hasChoice
        ? html`<button
            class="button"
            type="button"
            part="accept-chat"
            aria-label="${t.joinWithoutSound}: ${name}"
            aria-disabled=${isBusy}
            @click=${() => !isBusy && actions.answer(toast, 'accept', { modalities: ['chat'] })}
          >
            ${t.joinWithoutSound}
          </button>`
        : nothing
    }`;
}

export function renderInvitation(
  toast: InvitationToast,
  now: number,
  t: InvitationsStrings,
  lang: string,
  actions: ToastActions,
): TemplateResult {
  const { subject, importance, queue } = toast.conversation.snapshot;
  const name = nameOf(toast, t);
  const gone = toast.phase === 'gone';
  const busy = toast.phase === 'accepting' || toast.phase === 'declining';
  const { conference } = toast.invitation ?? {};
  // Without a first message the subject is what it says.
  const text = conference && toast.invitation?.toast === subject ? '' : toast.invitation?.toast;
  return html`<li
    class=${classMap({ toast: true, gone, urgent: importance === 'emergency', high: importance === 'high' })}
    part="toast"
    data-key=${toast.key}
  >
    ${gone ? html`<span class="ring">${icons.info}</span>` : renderRing(toast, now, t, lang)}
    <div class="body">
      <p class="who">
        <bdi part="name">${name}</bdi> ${importance === 'normal' ? nothing : renderImportance(importance, t)}
      </p>
      ${
        conference && !gone
          ? html`<p class="call" part="conference">
              ${t.conference}<span class="about" part="modalities"
                >${modalitiesText(conference.modalities, t)}</span
              >
            </p>`
          : nothing
      }
      ${toast.call && !gone ? html`<p class="call" part="call">${callText(toast, t)}</p>` : nothing}
      ${
        queue?.queueName || subject
          ? html`<p class="about">
              ${queue?.queueName ? html`<bdi part="queue">${queue.queueName}</bdi>` : nothing}${queue?.queueName && subject ? ' · ' : ''}${
                subject ? html`<bdi part="subject">${subject}</bdi>` : nothing
              }
            </p>`
          : nothing
      }
      ${text && !gone ? html`<p class="text" part="text"><bdi>${text}</bdi></p>` : nothing}
      ${gone ? html`<p class="reason" part="reason">${goneText(toast, t)}</p>` : nothing}
      ${
        toast.failed
          ? html`<p class="failure" role="alert">
              ${icons.alert}${toast.failed === 'accept' ? t.acceptFailed : t.declineFailed}
            </p>`
          : nothing
      }
      ${
        gone
          ? nothing
          : html`<div class="actions">
              ${
                conference
                  ? joinButtons(toast, conference.modalities, { t, name, actions })
                  : html`<button
                      class="button primary"
                      type="button"
                      part="accept"
                      aria-label="${toast.phase === 'accepting' ? t.accepting : t.accept}: ${name}"
                      aria-disabled=${busy}
                      @click=${() => !busy && actions.answer(toast, 'accept')}
                    >
                      ${toast.phase === 'accepting' ? t.accepting : t.accept}
                    </button>`
              }
              ${
                toast.call?.modality === 'video'
                  ? html`<button
                      class="button"
                      type="button"
                      part="accept-video"
                      aria-label="${t.acceptVideo}: ${name}"
                      aria-disabled=${busy}
                      @click=${() => !busy && actions.answer(toast, 'accept', { video: true })}
                    >
                      ${t.acceptVideo}
                    </button>`
                  : nothing
              }
              <button
                class="button"
                type="button"
                part="decline"
                aria-label="${toast.phase === 'declining' ? t.declining : t.decline}: ${name}"
                aria-disabled=${busy}
                @click=${() => !busy && actions.answer(toast, 'decline')}
              >
                ${toast.phase === 'declining' ? t.declining : t.decline}
              </button>
            </div>`
      }
    </div>
    ${gone ? renderDismiss(toast.key, t, actions) : nothing}
  </li>`;
}

export function renderContextToast(
  { key, channel }: ContextToast,
  t: InvitationsStrings,
  actions: ToastActions,
): TemplateResult {
  const { applicationName, toast } = channel.snapshot;
  return html`<li class="toast context" part="toast context-toast" data-key=${key}>
    <span class="ring">${icons.info}</span>
    <div class="body">
      <p class="about"><bdi>${applicationName}</bdi></p>
      <p class="text"><bdi>${toast}</bdi></p>
    </div>
    ${renderDismiss(key, t, actions)}
  </li>`;
}

function renderDismiss(key: string, t: InvitationsStrings, actions: ToastActions): TemplateResult {
  return html`<button
    class="icon-button"
    type="button"
    part="dismiss"
    aria-label=${t.dismiss}
    @click=${() => actions.dismiss(key)}
  >
    ${icons.close}
  </button>`;
}

function goneText(toast: InvitationToast, t: InvitationsStrings): string {
  switch (toast.reason) {
    case 'answered-elsewhere':
      return t.answeredElsewhere;
    case 'ran-out':
      return t.ranOut;
    case 'failed':
      return t.failed;
    default:
      return t.noLongerWaiting;
  }
}

function renderImportance(importance: 'low' | 'high' | 'emergency', t: InvitationsStrings): TemplateResult {
  return html`<span class="importance ${importance}" part="importance">
    ${importance === 'low' ? nothing : icons.alert}${t[importance]}
  </span>`;
}

function signOf({ call, invitation }: InvitationToast): TemplateResult {
  if (invitation?.conference) return icons.people;
  if (!call) return icons.chat;
  return call.modality === 'video' ? icons.video : icons.phone;
}

/** How much time is left, as a ring and a number. Presentation attributes, since a strict policy forbids `style`. */
function renderRing(
  toast: InvitationToast,
  now: number,
  t: InvitationsStrings,
  lang: string,
): TemplateResult {
  const left = timeLeft(toast.invitation, now);
  if (!left) return html`<span class="ring">${signOf(toast)}</span>`;
  const offset = Math.round((1 - left.share) * 1000) / 10;
  return html`<span class=${classMap({ ring: true, soon: left.seconds <= 5 })} part="countdown">
    <svg viewBox="0 0 40 40" aria-hidden="true">
      ${svg`<circle class="track" cx="20" cy="20" r="17" />
      <circle class="left" cx="20" cy="20" r="17" pathLength="100" stroke-dasharray="100" stroke-dashoffset=${offset} />`}
    </svg>
    <span aria-hidden="true">${formatNumber(lang, left.seconds)}</span>
    <span class="visually-hidden">${t.left(left.seconds)}</span>
  </span>`;
}
