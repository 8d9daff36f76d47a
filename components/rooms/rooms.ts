import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ChatRoomInvitation,
  ChatRoomMessageSnapshot,
  ChatRoomSessionContract,
  ChatRoomSummary,
  ConnectionStateChangedEvent,
} from '../../src/session/contract';
import { nameOf } from '../conversation/names';
import { strings as messageStrings } from '../conversation/strings';
import { bannerStyles } from '../internal/banner.styles';
import { property, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { icons } from '../internal/icons';
import { PersistentChatController } from '../internal/persistent-chat-controller';
import { Ticker } from '../internal/ticker';
import { arrowBack, magnifier, plus } from '../room/icons';
import { MessageLog } from '../room/message-log';
import type { PanelHost } from '../room/panel-host';
import { panelStyles } from '../room/panel.styles';
import { reasonText } from '../room/reason';
import { chatStatus } from './chat-status';
import { LyncConnectionStateChangedEvent } from './events/connection-state-changed-event';
import { LyncRoomDeclineRequestEvent } from './events/room-decline-request-event';
import { LyncRoomJoinRequestEvent } from './events/room-join-request-event';
import { LyncRoomSelectedEvent } from './events/room-selected-event';
import { entryView, invitationView, type ListContext } from './list.template';
import { roomEntries, type RoomEntry } from './room-entries';
import { RoomFinder } from './room-finder';
import { RoomMaker } from './room-maker';
import { RoomWatch } from './room-watch';
import { roomsStyles } from './rooms.styles';
import { strings } from './strings';

const STATES = ['idle', 'establishing', 'established', 'terminating', 'terminated'] as const;

/**
 * @tag lync-rooms
 * @summary The chat rooms of this user: those they follow with what is new in them, invitations, finding and making others. It connects to the rooms by itself.
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} session - Id of the `<lync-session>` to use when that is not an ancestor.
 *
 * @slot empty - Instead of what is said when no room is followed.
 *
 * @event {LyncRoomJoinRequestEvent} lync-room-join-request - The user wants to join a room; cancelable.
 * @event {LyncRoomDeclineRequestEvent} lync-room-decline-request - The user puts an invitation away; cancelable.
 * @event {LyncRoomSelectedEvent} lync-room-selected - The user wants to see a room, which is joined by now.
 * @event {LyncConnectionStateChangedEvent} lync-connection-state-changed - The connection to the rooms changed.
 * @event {LyncErrorEvent} lync-error - Something the user asked for failed; it is shown as well.
 *
 * @csspart header - The title and its buttons.
 * @csspart find-rooms - The button that opens the search.
 * @csspart create - The button that opens the form for a new room.
 * @csspart back - The button back to the list.
 * @csspart room - One room of the list.
 * @csspart unread - How many messages in it are unread.
 * @csspart mention - That one of them mentions this user.
 * @csspart alert - That one of them is of high importance.
 * @csspart invitation - An invitation; its buttons are `accept` and `decline`.
 * @csspart accept - Joins the room of an invitation.
 * @csspart decline - Puts an invitation away.
 * @csspart find - The form that searches for rooms.
 * @csspart found-room - A room that was found.
 * @csspart join - Its button.
 * @csspart create-form - The form for a new room.
 * @csspart save - Its button.
 * @csspart people-field - A field for people.
 * @csspart suggestions - People to choose from.
 * @csspart connection - The line that says how the connection is.
 * @csspart retry-connection - The button in it that connects again.
 *
 * @cssstate idle - Not connected to the rooms.
 * @cssstate establishing - Connecting, or connecting again.
 * @cssstate established - Connected.
 * @cssstate terminating - Ending.
 * @cssstate terminated - Ended, or refused.
 * @cssstate empty - No room is joined or followed.
 * @cssstate unread - Something is unread.
 * @cssstate mentioned - An unread message mentions this user.
 */
export class LyncRooms extends LyncElement {
  static override styles = [LyncElement.styles, bannerStyles, panelStyles, roomsStyles];

  /** Only the rooms that this user follows, without finding and making others. */
  @property({ type: Boolean, reflect: true }) followed = false;

  /** Address of the room that the page shows; it is marked in the list. */
  @property() selected = '';

  @state() private failure = '';

  readonly #chats: PersistentChatController;
  readonly #log = new MessageLog(this, (count) => this.locale.texts(messageStrings).newMessages(count));
  readonly #known = new Map<string, ChatRoomSummary>();
  readonly #busy = new Set<string>();
  readonly #panelHost: PanelHost = {
    element: this,
    texts: () => this.locale.texts(strings),
    lang: () => this.locale.language.lang,
    chat: () => this.#chats.chat,
    nameOf: (uri) => this.#nameOfUri(uri),
    announce: (text) => this.#log.add(text),
    report: (error) => this.reportError(error),
  };
  readonly #watch = new RoomWatch({
    onChanged: () => this.requestUpdate(),
    onMessage: (room, message) => this.#announce(room, message),
  });
  #finder: RoomFinder | undefined;
  #maker: RoomMaker | undefined;
  #isReading = false;

  constructor() {
    super();
    this.#chats = new PersistentChatController(
      this,
      (error) => this.reportError(error),
      (event) => this.#changed(event),
    );
    new Ticker(this, () => this.session?.snapshot.state === 'lost');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch.follow([]);
    this.#finder?.dispose();
  }

  /**
   * Joins a room and follows it from now on, as its button does: raises `lync-room-join-request`, then `lync-room-selected`. False if somebody prevented it, or
   * if it failed, which is shown.
   */
  async join(uri: string, name = uri): Promise<boolean> {
    const { chat } = this.#chats;
    const joined = chat?.chatRoomSessions.find(({ snapshot }) => snapshot.uri === uri);
    if (joined?.snapshot.state === 'established' || joined?.snapshot.state === 'recovering') {
      this.#show(joined);
      return true;
    }
    if (!chat || this.#busy.has(uri) || !this.dispatchEvent(new LyncRoomJoinRequestEvent(uri, name)))
      return false;
    this.failure = '';
    this.#busy.add(uri);
    this.requestUpdate();
    try {
      const room = await chat.joinRoom(uri);
      this.#show(room);
      if (!chat.snapshot.followedRoomUris.includes(uri)) await chat.setFollowed(uri, true);
      return true;
    } catch (error) {
      this.failure = reasonText(this.locale.texts(strings), error);
      this.reportError(error);
      return false;
    } finally {
      this.#busy.delete(uri);
      this.requestUpdate();
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { chat } = this.#chats;
    if (this.isConnected) this.#watch.follow(chat?.chatRoomSessions ?? []);
    const entries = this.#entries();
    this.setExclusiveState(STATES, chat?.snapshot.state ?? 'idle');
    this.toggleState('empty', entries.length === 0);
    this.toggleState(
      'unread',
      entries.some(({ unread }) => unread > 0),
    );
    this.toggleState(
      'mentioned',
      entries.some(({ isMentioned }) => isMentioned),
    );
    if (entries.some(({ room, uri }) => !room && !this.#known.has(uri))) this.#readNames();
  }

  protected override updated(): void {
    this.#maker?.updated();
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const { chat } = this.#chats;
    return html`<section aria-label=${t.rooms}>
        ${this.#header()}
        ${chatStatus(this.session?.snapshot, chat?.snapshot, this.locale.texts(messageStrings), this.locale.language.lang, () => this.#connect())}
        ${this.failure ? html`<p class="failure" role="alert">${icons.alert}<span>${this.failure}</span></p>` : nothing}
        ${this.#maker?.render() ?? this.#finder?.render() ?? this.#list()}
      </section>
      ${this.#log.render(t.rooms)}`;
  }

  #header(): TemplateResult {
    const t = this.locale.texts(strings);
    const isEstablished = this.#chats.chat?.snapshot.state === 'established';
    const button = (part: string, label: string, icon: TemplateResult, act: () => void): TemplateResult =>
      html`<button class="icon-button" part=${part} aria-label=${label} title=${label} @click=${act}>
        ${icon}
      </button>`;
    const inside = this.#maker ? t.create : this.#finder ? t.find : undefined;
    if (inside !== undefined)
      return html`<header part="header">
        ${button('back', t.back, arrowBack, () => this.#back())}
        <h2>${inside}</h2>
      </header>`;
    return html`<header part="header">
      <h2>${t.rooms}</h2>
      ${
        isEstablished && !this.followed
          ? html`${button('find-rooms', t.find, magnifier, () => this.#find())}
            ${this.#chats.chat?.snapshot.categories.length ? button('create', t.create, plus, () => this.#create()) : nothing}`
          : nothing
      }
    </header>`;
  }

  #list(): TemplateResult {
    const t = this.locale.texts(strings);
    const { chat } = this.#chats;
    const entries = this.#entries();
    const invitations = chat?.snapshot.invitations ?? [];
    const context: ListContext = {
      t,
      lang: this.locale.language.lang,
      selected: this.selected,
      isBusy: (uri) => this.#busy.has(uri),
      open: ({ name, uri }) => void this.join(uri, name),
    };
    return html`${
      invitations.length
        ? html`<ul class="invitations" role="list" aria-label=${t.invitations}>
            ${repeat(
              invitations,
              ({ id }) => id,
              (invitation) =>
                invitationView(
                  invitation,
                  invitation.invitedBy ? this.#nameOfUri(invitation.invitedBy) : '',
                  context,
                  () => this.#decline(invitation),
                ),
            )}
          </ul>`
        : nothing
    }
    ${
      entries.length
        ? html`<ul class="list" role="list">
            ${repeat(
              entries,
              ({ uri }) => uri,
              (entry) => entryView(entry, context),
            )}
          </ul>`
        : this.#empty()
    }`;
  }

  #empty(): TemplateResult | typeof nothing {
    const t = this.locale.texts(strings);
    const { chat } = this.#chats;
    if (this.session && !chat) return html`<p class="none">${t.notAvailable}</p>`;
    if (chat?.snapshot.state !== 'established') return nothing;
    return html`<slot name="empty"
      ><p class="none"><strong>${t.empty}</strong> ${t.emptyHint}</p></slot
    >`;
  }

  #entries(): readonly RoomEntry[] {
    const { chat } = this.#chats;
    return chat ? roomEntries(chat, this.#known, this.followed) : [];
  }

  #show(room: ChatRoomSessionContract): void {
    if (this.#finder || this.#maker) this.#back();
    this.dispatchEvent(new LyncRoomSelectedEvent(room));
  }

  #find(): void {
    this.failure = '';
    this.#finder = new RoomFinder(this.#panelHost, {
      action: ({ uri }) => this.#action(uri),
      choose: ({ name, uri }) => void this.join(uri, name),
      onFound: (rooms) => this.#remember(rooms),
    });
    void this.#finder.search();
    this.#focusIn('#find-words');
  }

  #create(): void {
    this.failure = '';
    this.#maker = new RoomMaker(
      this.#panelHost,
      ({ name, uri }) => void this.join(uri, name),
      () => this.#back(),
    );
    this.#focusIn('#name');
  }

  #back(): void {
    const opener = this.#maker ? '[part="create"]' : '[part="find-rooms"]';
    this.#finder?.dispose();
    this.#finder = this.#maker = undefined;
    // Where a room was opened the page puts the focus into it.
    if (this.shadowRoot?.activeElement) this.#focusIn(opener);
    else this.requestUpdate();
  }

  #focusIn(selector: string): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(selector)?.focus());
  }

  #action(uri: string): { readonly text: string; readonly isBusy: boolean } {
    const t = this.locale.texts(strings);
    const isJoined = this.#chats.chat?.chatRoomSessions.some(
      ({ snapshot }) => snapshot.uri === uri && snapshot.state !== 'establishing',
    );
    const isBusy = this.#busy.has(uri);
    return { isBusy, text: isBusy ? t.joining : isJoined ? t.open : t.join };
  }

  #decline(invitation: ChatRoomInvitation): void {
    if (!this.dispatchEvent(new LyncRoomDeclineRequestEvent(invitation))) return;
    this.failure = '';
    this.#chats.chat?.dismissInvitation(invitation.id).catch((error: unknown) => {
      this.failure = reasonText(this.locale.texts(strings), error);
      this.reportError(error);
    });
  }

  #connect(): void {
    if (this.session?.snapshot.state === 'connected') this.#chats.connect();
    else this.session?.connect().catch((error: unknown) => this.reportError(error));
  }

  /** Names of rooms that are followed and could not be joined. */
  #readNames(): void {
    const { chat } = this.#chats;
    if (this.#isReading || chat?.snapshot.state !== 'established') return;
    this.#isReading = true;
    chat
      .findRooms({ scope: 'member' })
      .then((rooms) => this.#remember(rooms))
      .catch((error: unknown) => this.reportError(error));
  }

  #remember(rooms: readonly ChatRoomSummary[]): void {
    for (const room of rooms) this.#known.set(room.uri, room);
    this.requestUpdate();
  }

  #changed(event: Event): void {
    if (event.type !== 'connection-state-changed') return;
    const { failure, previousState, state: current } = event as ConnectionStateChangedEvent;
    if (current === 'established') this.#isReading = false;
    this.dispatchEvent(new LyncConnectionStateChangedEvent(previousState, current, failure));
  }

  /** Of rooms that the page does not show; a `<lync-room>` speaks for itself. */
  #announce(room: ChatRoomSessionContract, message: ChatRoomMessageSnapshot): void {
    const { name, uri } = room.snapshot;
    if (message.isOwn || uri === this.selected) return;
    const t = this.locale.texts(strings);
    const text = message.title ?? message.body;
    if (message.mentionsMe) this.#log.add(t.mentionsYou(nameOf(message.author), name, text));
    else if (message.importance === 'high') this.#log.add(t.alerts(nameOf(message.author), name, text));
  }

  #nameOfUri(uri: string): string {
    const people = this.#chats.chat?.chatRoomSessions.flatMap(({ snapshot }) => snapshot.participants) ?? [];
    return nameOf(people.find((each) => each.uri === uri) ?? { uri, displayName: '' });
  }
}
