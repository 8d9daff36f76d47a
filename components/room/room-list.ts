import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatRoomSessionContract } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { renderGroups, type RoomMessageContext } from './message.template';
import { asListMessage, firstNew, type RoomListMessage } from './room-message';
import { ScrollHold } from './scroll-hold';

/** Pixels from an end of the window at which the next page is asked for. */
const NEAR_EDGE = 600;

type Context = Omit<RoomMessageContext, 'firstNew'>;

/**
 * The messages of a room: the session's window of them, which moves as the reader scrolls. Browsers skip what is out of sight (`content-visibility`); what is
 * looked at stays where it is when pages come or go around it.
 */
export class RoomList implements ReactiveController {
  readonly #hold: ScrollHold;
  #room: ChatRoomSessionContract | undefined;
  #messages: readonly RoomListMessage[] = [];
  /** What was read when the reader last looked: the line of new messages stays there until they have seen them and go on. */
  #lineAfter: string | undefined;
  #hasLine = false;
  #isLineSeen = false;
  #isOpened = false;
  #loading: 'older' | 'newer' | undefined;
  #loadFailed = false;
  /** Which page was asked for since the reader last scrolled: pages of both ends in turn would never end. */
  #filled: 'older' | 'newer' | undefined;

  constructor(
    private readonly host: LitElement,
    private readonly report: (error: unknown) => void,
  ) {
    this.#hold = new ScrollHold(host, {
      onEndChanged: () => this.host.requestUpdate(),
      onMoved: () => {
        this.#filled = undefined;
        this.#fill();
      },
      isEnd: () => !this.#room?.snapshot.hasNewer,
      onEndSeen: () => this.#seen(),
    });
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#seen);
    // What came meanwhile is new, and the browser has forgotten where the list was.
    this.#isOpened = false;
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#seen);
  }

  setRoom(room: ChatRoomSessionContract | undefined): void {
    if (room !== this.#room) {
      this.#room = room;
      this.#isOpened = this.#hasLine = this.#loadFailed = false;
      this.#loading = undefined;
      this.#hold.stickToEnd();
    }
    const snapshot = room?.snapshot;
    this.#messages = snapshot?.messages.map(asListMessage) ?? [];
    if (!snapshot) return;
    const isWatched = this.#isOpened && this.#hold.isEndInView && document.visibilityState === 'visible';
    if (snapshot.unread > 0 && !isWatched && (!this.#hasLine || this.#isLineSeen)) {
      this.#hasLine = true;
      this.#isLineSeen = false;
      this.#lineAfter = snapshot.lastReadMessageId;
    }
  }

  /** The user has written something: they are at the end, and have seen what was there. */
  goOn(): void {
    this.#hasLine = false;
    void this.showLatest();
  }

  async showLatest(): Promise<void> {
    this.#hold.stickToEnd();
    if (this.#room?.snapshot.hasNewer) {
      await this.#attempt(this.#room.loadLatest());
      this.#hold.stickToEnd();
    }
    this.host.requestUpdate();
  }

  /** Moves to a message that was found, and shows which it is. */
  async showMessage(messageId: string): Promise<void> {
    const room = this.#room;
    if (!room) return;
    this.#hold.release();
    await room.loadAround(messageId);
    this.host.requestUpdate();
    await this.host.updateComplete;
    const id = room.snapshot.messages.find((message) => message.messageId === messageId)?.id;
    const element = this.#hold.find(`[data-id="${CSS.escape(id ?? '')}"]`);
    if (!element) return;
    for (const other of this.#hold.findAll('.target')) other.classList.remove('target');
    element.classList.add('target');
    element.tabIndex = -1;
    this.#hold.show(element);
    element.focus({ preventScroll: true });
  }

  /** After an update. */
  settle(): void {
    const isFirst = !this.#isOpened && this.#messages.length > 0;
    if (isFirst) {
      const line = this.#hold.find('.new-line');
      if (line) this.#hold.showLine(line);
      this.#isOpened = true;
    }
    this.#hold.settle();
    this.#fill();
  }

  render(context: Context): TemplateResult {
    const { t, messageTexts } = context;
    const snapshot = this.#room?.snapshot;
    const isEmpty = this.#messages.length === 0;
    const line = this.#line();
    return html`<div
      class="scroller"
      part="messages"
      role="region"
      aria-label=${messageTexts.messages}
      aria-busy=${this.#loading !== undefined}
      tabindex="0"
      @scroll=${this.#hold.scrolled}
    >
      ${
        snapshot?.hasOlder
          ? html`<button class="button small earlier" part="earlier" @click=${() => void this.#load('older')}>
              ${this.#loading === 'older' ? html`<span class="spinner"></span>` : nothing}${messageTexts.earlier}
            </button>`
          : snapshot && !isEmpty
            ? html`<p class="beginning" part="beginning">${t.beginning}</p>`
            : nothing
      }
      ${
        isEmpty
          ? html`<slot name="empty"
              ><div class="empty">
                ${snapshot?.state === 'establishing' ? nothing : html`${icons.chat}<strong>${t.emptyRoom}</strong>`}
              </div></slot
            >`
          : html`<ol role="list">
              ${repeat(
                renderGroups(this.#messages, { ...context, firstNew: line }),
                ({ key }) => key,
                ({ view }) => view,
              )}
            </ol>`
      }
    </div>`;
  }

  renderJump(context: Pick<Context, 'messageTexts'>): TemplateResult | typeof nothing {
    const t = context.messageTexts;
    if (this.#hold.isAtEnd && !this.#room?.snapshot.hasNewer) return nothing;
    const unread = this.#room?.snapshot.unread ?? 0;
    return html`<button class="button jump" part="jump" @click=${this.#jump}>
      ${icons.down}<span class=${unread ? '' : 'visually-hidden'}
        >${unread ? t.newMessages(unread) : t.jump}</span
      >
    </button>`;
  }

  #line(): RoomListMessage | undefined {
    if (!this.#hasLine) return undefined;
    const found = firstNew(this.#messages, this.#lineAfter);
    // At the beginning of the window it says nothing: the older ones may be new too.
    return found === this.#messages[0] && this.#room?.snapshot.hasOlder ? undefined : found;
  }

  readonly #jump = (): void => {
    void this.showLatest();
    this.host.focus();
  };

  /** The end is in view, of a page that is. */
  readonly #seen = (): void => {
    if (!this.#room || !this.#isOpened || !this.#hold.isEndInView || document.visibilityState !== 'visible')
      return;
    this.#isLineSeen = true;
    if (this.#room.snapshot.unread > 0) this.#room.markRead();
  };

  /** Asks for the next page before the reader gets there. */
  #fill(): void {
    const snapshot = this.#room?.snapshot;
    const { above, below, isScrollable } = this.#hold;
    if (!isScrollable || snapshot?.state !== 'established' || this.#loading || this.#loadFailed) return;
    if (!this.#messages.length) return;
    const which =
      snapshot.hasOlder && above < NEAR_EDGE
        ? 'older'
        : snapshot.hasNewer && below < NEAR_EDGE
          ? 'newer'
          : undefined;
    if (!which || (this.#filled && this.#filled !== which)) return;
    this.#filled = which;
    void this.#load(which);
  }

  async #load(which: 'older' | 'newer'): Promise<void> {
    const room = this.#room;
    if (!room || this.#loading) return;
    this.#loading = which;
    this.#loadFailed = false;
    this.host.requestUpdate();
    await this.#attempt(which === 'older' ? room.loadOlder() : room.loadNewer());
    this.#loading = undefined;
    this.host.requestUpdate();
  }

  async #attempt(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // The reader asks again with the button; scrolling would ask without end.
      this.#loadFailed = true;
      this.report(error);
    }
  }
}
