import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatRoomParticipant, ChatRoomSessionContract } from '../../src/session/contract';
import { initialsOf, nameOf } from '../conversation/names';
import { icons } from '../internal/icons';
import type { PanelHost } from './panel-host';
import { PeopleField } from './people-field';
import { reasonText } from './reason';

/** Who is in the room now, with their roles; managers invite more. */
export class RoomPeople {
  readonly #invited: PeopleField;
  #failure = '';
  #isSent = false;

  constructor(
    private readonly host: PanelHost,
    private readonly room: ChatRoomSessionContract,
  ) {
    this.#invited = new PeopleField(host);
  }

  updated(): void {
    if (this.room.snapshot.canManage) this.#invited.updated();
  }

  render(): TemplateResult {
    const t = this.host.texts();
    const { canManage, participantCount, participants } = this.room.snapshot;
    return html`<p class="count">${t.peopleCount(participantCount)}</p>
      ${!participants.length && participantCount ? html`<p class="hint">${t.tooMany}</p>` : nothing}
      <ul class="roster" part="roster" role="list" ?hidden=${!participants.length}>
        ${repeat(
          participants,
          ({ uri }) => uri,
          (participant) => this.#person(participant),
        )}
      </ul>
      ${
        canManage
          ? html`<form class="invite" @submit=${this.#invite}>
              ${this.#invited.render('invite', t.invite)}
              ${this.#failure ? html`<p class="failure" role="alert">${icons.alert}<span>${this.#failure}</span></p>` : nothing}
              <div class="form-actions">
                <button class="button" part="invite">${t.invite}</button>
                <span role="status">${this.#isSent ? t.inviteSent : ''}</span>
              </div>
            </form>`
          : nothing
      }`;
  }

  #person(participant: ChatRoomParticipant): TemplateResult {
    const t = this.host.texts();
    const name = nameOf(participant);
    const roles = [participant.isManager && t.manager, participant.isPresenter && t.presenter].filter(
      Boolean,
    );
    return html`<li class="person" part="participant">
      <span class="avatar" aria-hidden="true">${initialsOf(name) || icons.person}</span>
      <span class="words"
        ><bdi>${name}</bdi>${participant.isSelf ? ` (${t.you})` : ''}${
          roles.length ? html`<small>${roles.join(', ')}</small>` : nothing
        }</span
      >
    </li>`;
  }

  readonly #invite = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#invited.commit();
    if (this.#invited.value.length) void this.#send(this.#invited.value);
  };

  async #send(uris: readonly string[]): Promise<void> {
    this.#failure = '';
    this.#isSent = false;
    try {
      await this.room.invite(uris);
      this.#invited.value = [];
      this.#isSent = true;
    } catch (error) {
      this.#failure = reasonText(this.host.texts(), error);
      this.host.report(error);
    }
    this.host.element.requestUpdate();
  }
}
