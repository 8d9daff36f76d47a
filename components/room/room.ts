import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type {
  ChatRoomMessageEvent,
  ChatRoomSnapshot,
  PersistentChatEndpointContract,
  ChatRoomParticipantEvent,
  ChatRoomSessionContract,
  SendChatMessageOptions,
} from '../../src/session/contract';
import { aroundStyles, messageStyles } from '../conversation/conversation-view.styles';
import { frameStyles } from '../conversation/conversation.styles';
import { nameOf } from '../conversation/names';
import { strings as messageStrings } from '../conversation/strings';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { property, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { icons } from '../internal/icons';
import { PersistentChatController } from '../internal/persistent-chat-controller';
import { SnapshotController } from '../internal/snapshot-controller';
import { Ticker } from '../internal/ticker';
import { chatStatus } from '../rooms/chat-status';
import { strings } from '../rooms/strings';
import { LyncRoomLeaveRequestEvent } from './events/leave-request-event';
import { LyncRoomMessageReceivedEvent } from './events/message-received-event';
import { LyncRoomParticipantAddedEvent, LyncRoomParticipantRemovedEvent } from './events/participant-events';
import { MessageLog } from './message-log';
import { panelStyles } from './panel.styles';
import type { PanelHost } from './panel-host';
import { reasonText } from './reason';
import type { LyncRoomComposer } from './room-composer';
import { RoomDrawer, type DrawerName } from './room-drawer';
import { errorBanner, goneFace, noRoomFace, readerNote } from './faces.template';
import { roomHeader } from './room-header.template';
import { RoomJoin } from './room-join';
import { RoomList } from './room-list';
import { showMatch } from './show-match';
import { roomStyles } from './room.styles';

const STATES = ['idle', 'establishing', 'established', 'recovering', 'terminating', 'terminated'] as const;
const EVENTS = ['changed', 'state-changed', 'message-received', 'participant-added', 'participant-removed'];

/**
 * @tag lync-room
 * @summary One chat room: its history, who is in it, and a composer; search, and management for managers.
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} session - Id of the `<lync-session>` to use when that is not an ancestor.
 *
 * @slot actions - More buttons in the header.
 * @slot empty - Instead of what is said while the room has no message.
 *
 * @event {LyncRoomMessageReceivedEvent} lync-message-received - A new message of somebody else, or of the user's other device.
 * @event {LyncRoomParticipantAddedEvent} lync-participant-added - Somebody came in.
 * @event {LyncRoomParticipantRemovedEvent} lync-participant-removed - Somebody left.
 * @event {LyncRoomSelectedEvent} lync-room-selected - A message of another room was chosen among those that were found; the room is joined by now.
 * @event {LyncRoomLeaveRequestEvent} lync-room-leave-request - The user leaves the room; cancelable.
 * @event {LyncErrorEvent} lync-error - Something the user asked for failed; it is shown as well.
 *
 * @csspart header - The line with the room's name and the actions.
 * @csspart messages - The scrolling list of messages.
 * @csspart earlier - The button that loads earlier messages.
 * @csspart beginning - The note at the beginning of the room.
 * @csspart day - A day's separator.
 * @csspart new-line - The line before the first new message.
 * @csspart message - A message; also has the part `incoming` or `outgoing`.
 * @csspart incoming - A message of somebody else.
 * @csspart outgoing - A message of this user.
 * @csspart alert - That a message is of high importance.
 * @csspart mention - Somebody's name after an @.
 * @csspart story - A long text, folded beneath its title.
 * @csspart delivery - How far an own message got.
 * @csspart retry - The button that sends a failed message again.
 * @csspart discard - The button that takes a failed message away.
 * @csspart jump - The button to the newest message.
 * @csspart drawer - People, search or management, when open.
 * @csspart roster - Who is in the room.
 * @csspart participant - One of them.
 * @csspart invite - The button that invites.
 * @csspart search - The form that searches the history.
 * @csspart match - A message that was found.
 * @csspart settings - The form with which managers change the room.
 * @csspart save - Its button.
 * @csspart disable - The button that closes the room down.
 * @csspart confirm-disable - The button that confirms it.
 * @csspart people-field - A field for people.
 * @csspart suggestions - People to choose from.
 * @csspart composer - The whole field for writing; its parts are `input`, `send`, `high-toggle`, `story-toggle`, `story-title`.
 * @csspart story-title - The title of a story, in the composer.
 * @csspart reader-note - Why this user cannot write.
 * @csspart connection - The line that says how the connection is.
 * @csspart retry-connection - The button in it that connects again.
 * @csspart gone - What is said when the user is not in the room any more.
 * @csspart join-again - The button in it.
 *
 * @cssstate idle - Not joined.
 * @cssstate establishing - Being joined.
 * @cssstate established - Joined.
 * @cssstate recovering - Interrupted; being restored.
 * @cssstate terminating - Being left.
 * @cssstate terminated - Left, or lost.
 * @cssstate read-only - This user cannot write.
 */
export class LyncRoom extends LyncElement {
  static override styles = [
    LyncElement.styles,
    bannerStyles,
    frameStyles,
    aroundStyles,
    messageStyles,
    panelStyles,
    roomStyles,
  ];

  /** `ma-chan://…`; it is joined if it is not yet. */
  @property({ attribute: 'room-uri' }) roomUri = '';

  /** The room in use. Setting it wins over `room-uri`. */
  @property({ attribute: false })
  get room(): ChatRoomSessionContract | undefined {
    return this.#given ?? this.#join.room;
  }

  set room(room: ChatRoomSessionContract | undefined) {
    this.#given = room;
  }

  @state() private composerError = '';
  @state() private actionError = '';

  #given: ChatRoomSessionContract | undefined;
  readonly #chats: PersistentChatController;
  readonly #announcer = new Announcer(this);
  readonly #log = new MessageLog(this, (count) => this.locale.texts(messageStrings).newMessages(count));
  readonly #list = new RoomList(this, (error) => this.#failed(error));
  readonly #join = new RoomJoin(this, (error) => this.reportError(error));
  readonly #composers = new Map<string, LyncRoomComposer>();
  readonly #panelHost: PanelHost = {
    element: this,
    texts: () => this.locale.texts(strings),
    lang: () => this.locale.language.lang,
    chat: () => this.#chats.chat,
    nameOf: (uri) => this.#nameOfUri(uri),
    announce: (text) => this.#announcer.announce(text),
    report: (error) => this.reportError(error),
  };
  readonly #drawer = new RoomDrawer(this.#panelHost, (match) => showMatch(this, this.#chats.chat, match));

  constructor() {
    super();
    this.#chats = new PersistentChatController(this, (error) => this.reportError(error));
    new SnapshotController(
      this,
      () => this.room,
      EVENTS,
      (event) => this.#received(event),
    );
    new Ticker(this, () => this.session?.snapshot.state === 'lost');
  }

  /** Puts the focus into the composer, or into the messages where this user cannot write. */
  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() => {
      const composer = this.renderRoot.querySelector<LyncRoomComposer>('[part="composer"]');
      (composer ?? this.renderRoot.querySelector<HTMLElement>('.scroller'))?.focus(options);
    });
  }

  /**
   * Moves to a message in the history and marks it.
   * @param messageId - the server's id, e.g. of a `ChatHistoryMatch`
   * @throws {SessionError} `not-found` when there is none, and as `loadAround`
   */
  async showMessage(messageId: string): Promise<void> {
    await this.#list.showMessage(messageId);
  }

  /** Opens one of the drawers beside the messages; an empty string closes it. */
  show(drawer: DrawerName): void {
    this.#drawer.open(drawer, this.room);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#join.follow(this.#given ? undefined : this.#chats.chat, this.roomUri);
    const { room } = this;
    if (this.#drawer.follow(room)) {
      this.composerError = this.actionError = '';
      this.#log.clear();
    }
    this.#list.setRoom(room);
    const snapshot = room?.snapshot;
    this.setExclusiveState(STATES, snapshot?.state ?? 'idle');
    this.toggleState('read-only', !!snapshot && !snapshot.canChat);
  }

  protected override updated(): void {
    this.#list.settle();
    this.#drawer.updated();
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const messageTexts = this.locale.texts(messageStrings);
    const { room } = this;
    const snapshot = room?.snapshot;
    const { self } = this;
    return html`
      ${
        room && snapshot
          ? roomHeader(
              snapshot,
              t,
              this.#drawer,
              () => this.#leave(room),
              (name) => this.show(name),
            )
          : nothing
      }
      ${this.#status(snapshot)}
      ${this.actionError ? errorBanner(this.actionError, t, () => (this.actionError = '')) : nothing}
      <div class="middle">
        <div class="column">
          ${
            room
              ? this.#list.render({
                  t,
                  messageTexts,
                  lang: this.locale.language.lang,
                  nameOf: (person) => (person.uri === self ? messageTexts.you : nameOf(person)),
                  self,
                  people: snapshot?.participants.length
                    ? [...snapshot.participants, ...this.#ownAsPerson(self)]
                    : this.#ownAsPerson(self),
                  canRetry: snapshot?.canChat ?? false,
                  retry: this.#retry,
                  discard: this.#discard,
                })
              : noRoomFace(this.roomUri, this.#join.failure, t, () => this.#join.again())
          }
          <div class="foot">
            ${room ? this.#list.renderJump({ messageTexts }) : nothing}
            ${room && snapshot ? this.#foot(room, snapshot) : nothing}
          </div>
        </div>
        ${this.#drawer.render(room)}
      </div>
      ${this.#log.render(messageTexts.messages)} ${this.#announcer.render()}
    `;
  }

  /** This user's address, lower case; empty before it is known. */
  get self(): string {
    return this.session?.snapshot.uri.toLowerCase() ?? '';
  }

  #ownAsPerson(uri: string): { readonly uri: string; readonly displayName: string }[] {
    return uri ? [{ uri, displayName: this.session?.snapshot.displayName ?? '' }] : [];
  }

  #status(snapshot: ChatRoomSnapshot | undefined): TemplateResult | typeof nothing {
    const { chat } = this.#chats;
    const t = this.locale.texts(messageStrings);
    const status = chatStatus(this.session?.snapshot, chat?.snapshot, t, this.locale.language.lang, () =>
      this.#connect(chat),
    );
    if (status !== nothing || snapshot?.state !== 'recovering') return status;
    return html`<div class="banner warning" part="connection">
      ${icons.offline}<span>${this.locale.texts(strings).recovering}</span>
    </div>`;
  }

  #connect(chat: PersistentChatEndpointContract | undefined): void {
    if (this.session?.snapshot.state === 'connected' && chat) this.#chats.connect();
    else this.session?.connect().catch((error: unknown) => this.reportError(error));
  }

  #foot(room: ChatRoomSessionContract, snapshot: ChatRoomSnapshot): TemplateResult {
    const t = this.locale.texts(strings);
    if (snapshot.state === 'terminated' || snapshot.state === 'terminating')
      return goneFace(snapshot, t, {
        join: () => this.#attempt(this.#joinAgain(snapshot.uri)),
        reopen: () => this.#attempt(this.#reopen(snapshot.uri)),
      });
    if (!snapshot.canChat && snapshot.state !== 'establishing') return readerNote(snapshot, t);
    const composer = this.#composerOf(snapshot.uri);
    composer.people = snapshot.participants.filter(({ isSelf }) => !isSelf);
    if (this.#chats.chat) composer.limits = this.#chats.chat.snapshot.limits;
    composer.placeholder = t.write(snapshot.name);
    composer.error = this.composerError;
    composer.onPost = (text, options) => this.#post(room, text, options);
    return html`${composer}`;
  }

  #attempt(work: Promise<void>): void {
    this.actionError = '';
    work.catch((error: unknown) => this.#failed(error));
  }

  async #reopen(uri: string): Promise<void> {
    await this.#chats.chat?.updateRoom(uri, { isDisabled: false });
    await this.#joinAgain(uri);
  }

  async #joinAgain(uri: string): Promise<void> {
    const joined = await this.#chats.chat?.joinRoom(uri);
    if (this.#given) this.#given = joined;
    this.requestUpdate();
    this.focus();
  }

  /** Made by hand because its tag follows this element's prefix; one per room, so that drafts stay with theirs. */
  #composerOf(uri: string): LyncRoomComposer {
    let composer = this.#composers.get(uri);
    if (!composer) {
      composer = document.createElement(`${this.tagPrefix}-room-composer`) as LyncRoomComposer;
      composer.setAttribute('part', 'composer');
      composer.setAttribute(
        'exportparts',
        'input, send, high-toggle, story-toggle, story-title, suggestions',
      );
      this.#composers.set(uri, composer);
    }
    return composer;
  }

  #post(room: ChatRoomSessionContract, text: string, options: SendChatMessageOptions): boolean {
    this.composerError = '';
    const before = room.snapshot.messages.length;
    room.send(text, options).catch((error: unknown) => {
      // One that failed is in the list, with its reason and a retry. One that never got there goes back.
      if (room.snapshot.messages.length <= before) {
        this.#composerOf(room.snapshot.uri).restore(text);
        this.composerError = reasonText(this.locale.texts(strings), error);
      }
      this.reportError(error);
    });
    this.#list.goOn();
    return true;
  }

  readonly #retry = (id: string): void => {
    this.room?.retry(id).catch((error: unknown) => this.reportError(error));
    this.focus();
  };

  readonly #discard = (id: string): void => {
    this.room?.discard(id);
    this.focus();
  };

  #leave(room: ChatRoomSessionContract): void {
    if (!this.dispatchEvent(new LyncRoomLeaveRequestEvent(room))) return;
    this.actionError = '';
    this.#join.hold(room);
    const leave = async (): Promise<void> => {
      const { chat } = this.#chats;
      const { uri } = room.snapshot;
      await room.leave();
      if (chat?.snapshot.followedRoomUris.includes(uri)) await chat.setFollowed(uri, false);
    };
    leave().catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    this.actionError = reasonText(this.locale.texts(strings), error);
    this.reportError(error);
  }

  #nameOfUri(uri: string): string {
    const { messages = [], participants = [] } = this.room?.snapshot ?? {};
    const known =
      participants.find((each) => each.uri === uri) ??
      messages.find(({ author }) => author.uri === uri)?.author;
    return nameOf(known ?? { uri, displayName: '' });
  }

  #received(event: Event): void {
    const { room } = this;
    if (!room) return;
    if (event.type === 'message-received') {
      const { message } = event as ChatRoomMessageEvent;
      const t = this.locale.texts(strings);
      const says = message.importance === 'high' ? t.saysHigh : t.says;
      if (!message.isOwn) this.#log.add(says(nameOf(message.author), message.title ?? message.body));
      this.dispatchEvent(new LyncRoomMessageReceivedEvent(room, message));
    } else if (event.type === 'participant-added') {
      const { participant } = event as ChatRoomParticipantEvent;
      this.dispatchEvent(new LyncRoomParticipantAddedEvent(room, participant));
    } else if (event.type === 'participant-removed') {
      const { participant } = event as ChatRoomParticipantEvent;
      this.dispatchEvent(new LyncRoomParticipantRemovedEvent(room, participant));
    } else if (event.type === 'state-changed' && room.snapshot.state === 'terminated') {
      this.#announcer.announce(this.locale.texts(strings).gone);
    }
  }
}
