import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomSessionContract } from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { LyncConversationElement } from '../internal/conversation-element';
import { query, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { icons } from '../internal/icons';
import { PersistentChatController } from '../internal/persistent-chat-controller';
import { panelStyles } from '../room/panel.styles';
import { reasonText } from '../room/reason';
import { LyncConversationShareRequestEvent } from './events/conversation-share-request-event';
import { roomShareStyles } from './room-share.styles';
import { strings } from '../rooms/strings';

/**
 * @tag lync-room-share
 * @summary "Ask colleagues": a button that carries a conversation into a chat room, as a text with a title. It stands well in the `actions` of a `<lync-conversation>`.
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} session - Id of the `<lync-session>` to use when that is not an ancestor.
 * @attr {string} conversation-id - The conversation, looked up in the session.
 *
 * @event {LyncConversationShareRequestEvent} lync-conversation-share-request - The user carries the conversation into a room; cancelable.
 * @event {LyncErrorEvent} lync-error - It failed; that is shown as well.
 *
 * @csspart button - The button.
 * @csspart dialog - The dialog with the choice.
 * @csspart post - The button that posts.
 */
export class LyncRoomShare extends LyncConversationElement {
  static override styles = [LyncElement.styles, panelStyles, roomShareStyles];

  @state() private failure = '';
  @state() private isBusy = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  readonly #chats = new PersistentChatController(this, (error) => this.reportError(error));
  readonly #announcer = new Announcer(this);

  protected override render(): TemplateResult | typeof nothing {
    const t = this.locale.texts(strings);
    const rooms = this.#rooms();
    if (!this.conversation || !this.#chats.chat) return nothing;
    return html`<button
        class="icon-button"
        part="button"
        aria-label=${t.ask}
        title=${t.ask}
        @click=${this.#open}
      >
        ${icons.people}
      </button>
      <dialog part="dialog" aria-labelledby="title" @click=${this.#outside}>
        <form @submit=${this.#submit}>
          <h2 id="title">${t.askTitle}</h2>
          <p>${t.askHint}</p>
          ${
            rooms.length
              ? html`<div class="field">
                    <label for="room">${t.askRoom}</label>
                    <select id="room" name="room">
                      ${rooms.map(({ snapshot }) => html`<option value=${snapshot.uri}>${snapshot.name}</option>`)}
                    </select>
                  </div>
                  <label class="check"><input type="checkbox" name="context" />${t.askContext}</label>`
              : html`<p><strong>${t.askNoRoom}</strong></p>`
          }
          ${this.failure ? html`<p class="failure" role="alert">${icons.alert}<span>${this.failure}</span></p>` : nothing}
          <div class="form-actions">
            ${
              rooms.length
                ? html`<button class="button primary" part="post" aria-disabled=${this.isBusy}>
                    ${t.askSend}
                  </button>`
                : nothing
            }
            <button class="button" type="button" @click=${() => this.dialog.close()}>${t.cancel}</button>
          </div>
        </form>
      </dialog>
      ${this.#announcer.render()}`;
  }

  #rooms(): readonly ChatRoomSessionContract[] {
    return (this.#chats.chat?.chatRoomSessions ?? []).filter(
      ({ snapshot: { canChat, state: current } }) => canChat && current === 'established',
    );
  }

  readonly #open = (): void => {
    this.failure = '';
    // Nothing is remembered from the last time: what the visitor told goes along on purpose only.
    this.renderRoot.querySelector('form')?.reset();
    this.requestUpdate();
    this.dialog.showModal();
  };

  readonly #outside = ({ target }: Event): void => {
    if (target === this.dialog) this.dialog.close();
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const room = this.#rooms().find(({ snapshot }) => snapshot.uri === data.get('room'));
    if (room && !this.isBusy) void this.#post(room, data.has('context'));
  };

  async #post(room: ChatRoomSessionContract, includeContext: boolean): Promise<void> {
    const { conversation } = this;
    if (!conversation) return;
    if (!this.dispatchEvent(new LyncConversationShareRequestEvent(conversation, room, includeContext))) {
      this.dialog.close();
      return;
    }
    const t = this.locale.texts(strings);
    this.failure = '';
    this.isBusy = true;
    try {
      await room.shareConversation(conversation, { includeContext });
      this.#announcer.announce(t.asked(room.snapshot.name));
      this.dialog.close();
    } catch (error) {
      this.failure = reasonText(t, error);
      this.reportError(error);
    }
    this.isBusy = false;
  }
}
