import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomDetails } from '../../src/session/contract';
import { icons } from '../internal/icons';
import type { PanelHost } from '../room/panel-host';
import { reasonText } from '../room/reason';
import { RoomFields } from '../room/room-fields';

/** The form that makes a new room. */
export class RoomMaker {
  readonly #fields: RoomFields;
  #failure = '';
  #isBusy = false;

  constructor(
    private readonly host: PanelHost,
    private readonly onMade: (room: ChatRoomDetails) => void,
    private readonly cancel: () => void,
  ) {
    this.#fields = new RoomFields(host);
  }

  updated(): void {
    this.#fields.updated();
  }

  render(): TemplateResult {
    const t = this.host.texts();
    return html`<form class="create" part="create-form" @submit=${this.#submit}>
      ${this.#fields.render(this.host.chat()?.snapshot.categories)}
      ${this.#failure ? html`<p class="failure" role="alert">${icons.alert}<span>${this.#failure}</span></p>` : nothing}
      <div class="form-actions">
        <button class="button primary" part="save" aria-disabled=${this.#isBusy}>
          ${this.#isBusy ? t.saving : t.create}
        </button>
        <button class="button" type="button" @click=${this.cancel}>${t.cancel}</button>
      </div>
    </form>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!this.#isBusy) void this.#make(event.target as HTMLFormElement);
  };

  async #make(form: HTMLFormElement): Promise<void> {
    const chat = this.host.chat();
    if (!chat) return;
    this.#failure = '';
    this.#isBusy = true;
    this.host.element.requestUpdate();
    try {
      this.onMade(await chat.createRoom(this.#fields.read(form)));
    } catch (error) {
      this.#failure = reasonText(this.host.texts(), error);
      this.host.report(error);
    }
    this.#isBusy = false;
    this.host.element.requestUpdate();
  }
}
