import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomDetails, ChatRoomSessionContract, ChatRoomUpdate } from '../../src/session/contract';
import { icons } from '../internal/icons';
import type { PanelHost } from './panel-host';
import { reasonText } from './reason';
import { RoomFields, type RoomFieldValues } from './room-fields';

/** What managers change of a room. What the server has confirmed is shown; a change that was refused stays in its field. */
export class RoomSettings {
  #fields: RoomFields | undefined;
  #details: ChatRoomDetails | undefined;
  #failure = '';
  #isBusy = false;
  #isSaved = false;
  #isAsking = false;

  constructor(
    private readonly host: PanelHost,
    private readonly room: ChatRoomSessionContract,
    private readonly close: () => void,
  ) {
    void this.#load();
  }

  updated(): void {
    this.#fields?.updated();
  }

  render(): TemplateResult {
    const t = this.host.texts();
    return html`<form class="settings" part="settings" @submit=${this.#submit} @input=${this.#changed}>
        ${this.#failure ? html`<p class="failure" role="alert">${icons.alert}<span>${this.#failure}</span></p>` : nothing}
        ${
          this.#fields
            ? html`${this.#fields.render()}
                <div class="form-actions">
                  <button class="button primary" part="save" aria-disabled=${this.#isBusy}>
                    ${this.#isBusy ? t.saving : t.save}
                  </button>
                  <span role="status">${this.#isSaved ? t.saved : ''}</span>
                </div>`
            : this.#failure
              ? html`<button class="button" type="button" @click=${() => void this.#load()}>
                  ${icons.retry}${t.open}
                </button>`
              : html`<span class="spinner"></span>`
        }
      </form>
      ${this.#fields ? this.#disableView() : nothing}`;
  }

  #disableView(): TemplateResult {
    const t = this.host.texts();
    const ask = (isAsking: boolean, focus: string): void => {
      this.#isAsking = isAsking;
      this.host.element.requestUpdate();
      void this.host.element.updateComplete.then(() =>
        this.host.element.renderRoot.querySelector<HTMLElement>(focus)?.focus(),
      );
    };
    return html`<div class="disable">
      ${
        this.#isAsking
          ? html`<p>${t.disableQuestion}</p>
              <div class="form-actions">
                <button
                  class="button danger small"
                  part="confirm-disable"
                  @click=${() => void this.#disable()}
                >
                  ${t.disableYes}
                </button>
                <button class="button small keep" @click=${() => ask(false, '[part="disable"]')}>
                  ${t.cancel}
                </button>
              </div>`
          : html`<button class="button danger small" part="disable" @click=${() => ask(true, '.keep')}>
              ${t.disable}
            </button>`
      }
    </div>`;
  }

  async #load(): Promise<void> {
    this.#failure = '';
    await this.#attempt(async () => {
      this.#details = await this.room.getDetails();
      this.#fields = new RoomFields(this.host, this.#details);
    });
  }

  readonly #changed = (): void => {
    this.#isSaved = false;
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.#isBusy || !this.#fields || !this.#details) return;
    void this.#save(this.#fields.read(event.target as HTMLFormElement), this.#details);
  };

  /** Members first: a presenter must be one. What has not changed is not sent. */
  async #save(values: RoomFieldValues, before: ChatRoomDetails): Promise<void> {
    await this.#attempt(async () => {
      const changes = changed(values, before);
      if (Object.keys(changes).length) await this.room.update(changes);
      if (isOther(values.members, before.members)) await this.room.setMembers(values.members);
      if (isOther(values.managers, before.managers)) await this.room.setManagers(values.managers);
      if (values.isAuditorium && isOther(values.presenters, before.presenters))
        await this.room.setPresenters(values.presenters);
      this.#details = { ...before, ...values };
      this.#isSaved = true;
    });
  }

  async #disable(): Promise<void> {
    await this.#attempt(async () => {
      await this.room.disable();
      this.close();
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.#failure = '';
    this.#isSaved = false;
    this.#isBusy = true;
    this.host.element.requestUpdate();
    try {
      await work();
    } catch (error) {
      this.#failure = reasonText(this.host.texts(), error);
      this.host.report(error);
    }
    this.#isBusy = false;
    this.host.element.requestUpdate();
  }
}

function changed(values: RoomFieldValues, before: ChatRoomDetails): ChatRoomUpdate {
  const keys = ['name', 'description', 'topic', 'privacy', 'isAuditorium', 'sendsInvitations'] as const;
  return Object.fromEntries(
    keys.filter((key) => values[key] !== before[key]).map((key) => [key, values[key]]),
  );
}

function isOther(one: readonly string[], other: readonly string[]): boolean {
  return one.length !== other.length || one.some((uri) => !other.includes(uri));
}
