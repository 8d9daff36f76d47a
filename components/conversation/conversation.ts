import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ConversationSnapshot, MessageEvent_, MessageSnapshot } from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { connectionStatus } from '../internal/connection-status';
import { LyncConversationElement } from '../internal/conversation-element';
import { LyncElement } from '../internal/element';
import { icons } from '../internal/icons';
import { formatSeconds } from '../internal/localisation/format';
import { SnapshotController } from '../internal/snapshot-controller';
import { Ticker } from '../internal/ticker';
import type { LyncComposer } from './composer';
import { FORWARDED, forward } from './conversation-forwarder';
import { frameStyles, messageStyles } from './conversation.styles';
import { LyncCallRequestEvent } from './events/call-request-event';
import { LyncParkRequestEvent } from './events/park-request-event';
import { initialsOf, nameOf, plainText } from './message-groups';
import { MessageList } from './message-list';
import { strings } from './strings';

const STATES = [
  'idle',
  'incoming',
  'establishing',
  'established',
  'conferenced',
  'recovering',
  'terminating',
  'terminated',
] as const;

/**
 * @tag lync-conversation
 * @summary Messages, composer, call controls and people of one conversation.
 * @status experimental
 * @since 0.1.0
 *
 * @slot empty - Shown instead of the built-in text while there is no message.
 * @slot actions - More buttons in the header.
 * @slot ended - Shown beneath the note that the conversation has ended, e.g. a way to start another.
 *
 * @event {LyncMessageReceivedEvent} lync-message-received - A message or notice came in.
 * @event {LyncMessageSentEvent} lync-message-sent - The other side confirmed a message.
 * @event {LyncMessageFailedEvent} lync-message-failed - A message was not delivered; it is shown with the reason and a retry.
 * @event {LyncConversationStateChangedEvent} lync-conversation-state-changed - The conversation's state changed.
 * @event {LyncActionAvailabilityChangedEvent} lync-action-availability-changed - Something became possible, or impossible.
 * @event {LyncParticipantAddedEvent} lync-participant-added - Somebody joined.
 * @event {LyncParticipantRemovedEvent} lync-participant-removed - Somebody left.
 * @event {LyncCallRequestEvent} lync-call-request - The user asks for a call; cancelable.
 * @event {LyncParkRequestEvent} lync-park-request - The user asks to park the call; cancelable.
 * @event {LyncErrorEvent} lync-error - Something the user asked for failed; it is shown as well.
 *
 * @csspart header - The line with the people and the actions.
 * @csspart messages - The scrolling list of messages.
 * @csspart day - A day's separator.
 * @csspart notice - Something the service said.
 * @csspart message - A message; also has the part `incoming` or `outgoing`.
 * @csspart incoming - A message from the other side.
 * @csspart outgoing - A message from this side.
 * @csspart delivery - How far an outgoing message got.
 * @csspart retry - The button that sends a failed message again.
 * @csspart jump - The button to the newest message.
 * @csspart typing - Who is writing.
 * @csspart composer - The whole field for writing; its parts are `input` and `send`.
 * @csspart input - The text field.
 * @csspart send - The send button.
 * @csspart connection - The line that says how the connection is.
 * @csspart retry-connection - The button in it that connects again.
 *
 * @cssprop [--lync-accent] - The one accent colour: buttons, focus, own messages.
 * @cssprop [--lync-on-accent] - Text on the accent colour.
 * @cssprop [--lync-surface] - Background.
 * @cssprop [--lync-surface-raised] - Background of received messages and notes.
 * @cssprop [--lync-text] - Text.
 * @cssprop [--lync-text-muted] - Less important text.
 * @cssprop [--lync-border] - Lines.
 * @cssprop [--lync-control-border] - Border of fields and buttons (3:1 against the surface).
 * @cssprop [--lync-danger] - Failures.
 * @cssprop [--lync-warning] - Warnings.
 * @cssprop [--lync-font] - Font family.
 * @cssprop [--lync-font-size=15px] - Font size; everything scales with it.
 * @cssprop [--lync-bubble-incoming] - Background of received messages.
 * @cssprop [--lync-bubble-outgoing] - Background of own messages.
 * @cssprop [--lync-on-bubble-outgoing] - Text of own messages.
 * @cssprop [--lync-speed=170ms] - Length of transitions.
 *
 * @cssstate idle - Not started.
 * @cssstate incoming - Waits to be accepted or declined.
 * @cssstate establishing - The other side has not answered yet.
 * @cssstate established - Live.
 * @cssstate conferenced - Live, with more than two.
 * @cssstate recovering - Interrupted; being restored.
 * @cssstate terminating - Ending.
 * @cssstate terminated - Ended.
 * @cssstate empty - There is no message yet.
 */
export class LyncConversation extends LyncConversationElement {
  static override styles = [LyncElement.styles, bannerStyles, frameStyles, messageStyles];

  /** Without the header, for narrow places that have their own. */
  @property({ type: Boolean, reflect: true }) compact = false;

  /** Longest message in characters; a longer one is shown as such and not sent. */
  @property({ type: Number, attribute: 'max-length' }) maxLength = 8000;

  /** Earlier messages shown before the conversation's own, e.g. from before a reload. */
  @property({ attribute: false }) history: readonly MessageSnapshot[] = [];

  /** Offers the composer while there is no conversation; called with the first message, and expected to set `conversation`. */
  @property({ attribute: false }) startWith: ((text: string) => void) | undefined;

  @state() private isAskingToEnd = false;
  @state() private composerError = '';
  @query('[part="composer"]') private readonly composer!: LyncComposer | null;

  readonly #announcer = new Announcer(this);
  readonly #list = new MessageList(this, (id) => this.#retry(id));

  constructor() {
    super();
    new SnapshotController(
      this,
      () => this.conversation,
      FORWARDED,
      (event) => this.#onConversationEvent(event),
    );
    new Ticker(this, () => this.session?.snapshot.state === 'lost');
  }

  /** Puts the focus into the composer. */
  override focus(options?: FocusOptions): void {
    if (this.composer) this.composer.focus(options);
    else void this.updateComplete.then(() => this.composer?.focus(options));
  }

  /** Asks the user whether to end the conversation, and ends it if so. */
  askToEnd(): void {
    this.isAskingToEnd = this.conversation?.canInvoke('terminate') ?? false;
    if (this.isAskingToEnd)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.ask button')?.focus());
  }

  /** Puts a text back into the composer, before what was written since, and says why. */
  restoreDraft(text: string, error = ''): void {
    this.#composerElement().restore(text);
    this.composerError = error;
  }

  /** Asks for a call, as the call buttons do: raises `lync-call-request`. False if somebody prevented it or it is not possible. */
  requestCall(medium: 'audio' | 'video' = 'audio'): boolean {
    const { conversation } = this;
    return (
      !!conversation?.canInvoke(medium) && this.dispatchEvent(new LyncCallRequestEvent(conversation, medium))
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const snapshot = this.conversation?.snapshot;
    if (changed.has('conversation') || changed.has('conversationId')) {
      this.isAskingToEnd = false;
      this.composerError = '';
    }
    if (!snapshot?.actions.includes('terminate')) this.isAskingToEnd = false;
    this.setExclusiveState(STATES, snapshot?.state ?? '');
    this.#list.setMessages(snapshot?.id ?? '', this.history, snapshot?.messages ?? []);
    this.toggleState('empty', this.#list.isEmpty);
  }

  protected override updated(): void {
    this.#list.settle(() => this.conversation?.markRead());
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const snapshot = this.conversation?.snapshot;
    return html`
      ${this.compact || !snapshot ? nothing : this.#header(snapshot)}
      ${this.compact ? nothing : this.#connection()} ${this.isAskingToEnd ? this.#ask() : nothing}
      ${
        snapshot?.state === 'recovering' && this.session?.snapshot.state !== 'lost'
          ? html`<div class="banner warning">${icons.offline}<span>${t.recovering}</span></div>`
          : nothing
      }
      ${this.#list.render({
        t,
        lang: this.locale.language.lang,
        nameOf: ({ from }) => this.#nameOf(from),
        canRetry: snapshot?.actions.includes('send-message') ?? false,
        hasConversation: !!snapshot || !!this.startWith,
      })}
      <div class="foot">
        ${this.#list.renderJump(t)}
        <p class="typing" part="typing" ?hidden=${!snapshot}>
          ${snapshot ? this.#typing(snapshot) : nothing}
        </p>
        ${this.#bottom(snapshot)}
      </div>
      ${this.#announcer.render()}
    `;
  }

  #header(snapshot: ConversationSnapshot): TemplateResult {
    const t = this.locale.texts(strings);
    const names = snapshot.participants.map((one) => this.#nameOf(one)).join(', ') || t.someone;
    const importance = t.importance[snapshot.importance];
    return html`<header part="header">
      <span class="avatar" aria-hidden="true">${initialsOf(names.split(', ')[0] ?? '') || icons.person}</span>
      <div class="who">
        <h2><bdi>${names}</bdi></h2>
        <p>
          ${importance ? html`<span class="chip ${snapshot.importance}">${importance}</span>` : nothing}<bdi
            >${snapshot.subject}</bdi
          >
        </p>
      </div>
      <div class="actions">
        ${this.#action(snapshot, 'audio', t.audio, icons.phone, () => this.requestCall('audio'))}
        ${this.#action(snapshot, 'video', t.video, icons.video, () => this.requestCall('video'))}
        ${this.#action(snapshot, 'park', t.park, icons.park, () => this.#requestPark())}
        <slot name="actions"></slot>
        ${this.#action(snapshot, 'terminate', t.end, icons.end, () => this.askToEnd())}
      </div>
    </header>`;
  }

  #action(
    snapshot: ConversationSnapshot,
    action: ConversationSnapshot['actions'][number],
    label: string,
    icon: TemplateResult,
    act: () => void,
  ): TemplateResult | typeof nothing {
    if (!snapshot.actions.includes(action)) return nothing;
    return html`<button class="icon-button" aria-label=${label} title=${label} @click=${act}>
      ${icon}
    </button>`;
  }

  #connection(): TemplateResult | typeof nothing {
    const session = this.session?.snapshot;
    const { lang } = this.locale.language;
    return connectionStatus(
      session,
      this.locale.texts(strings),
      formatSeconds(lang, (session?.nextAttemptAt ?? 0) - Date.now()),
      () => this.#attempt(this.session?.connect()),
    );
  }

  #ask(): TemplateResult {
    const t = this.locale.texts(strings);
    const close = (): void => {
      this.isAskingToEnd = false;
      this.focus();
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    };
    return html`<div class="banner ask" role="group" aria-label=${t.endQuestion} @keydown=${key}>
      <strong>${t.endQuestion}</strong>
      <div>
        <button class="button small danger" @click=${() => this.#attempt(this.conversation?.terminate())}>
          ${t.endYes}
        </button>
        <button class="button small" @click=${close}>${t.endNo}</button>
      </div>
    </div>`;
  }

  #typing(snapshot: ConversationSnapshot): TemplateResult | typeof nothing {
    const writing = snapshot.participants.filter(({ isTyping, isSelf }) => isTyping && !isSelf);
    if (!writing.length) return nothing;
    const t = this.locale.texts(strings);
    const names = writing.map((one) => this.#nameOf(one) || t.someone).join(', ');
    return html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span
      ><span>${t.typing(names)}</span>`;
  }

  #bottom(snapshot: ConversationSnapshot | undefined): TemplateResult | typeof nothing {
    const t = this.locale.texts(strings);
    if (!snapshot && !this.startWith) return nothing;
    if (snapshot?.state === 'incoming') {
      return html`<div class="banner ask">
        <strong>${snapshot.invitation?.toast || snapshot.subject}</strong>
        <div>
          <button class="button small primary" @click=${() => this.#attempt(this.conversation?.accept())}>
            ${t.accept}
          </button>
          <button class="button small" @click=${() => this.#attempt(this.conversation?.decline())}>
            ${t.decline}
          </button>
        </div>
      </div>`;
    }
    if (snapshot?.state === 'terminated' || snapshot?.state === 'terminating') {
      const reason = t.reasons[snapshot.endReason ?? ''] ?? t.reasons[snapshot.failure?.code ?? ''];
      return html`<div class="ended" role="group" aria-label=${t.ended}>
        <p class="title">${t.ended}</p>
        ${reason ? html`<p>${reason}</p>` : nothing}
        <slot name="ended"></slot>
      </div>`;
    }
    return this.#composerView();
  }

  #composerView(): TemplateResult {
    const composer = this.#composerElement();
    composer.maxLength = this.maxLength;
    composer.error = this.composerError;
    composer.onSend = (text) => this.#send(text);
    composer.onTyping = () => {
      if (this.conversation?.canInvoke('send-typing')) this.conversation.messaging.notifyTyping();
    };
    return html`${composer}`;
  }

  #composerNode: LyncComposer | undefined;

  /** Made by hand because its tag follows this element's prefix; kept, so that a draft survives a change of state. */
  #composerElement(): LyncComposer {
    if (!this.#composerNode) {
      this.#composerNode = document.createElement(`${this.tagPrefix}-composer`) as LyncComposer;
      this.#composerNode.setAttribute('part', 'composer');
      this.#composerNode.setAttribute('exportparts', 'input, send');
    }
    return this.#composerNode;
  }

  #send(text: string): boolean {
    const { conversation } = this;
    this.composerError = '';
    this.#list.stickToEnd();
    if (!conversation) {
      this.startWith?.(text);
      return !!this.startWith;
    }
    const before = conversation.snapshot.messages.length;
    conversation.messaging.send(text).catch((error: unknown) => {
      // A message that failed is in the list, with its reason and a retry. One that never got there goes back to the composer.
      if (conversation.snapshot.messages.length === before) {
        const { failed, reasons } = this.locale.texts(strings);
        this.restoreDraft(
          text,
          `${failed}. ${reasons[(error as { code?: string }).code ?? ''] ?? ''}`.trim(),
        );
      }
      this.reportError(error);
    });
    return true;
  }

  #retry(id: string): void {
    this.#attempt(this.conversation?.messaging.retry(id));
    this.focus();
  }

  #requestPark(): void {
    if (this.conversation) this.dispatchEvent(new LyncParkRequestEvent(this.conversation));
  }

  #attempt(work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => this.reportError(error));
  }

  #nameOf(from: { readonly displayName: string; readonly uri: string; readonly isSelf?: boolean }): string {
    if (from.isSelf) return this.locale.texts(strings).you;
    // A visitor is in touch with a queue; the person behind it is known by name only.
    const queue = this.conversation?.snapshot.queue;
    const isQueue = !from.displayName || from.displayName === queue?.queueName;
    return (isQueue && queue?.agentName) || nameOf(from);
  }

  #onConversationEvent(event: Event): void {
    const { conversation } = this;
    if (!conversation) return;
    if (event.type === 'message-received') this.#speak((event as MessageEvent_).message);
    if (event.type === 'state-changed' && conversation.snapshot.state === 'terminated') {
      this.#announcer.announce(this.locale.texts(strings).ended);
    }
    const forwarded = forward(conversation, event);
    if (forwarded) this.dispatchEvent(forwarded);
  }

  #speak(message: MessageSnapshot): void {
    const t = this.locale.texts(strings);
    const text = plainText(message);
    this.#announcer.announce(message.kind === 'notice' ? text : t.says(this.#nameOf(message.from), text));
  }
}
