import { html, nothing, type TemplateResult } from 'lit';
import type { ConferenceSnapshot, ConversationSnapshot, MessageSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { endingOf } from '../participants/faces.template';
import * as callDrawings from '../call/icons';
import * as drawings from '../participants/icons';
import type { LyncParticipants } from '../participants/participants';
import { registerParticipants } from '../participants/register';
import { strings } from '../participants/strings';
import type { LyncConversation } from './conversation';
import { initialsOf, nameOf } from './names';
import { peopleStyles } from './people-view.styles';

const PARTS =
  'list: people-list, participant: person, mute-all: people-mute-all, lock: people-lock, invite: people-invite, leave: people-leave, end: people-end';
/** More faces than these are a number. */
const MAX_FACES = 4;

interface PeopleViewHost {
  readonly element: LyncConversation;
  readonly lang: () => string;
}

/** Who is in the conference that the conversation is, or can be asked into it. Comes with the first conversation that is or can become one. */
export class PeopleView {
  #isOpen = false;
  #of = '';
  #node: LyncParticipants | undefined;

  constructor(private readonly host: PeopleViewHost) {
    const { styleSheet } = peopleStyles;
    const root = host.element.renderRoot as ShadowRoot;
    if (styleSheet) root.adoptedStyleSheets.push(styleSheet);
  }

  /** For the header of a conversation of two. */
  button({ actions, conference }: ConversationSnapshot): TemplateResult | typeof nothing {
    if (conference || !actions.includes('invite')) return nothing;
    const { invite } = strings.get(this.host.lang());
    return html`<button
      class="icon-button"
      type="button"
      part="add-people"
      aria-label=${invite}
      title=${invite}
      aria-expanded=${this.#isOpen}
      @click=${() => this.#toggle(true)}
    >
      ${drawings.add}
    </button>`;
  }

  /** The people in a line, who speaks, and all about them when it is opened. */
  strip(snapshot: ConversationSnapshot): TemplateResult | typeof nothing {
    const { conference, id } = snapshot;
    if (id !== this.#of) {
      this.#of = id;
      this.#isOpen = false;
    }
    // What begins here is still shown when it has become a conference, or has not.
    if (!conference && !this.#isOpen) return nothing;
    return html`<div class="people" part="people">
      ${conference ? this.#line(conference) : nothing}
      ${this.#isOpen ? html`<div class="people-panel" id="people-panel" @keydown=${this.#onKey}>${this.#participants()}</div>` : nothing}
    </div>`;
  }

  /** The session's own notes of what happened, in the language of the reader; nobody else speaks for it. */
  told(message: MessageSnapshot): MessageSnapshot {
    if (message.notice !== 'rejoined' || !message.from.isSelf) return message;
    return { ...message, body: strings.get(this.host.lang()).rejoined };
  }

  #line(conference: ConferenceSnapshot): TemplateResult {
    const t = strings.get(this.host.lang());
    const { activeSpeaker, endReason = '', failure, isLocked, participants, state } = conference;
    const isOver = state === 'disconnected';
    // Oneself is not news.
    const others = isOver ? [] : participants.filter(({ isSelf }) => !isSelf);
    const speaker =
      others.find(({ uri }) => uri === activeSpeaker) ?? others.find(({ isSpeaking }) => isSpeaking);
    const catchingUp = participants.length ? t.catchingUp : t.joining;
    const who = speaker ? t.speaks(nameOf(speaker)) : t.count(participants.length);
    const ending = t.endings[endingOf(t, endReason, failure?.code)];
    const said = isOver ? ending : state === 'connected' ? who : catchingUp;
    const isMuted = !isOver && participants.some(({ isMutedByServer, isSelf }) => isSelf && isMutedByServer);
    return html`<button
      class="strip ${isOver ? 'over' : ''}"
      type="button"
      part="people-button"
      aria-expanded=${this.#isOpen}
      aria-controls=${this.#isOpen ? 'people-panel' : nothing}
      @click=${() => this.#toggle()}
    >
      <span class="faces" aria-hidden="true">
        ${others
          .slice(0, MAX_FACES)
          .map(
            (one) =>
              html`<span class="avatar ${one.isSpeaking ? 'speaking' : ''}"
                >${initialsOf(nameOf(one)) || icons.person}</span
              >`,
          )}${others.length > MAX_FACES ? html`<span class="avatar more">+${others.length - MAX_FACES}</span>` : nothing}
        ${others.length ? nothing : icons.people}
      </span>
      <span class="visually-hidden">${t.title}:</span>
      <span class="said" part="active-speaker"><bdi>${said}</bdi></span>
      ${isMuted ? html`<span class="muted" part="people-muted">${callDrawings.microphoneOff}<span>${t.youMuted}</span></span>` : nothing}
      ${isLocked && !isOver ? html`<span class="lock">${drawings.locked}<span class="visually-hidden">${t.locked}</span></span>` : nothing}
      <span class="fold">${icons.minimise}</span>
    </button>`;
  }

  /** Made by hand because its tag follows the element's prefix. */
  #participants(): LyncParticipants {
    const { element } = this.host;
    const { prefix } = element.constructor as typeof LyncConversation;
    if (!this.#node) {
      registerParticipants(prefix);
      this.#node = document.createElement(`${prefix}-participants`) as LyncParticipants;
      this.#node.setAttribute('part', 'participants');
      this.#node.setAttribute('exportparts', PARTS);
      // The conversation tells these itself.
      for (const type of ['lync-participant-added', 'lync-participant-removed'])
        this.#node.addEventListener(type, (event) => event.stopPropagation());
    }
    this.#node.session = element.session;
    this.#node.conversation = element.conversation;
    this.#node.people = element.people;
    return this.#node;
  }

  #toggle(asks = false): void {
    const { element } = this.host;
    this.#isOpen = !this.#isOpen;
    element.requestUpdate();
    if (asks && this.#isOpen)
      void element.updateComplete
        .then(() => this.#node?.updateComplete)
        .then(() => this.#node?.askToInvite());
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    const { element } = this.host;
    this.#toggle();
    void element.updateComplete.then(() =>
      element.renderRoot.querySelector<HTMLElement>('[part="people-button"], [part="add-people"]')?.focus(),
    );
  };
}
