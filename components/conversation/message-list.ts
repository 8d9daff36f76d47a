import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import type { MessageSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { emptyList } from './empty-list';
import { groupMessages } from './message-groups';
import { groupView, type MessageViewContext } from './message-view';
import type { ConversationStrings } from './strings';

/** How many messages are in the document at first, and how many more each request adds. */
const PAGE = 200;
/** Pixels from the end that still count as the end. */
const NEAR = 48;

/** The scrolling list: stays at the end unless the reader scrolled away, counts what came since, and tells when all was seen. */
export class MessageList implements ReactiveController {
  #messages: readonly MessageSnapshot[] = [];
  #owner = '';
  #limit = PAGE;
  #isAtEnd = true;
  #top = 0;
  /** How many messages there were when the end was last in view. */
  #seen = 0;
  #resize: ResizeObserver | undefined;
  #observed: Element | undefined;
  #markRead: () => void = () => undefined;

  constructor(
    private readonly host: LitElement,
    private readonly retry: (id: string) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#look);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#look);
    this.#resize?.disconnect();
    this.#observed = undefined;
  }

  get #scroller(): HTMLElement | null {
    return this.host.renderRoot.querySelector('.scroller');
  }

  setMessages(
    owner: string,
    history: readonly MessageSnapshot[],
    messages: readonly MessageSnapshot[],
  ): void {
    if (owner !== this.#owner) {
      this.#owner = owner;
      this.#limit = PAGE;
      this.#isAtEnd = true;
    }
    this.#messages = history.length ? [...history, ...messages] : messages;
  }

  stickToEnd(): void {
    this.#isAtEnd = true;
  }

  /** After an update: follows the end, and tells `markRead` if the reader can see it. */
  settle(markRead: () => void): void {
    this.#markRead = markRead;
    const scroller = this.#scroller;
    const content = scroller?.querySelector('ol') ?? undefined;
    if (content !== this.#observed) {
      this.#resize?.disconnect();
      this.#observed = content;
      // Content grows after an update too: fonts, sanitised HTML, the panel being resized or shown.
      this.#resize ??= new ResizeObserver(() => this.#look());
      if (content && scroller) {
        this.#resize.observe(content);
        this.#resize.observe(scroller);
      }
    }
    this.#look();
  }

  render(
    context: Omit<MessageViewContext, 'retry' | 'lastDelivered'> & {
      readonly hasConversation: boolean;
      /** There is a composer below. */
      readonly canWrite: boolean;
    },
  ): TemplateResult {
    const { t } = context;
    const shown = this.#messages.slice(-this.#limit);
    const lastDelivered = shown.findLast(
      ({ direction, delivery }) => direction === 'outgoing' && delivery === 'delivered',
    )?.id;
    const view: MessageViewContext = { ...context, lastDelivered, retry: this.retry };
    return html`<div
      class="scroller"
      part="messages"
      role="region"
      aria-label=${t.messages}
      tabindex="0"
      @scroll=${this.#scrolled}
    >
      ${
        this.#messages.length > shown.length
          ? html`<button class="button small earlier" @click=${this.#showEarlier}>${t.earlier}</button>`
          : nothing
      }
      ${
        shown.length
          ? html`<ol role="list">
              ${groupMessages(shown).map((group) => groupView(group, view))}
            </ol>`
          : emptyList(t, context.hasConversation, context.canWrite)
      }
    </div>`;
  }

  renderJump(t: ConversationStrings): TemplateResult | typeof nothing {
    if (this.#isAtEnd) return nothing;
    const unseen = this.#messages
      .slice(this.#seen)
      .filter(({ direction }) => direction === 'incoming').length;
    return html`<button class="button jump" part="jump" @click=${this.#jump}>
      ${icons.down}<span class=${unseen ? '' : 'visually-hidden'}
        >${unseen ? t.newMessages(unseen) : t.jump}</span
      >
    </button>`;
  }

  readonly #showEarlier = (): void => {
    const scroller = this.#scroller;
    const fromEnd = scroller ? scroller.scrollHeight - scroller.scrollTop : 0;
    this.#limit += PAGE;
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => {
      if (scroller) scroller.scrollTop = scroller.scrollHeight - fromEnd;
    });
  };

  readonly #jump = (): void => {
    this.#isAtEnd = true;
    this.host.requestUpdate();
    this.host.focus();
  };

  readonly #scrolled = (): void => {
    const scroller = this.#scroller;
    if (!scroller?.clientHeight) return;
    const { scrollTop } = scroller;
    const isNear = scroller.scrollHeight - scrollTop - scroller.clientHeight < NEAR;
    // Only a reader scrolls up; content that grew since the last update is no reason to leave the end.
    const isAtEnd = isNear || (this.#isAtEnd && scrollTop >= this.#top - 1);
    this.#top = scrollTop;
    if (isAtEnd === this.#isAtEnd) return;
    this.#isAtEnd = isAtEnd;
    this.host.requestUpdate();
  };

  readonly #look = (): void => {
    const scroller = this.#scroller;
    if (!this.#isAtEnd || !scroller?.clientHeight) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
    this.#seen = this.#messages.length;
    if (document.visibilityState === 'visible') this.#markRead();
  };
}
