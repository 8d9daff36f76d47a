import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomCategory, ChatRoomDetails, ChatRoomPrivacy } from '../../src/session/contract';
import type { PanelHost } from './panel-host';
import { PeopleField } from './people-field';

/** What a room is made of, or changed to. */
export interface RoomFieldValues {
  readonly name: string;
  readonly description: string;
  readonly topic: string;
  readonly privacy: ChatRoomPrivacy;
  readonly isAuditorium: boolean;
  readonly sendsInvitations: boolean;
  readonly members: readonly string[];
  readonly managers: readonly string[];
  readonly presenters: readonly string[];
  readonly categoryUri?: string;
}

const PRIVACIES = ['open', 'closed', 'secret'] as const;

/** The fields of a room's form, for a new room and for one that is managed. */
export class RoomFields {
  readonly #members: PeopleField;
  readonly #managers: PeopleField;
  readonly #presenters: PeopleField;
  #details: Partial<ChatRoomDetails>;
  #isAuditorium: boolean;
  #privacy: ChatRoomPrivacy;

  constructor(
    private readonly host: PanelHost,
    details: Partial<ChatRoomDetails> = {},
  ) {
    this.#details = details;
    this.#isAuditorium = details.isAuditorium ?? false;
    this.#privacy = details.privacy ?? 'closed';
    const { people } = details;
    this.#members = new PeopleField(host, people);
    this.#managers = new PeopleField(host, people);
    this.#presenters = new PeopleField(host, people);
    this.#members.value = details.members ?? [];
    this.#managers.value = details.managers ?? [];
    this.#presenters.value = details.presenters ?? [];
  }

  updated(): void {
    for (const field of [this.#members, this.#managers, this.#presenters]) field.updated();
  }

  read(form: HTMLFormElement): RoomFieldValues {
    for (const field of [this.#members, this.#managers, this.#presenters]) field.commit();
    const data = new FormData(form);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const categoryUri = text('category');
    return {
      name: text('name'),
      description: text('description'),
      topic: text('topic'),
      privacy: this.#privacy,
      isAuditorium: this.#isAuditorium,
      sendsInvitations: data.has('sends-invitations'),
      members: this.#members.value,
      managers: this.#managers.value,
      presenters: this.#isAuditorium ? this.#presenters.value : [],
      ...(categoryUri && { categoryUri }),
    };
  }

  render(categories: readonly ChatRoomCategory[] = []): TemplateResult {
    const t = this.host.texts();
    const { description, name, sendsInvitations = true, topic } = this.#details;
    const line = (id: string, label: string, value = '', isRequired = false): TemplateResult =>
      html`<div class="field">
        <label for=${id}>${label}</label>
        <input
          id=${id}
          name=${id}
          dir="auto"
          maxlength="256"
          autocomplete="off"
          .value=${value}
          ?required=${isRequired}
        />
      </div>`;
    return html`${line('name', t.name, name, true)} ${line('description', t.description, description)}
      ${line('topic', t.topic, topic)}
      ${
        categories.length > 1
          ? html`<div class="field">
              <label for="category">${t.category}</label>
              <select id="category" name="category">
                ${categories.map((each) => html`<option value=${each.uri}>${each.name}</option>`)}
              </select>
            </div>`
          : nothing
      }
      <div class="field">
        <label for="privacy">${t.whoMay}</label>
        <select id="privacy" aria-describedby="privacy-hint" @change=${this.#privacyChanged}>
          ${PRIVACIES.map(
            (each) =>
              html`<option value=${each} ?selected=${each === this.#privacy}>${t.privacy[each]}</option>`,
          )}
        </select>
        <p class="hint" id="privacy-hint">${t.privacyHints[this.#privacy]}</p>
      </div>
      ${this.#members.render('members', t.members)} ${this.#managers.render('managers', t.managers)}
      <label class="check"
        ><input
          type="checkbox"
          name="auditorium"
          .checked=${this.#isAuditorium}
          @change=${this.#auditoriumChanged}
        />${t.isAuditorium}</label
      >
      ${this.#isAuditorium ? this.#presenters.render('presenters', t.presenters) : nothing}
      <label class="check"
        ><input
          type="checkbox"
          name="sends-invitations"
          .checked=${sendsInvitations}
        />${t.sendsInvitations}</label
      >`;
  }

  readonly #privacyChanged = ({ target }: Event): void => {
    this.#privacy = (target as HTMLSelectElement).value as ChatRoomPrivacy;
    this.host.element.requestUpdate();
  };

  readonly #auditoriumChanged = ({ target }: Event): void => {
    this.#isAuditorium = (target as HTMLInputElement).checked;
    this.host.element.requestUpdate();
  };
}
