import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ChatRoomInvitation,
  ChatRoomInvitationReceivedEvent,
  PersistentChatEndpointContract,
} from '../../src/session/contract';
import { nameOf as personName } from '../conversation/names';
import { icons } from '../internal/icons';
import { SnapshotController } from '../internal/snapshot-controller';
import { LyncRoomDeclineRequestEvent } from '../rooms/events/room-decline-request-event';
import { LyncRoomJoinRequestEvent } from '../rooms/events/room-join-request-event';
import type { InvitationsStrings } from './strings/index';

interface RoomToastsHooks {
  readonly session: () => EventTarget | undefined;
  readonly chat: () => PersistentChatEndpointContract | undefined;
  readonly texts: () => InvitationsStrings;
  readonly announce: (text: string) => void;
  readonly report: (error: unknown) => void;
}

/** Invitations to chat rooms: they stay until they are answered, here or on another device. */
export class RoomToasts {
  readonly #suppressed = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #failed = new Map<string, 'accept' | 'decline'>();

  constructor(
    private readonly host: LitElement,
    private readonly hooks: RoomToastsHooks,
  ) {
    new SnapshotController(host, hooks.chat, ['changed']);
    new SnapshotController(host, hooks.session, ['chat-room-invitation-received'], (event) =>
      this.#received(event as ChatRoomInvitationReceivedEvent),
    );
  }

  get shown(): readonly ChatRoomInvitation[] {
    const all = this.hooks.chat()?.snapshot.invitations ?? [];
    return all.filter(({ id }) => !this.#suppressed.has(id));
  }

  render(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown.length) return nothing;
    return html`<ul class="rooms" role="list">
      ${repeat(
        shown,
        ({ id }) => id,
        (invitation) => this.#toast(invitation),
      )}
    </ul>`;
  }

  #toast(invitation: ChatRoomInvitation): TemplateResult {
    const t = this.hooks.texts();
    const { id, room } = invitation;
    const isBusy = this.#busy.has(id);
    const failed = this.#failed.get(id);
    return html`<li class="toast" part="toast room-toast" data-key=${id}>
      <span class="ring">${icons.people}</span>
      <div class="body">
        <p class="who"><bdi part="name">${room.name}</bdi></p>
        <p class="about">${this.#says(invitation, t)}</p>
        ${room.description ? html`<p class="text" part="text"><bdi>${room.description}</bdi></p>` : nothing}
        ${
          failed
            ? html`<p class="failure" role="alert">
                ${icons.alert}${failed === 'accept' ? t.acceptFailed : t.declineFailed}
              </p>`
            : nothing
        }
        <div class="actions">
          <button
            class="button primary"
            type="button"
            part="accept"
            aria-label="${isBusy ? t.accepting : t.accept}: ${room.name}"
            aria-disabled=${isBusy}
            @click=${() => !isBusy && void this.#accept(invitation)}
          >
            ${isBusy ? t.accepting : t.accept}
          </button>
          <button
            class="button"
            type="button"
            part="decline"
            aria-label="${t.decline}: ${room.name}"
            aria-disabled=${isBusy}
            @click=${() => !isBusy && void this.#decline(invitation)}
          >
            ${t.decline}
          </button>
        </div>
      </div>
    </li>`;
  }

  #says({ invitedBy }: ChatRoomInvitation, t: InvitationsStrings): string {
    if (!invitedBy) return t.room;
    const people = this.hooks.chat()?.chatRoomSessions.flatMap(({ snapshot }) => snapshot.participants) ?? [];
    const known = people.find(({ uri }) => uri === invitedBy);
    return t.roomBy(personName(known ?? { uri: invitedBy, displayName: '' }));
  }

  #received(event: ChatRoomInvitationReceivedEvent): void {
    const { invitation } = event;
    // Later in this task a page may still keep it away.
    queueMicrotask(() => {
      if (event.defaultPrevented) this.#suppressed.add(invitation.id);
      else this.hooks.announce(`${this.#says(invitation, this.hooks.texts())}: ${invitation.room.name}`);
      this.host.requestUpdate();
    });
  }

  async #accept(invitation: ChatRoomInvitation): Promise<void> {
    const { name, uri } = invitation.room;
    if (!this.host.dispatchEvent(new LyncRoomJoinRequestEvent(uri, name))) return;
    await this.#attempt(invitation, 'accept', async (chat) => {
      await chat.joinRoom(uri);
      await chat.setFollowed(uri, true);
    });
  }

  async #decline(invitation: ChatRoomInvitation): Promise<void> {
    if (!this.host.dispatchEvent(new LyncRoomDeclineRequestEvent(invitation))) return;
    await this.#attempt(invitation, 'decline', (chat) => chat.dismissInvitation(invitation.id));
  }

  async #attempt(
    { id }: ChatRoomInvitation,
    what: 'accept' | 'decline',
    work: (chat: PersistentChatEndpointContract) => Promise<void>,
  ): Promise<void> {
    const chat = this.hooks.chat();
    if (!chat) return;
    this.#busy.add(id);
    this.#failed.delete(id);
    this.host.requestUpdate();
    try {
      await work(chat);
    } catch (error) {
      this.#failed.set(id, what);
      this.hooks.report(error);
    }
    this.#busy.delete(id);
    this.host.requestUpdate();
  }
}
