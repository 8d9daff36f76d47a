import { html, nothing, type TemplateResult } from 'lit';
import type { ConferenceEndpointState, ConferenceParticipantSnapshot } from '../../src/session/contract';
import { shortAddress } from '../call/address';
import * as drawings from '../call/icons';
import { initialsOf, nameOf } from '../conversation/names';
import { icons } from '../internal/icons';
import { isInAudio, whyNot, type RosterView } from './roster-view';

/** One person: who, in what role, in which modality, and what can be done about them. */
export function participantRow(participant: ConferenceParticipantSnapshot, view: RosterView): TemplateResult {
  const { t, open, current } = view;
  const { uri, isSelf, isSpeaking } = participant;
  const name = nameOf(participant);
  const isOpen = open === uri;
  const isCurrent = current === uri;
  return html`<li
    class="row ${isSpeaking ? 'speaking' : ''} ${isOpen ? 'open' : ''}"
    part="participant ${isSpeaking ? 'speaking' : ''}"
    data-uri=${uri}
    @focusin=${() => view.do.choose(uri)}
  >
    <button
      class="one"
      type="button"
      tabindex=${isCurrent ? '0' : '-1'}
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? 'details' : nothing}
      @click=${() => view.do.toggle(uri)}
    >
      <span class="avatar" aria-hidden="true">${initialsOf(name) || icons.person}</span>
      <span class="words">
        <span class="name"
          ><bdi>${name}</bdi>${isSelf ? html` <span class="you">(${t.you})</span>` : nothing}</span
        >
        <span class="about">${about(participant, view)}</span>
      </span>
      <span class="marks">
        ${modality(t.chat, participant.chat, icons.chat, view)}
        ${modality(t.audio, participant.audioVideo, icons.phone, view)}
      </span>
    </button>
    ${quickMute(participant, name, isCurrent, view)} ${isOpen ? details(participant, name, view) : nothing}
  </li>`;
}

function about(participant: ConferenceParticipantSnapshot, { t }: RosterView): TemplateResult {
  const { isOrganizer, isSpeaking, role } = participant;
  const words = [isOrganizer ? t.organizer : t[role]];
  if (isSpeaking) words.push(t.speaking);
  const muted = mutedText(participant, t);
  if (muted) words.push(muted);
  if (participant.isOnHold) words.push(t.endpoint['on-hold'] ?? '');
  return html`${words.join(' · ')}`;
}

function mutedText(
  { isMuted, isMutedByServer }: ConferenceParticipantSnapshot,
  t: RosterView['t'],
): string | undefined {
  if (isMutedByServer) return t.mutedByConference;
  return isMuted ? t.muted : undefined;
}

/** Greyed until the endpoint is connected (the seed). */
function modality(
  what: string,
  state: ConferenceEndpointState,
  icon: TemplateResult,
  { t }: RosterView,
): TemplateResult {
  const text = t.modality(what, t.endpoint[state] ?? state);
  return html`<span class="mark ${state === 'connected' ? 'on' : state}" title=${text} data-state=${state}
    >${icon}<span class="visually-hidden">, ${text}</span></span
  >`;
}

/** Oneself, or anybody by a presenter. */
function quickMute(
  participant: ConferenceParticipantSnapshot,
  name: string,
  isCurrent: boolean,
  view: RosterView,
): TemplateResult | typeof nothing {
  const { t } = view;
  const { isMuted, isMutedByServer, isSelf, uri } = participant;
  if (!isInAudio(participant)) return nothing;
  if (!isSelf && !view.can('mute-others'))
    return isMuted ? html`<span class="muted">${drawings.microphoneOff}</span>` : nothing;
  const isPending = view.isPending('mute', uri) || view.isPending('unmute', uri);
  const isDisabled = isPending || !view.can(isSelf ? 'mute' : 'mute-others');
  const label = isSelf
    ? isMutedByServer
      ? t.unmuteYourself
      : t.muteYourself
    : (isMutedByServer ? t.unmuteSomebody : t.muteSomebody)(name);
  return html`<button
    class="icon-button mute ${isMuted ? 'on' : ''}"
    type="button"
    part="mute"
    tabindex=${isCurrent ? '0' : '-1'}
    aria-label=${label}
    title=${label}
    aria-disabled=${isDisabled ? 'true' : nothing}
    aria-busy=${isPending ? 'true' : nothing}
    @click=${() => !isDisabled && view.do.mute(participant)}
  >
    ${isMuted ? drawings.microphoneOff : drawings.microphone}
  </button>`;
}

/** Each modality in words, and what a presenter may do; what is not possible says why. */
function details(participant: ConferenceParticipantSnapshot, name: string, view: RosterView): TemplateResult {
  const { t, question } = view;
  const { isSelf, uri } = participant;
  const why = whyNot(view);
  const state = (what: string, value: ConferenceEndpointState): TemplateResult =>
    html`<li>${t.modality(what, t.endpoint[value] ?? value)}</li>`;
  const isAsked = question?.act === 'eject' && question.uri === uri;
  return html`<div class="details" id="details" part="details" role="group" aria-label=${name}>
    <ul role="list">
      <li class="address" dir="ltr">${addressText(uri)}</li>
      ${state(t.chat, participant.chat)} ${state(t.audio, participant.audioVideo)}
      ${participant.isMuted ? html`<li>${participant.isMutedByServer ? t.mutedByConference : t.mutedByThemselves}</li>` : nothing}
    </ul>
    ${isSelf ? nothing : isAsked ? ejectQuestion(uri, name, view) : acts(participant, why, view)}
  </div>`;
}

const addressText = (uri: string): string => {
  const at = uri.replace(/^sips?:/i, '').replace(/;.*$/, '');
  return at || shortAddress(uri);
};

function acts(participant: ConferenceParticipantSnapshot, why: string, view: RosterView): TemplateResult {
  const { t } = view;
  const { isMutedByServer, role, uri } = participant;
  const other = role === 'presenter' ? 'attendee' : 'presenter';
  const act = (part: string, label: string, key: string, run: () => void, kind = ''): TemplateResult => {
    const isDisabled = why !== '' || view.isPending(key, uri);
    return html`<button
      class="button small ${kind}"
      type="button"
      part=${part}
      aria-disabled=${isDisabled ? 'true' : nothing}
      aria-describedby=${why ? 'why-not' : nothing}
      @click=${() => !isDisabled && run()}
    >
      ${label}
    </button>`;
  };
  const mute = isMutedByServer ? 'unmute' : 'mute';
  return html`<div class="acts">
      ${isInAudio(participant) ? act('mute-other', t[mute], mute, () => view.do.mute(participant)) : nothing}
      ${act('set-role', other === 'presenter' ? t.makePresenter : t.makeAttendee, 'role', () => view.do.setRole(uri, other))}
      ${act('eject', t.remove, 'eject', () => view.do.ask({ act: 'eject', uri }), 'danger')}
    </div>
    ${why ? html`<p class="hint" id="why-not">${why}</p>` : nothing}`;
}

function ejectQuestion(uri: string, name: string, view: RosterView): TemplateResult {
  const { t } = view;
  return html`<div class="question" role="group" aria-labelledby="eject-question">
    <p id="eject-question"><strong>${t.removeQuestion(name)}</strong></p>
    <div class="acts">
      <button
        class="button small danger"
        type="button"
        part="confirm-eject"
        @click=${() => view.do.eject(uri)}
      >
        ${t.remove}
      </button>
      <button class="button small" type="button" @click=${() => view.do.ask(undefined)}>${t.cancel}</button>
    </div>
  </div>`;
}
