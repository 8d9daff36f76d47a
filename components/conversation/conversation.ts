import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from '../internal/decorators';
import type { MessageSnapshot } from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { connectionStatus } from '../internal/connection-status';
import { LyncConversationElement } from '../internal/conversation-element';
import { LyncElement } from '../internal/element';
import { formatSeconds } from '../internal/localisation/format';
import { SnapshotController } from '../internal/snapshot-controller';
import { Ticker } from '../internal/ticker';
import type { Person } from '../park-panel/sharing';
import type { LyncComposer } from './composer';
import type { ConversationView } from './conversation-view';
import { frameStyles } from './conversation.styles';
import { emptyList } from './empty-list';
import { LyncCallRequestEvent } from './events/call-request-event';
import { FORWARDED } from './forwarded-events';
import { strings, type ConversationStrings } from './strings';

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
 * @event {LyncCallStateChangedEvent} lync-call-state-changed - The call's state changed, e.g. to `ringing`, `connected`, `held` or `parked`.
 * @event {LyncParkRequestEvent} lync-park-request - The user asks to park the call; cancelable.
 * @event {LyncParticipantChangedEvent} lync-participant-changed - In a conference whose people are open: somebody is another now.
 * @event {LyncConferenceStateChangedEvent} lync-conference-state-changed - As before: this participant's state in the conference changed.
 * @event {LyncInviteRequestEvent} lync-invite-request - The user wants to add people; cancelable.
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
 * @csspart add-people - The button that adds people to a conversation of two.
 * @csspart supervision - To a supervisor: who hears and reads them.
 * @csspart people - The people of a conference.
 * @csspart people-muted - That this participant is muted by the conference.
 * @csspart people-button - The line with them, which opens the rest.
 * @csspart active-speaker - Who speaks, or how many there are.
 * @csspart participants - The `<lync-participants>` inside.
 * @csspart people-list - Its list.
 * @csspart person - Each person in it.
 * @csspart people-mute-all - Its button that mutes everybody.
 * @csspart people-lock - Its button that locks and unlocks.
 * @csspart people-invite - Its button for adding people.
 * @csspart people-leave - Its button that leaves.
 * @csspart people-end - Its button that ends the conference for everybody.
 * @csspart connection - The line that says how the connection is.
 * @csspart retry-connection - The button in it that connects again.
 * @csspart call - The call, once there is one, or was.
 * @csspart call-status - How the call stands.
 * @csspart call-quality - How well it sounds.
 * @csspart call-duration - How long it has lasted.
 * @csspart call-controls - The buttons of the call.
 * @csspart call-control - Each of them; also has one of the parts below.
 * @csspart call-accept - Accepts an incoming call.
 * @csspart call-accept-video - Accepts it with video.
 * @csspart call-decline - Declines it.
 * @csspart call-mute - Mutes the microphone.
 * @csspart call-hold - Holds and resumes.
 * @csspart call-keypad - Opens the keypad.
 * @csspart call-video - Starts and stops one's own video.
 * @csspart call-transfer - Opens the transfer.
 * @csspart call-park - Parks the call.
 * @csspart call-devices - Opens the choice of devices.
 * @csspart call-end - Ends the call.
 * @csspart call-drawer - Keypad, devices or transfer, when open.
 * @csspart call-video-area - Both pictures.
 * @csspart call-remote-video - The picture of the other side.
 * @csspart call-local-video - One's own picture.
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
  static override styles = [LyncElement.styles, bannerStyles, frameStyles];

  /** Loads what shows messages. @internal */
  protected static loadView = () => import('./conversation-view');

  /** Without the header, for narrow places that have their own. */
  @property({ type: Boolean, reflect: true }) compact = false;

  /** Longest message in characters; a longer one is shown as such and not sent. */
  @property({ type: Number, attribute: 'max-length' }) maxLength = 8000;

  /** Earlier messages shown before the conversation's own, e.g. from before a reload. */
  @property({ attribute: false }) history: readonly MessageSnapshot[] = [];

  /** Who can be added with one click, besides those the user writes with; see `<lync-participants>`. */
  @property({ attribute: false }) people: readonly Person[] = [];

  /** Offers the composer while there is no conversation; called with the first message, and expected to set `conversation`. */
  @property({ attribute: false }) startWith: ((text: string) => void) | undefined;

  @state() private isAskingToEnd = false;
  @state() private composerError = '';
  @query('[part="composer"]') private readonly composer!: LyncComposer | null;

  readonly #announcer = new Announcer(this);
  readonly #events: SnapshotController;
  #view: ConversationView | undefined;
  #loading: Promise<ConversationView | undefined> | undefined;

  constructor() {
    super();
    this.#events = new SnapshotController(
      this,
      () => this.conversation,
      FORWARDED,
      (event) => {
        if (this.#view) this.#view.receive(event);
        else void this.#loadView().then((view) => view?.receive(event));
      },
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

  /**
   * Calls, or adds the picture to a call, as the call buttons do: raises `lync-call-request` first. False if somebody prevented it, or if it is not
   * possible now.
   */
  requestCall(medium: 'audio' | 'video' = 'audio'): boolean {
    const { conversation } = this;
    if (
      !conversation?.canInvoke(medium) ||
      !this.dispatchEvent(new LyncCallRequestEvent(conversation, medium))
    )
      return false;
    const { audioVideo } = conversation;
    this.#attempt(
      conversation.canInvoke('audio')
        ? audioVideo?.connect({ video: medium === 'video' })
        : audioVideo?.addVideo(),
    );
    return true;
  }

  get #lacksView(): boolean {
    return !this.#view && (!!this.conversation || this.history.length > 0);
  }

  /** Waits for what shows messages, which comes with the first conversation; `updateComplete` waits with it. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    this.#events.hostUpdate();
    if (!this.#lacksView) return super.scheduleUpdate();
    return this.#loadView().then(() => super.scheduleUpdate());
  }

  protected override firstUpdated(): void {
    // Lit takes properties that were set before the class was known after it has scheduled the first update.
    if (this.#lacksView && !this.#loading) this.requestUpdate();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    return isDone || !this.#lacksView ? isDone : super.getUpdateComplete();
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
    this.toggleState('empty', !this.history.length && !snapshot?.messages.length);
  }

  protected override updated(): void {
    this.#view?.settle();
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const snapshot = this.conversation?.snapshot;
    const view = this.#view;
    return html`
      ${view && snapshot && !this.compact ? view.header(snapshot) : nothing}
      ${this.compact ? nothing : this.#connection()} ${view ? view.middle(snapshot) : this.#start(t)}
      <div class="foot">
        ${view?.beneath(snapshot)} ${view?.insteadOfComposer(snapshot) ?? this.#composerView()}
      </div>
      ${this.#announcer.render()}
    `;
  }

  #start(t: ConversationStrings): TemplateResult {
    // Without the code for messages nobody may think that there are none.
    const failed = this.conversation && ({ state: 'failed' } as const);
    const retry = (): void => {
      this.#loading = undefined;
      this.requestUpdate();
    };
    return html`${connectionStatus(failed, t, '', retry)}
      <div class="scroller" part="messages" role="region" aria-label=${t.messages} tabindex="0">
        ${emptyList(t, !!this.conversation || !!this.startWith)}
      </div>`;
  }

  #loadView(): Promise<ConversationView | undefined> {
    this.#loading ??= (this.constructor as typeof LyncConversation).loadView().then(
      ({ ConversationView }) => {
        const view = new ConversationView({
          element: this,
          texts: () => this.locale.texts(strings),
          lang: () => this.locale.language.lang,
          isAskingToEnd: () => this.isAskingToEnd,
          stopAsking: () => (this.isAskingToEnd = false),
          announce: (text) => this.#announcer.announce(text),
          attempt: (work) => this.#attempt(work),
        });
        view.adoptStyles(this.renderRoot as ShadowRoot);
        return (this.#view = view);
      },
      (error: unknown) => {
        this.reportError(error);
        return undefined;
      },
    );
    return this.#loading;
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

  #composerView(): TemplateResult | typeof nothing {
    if (!this.conversation && !this.startWith) return nothing;
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
    this.#view?.stickToEnd();
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

  #attempt(work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => this.reportError(error));
  }
}
