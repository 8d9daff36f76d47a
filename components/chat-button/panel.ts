import { html, render, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../internal/decorators';
import type {
  ContextDataReceivedEvent,
  ConversationContract,
  MessageSnapshot,
  SessionContract,
} from '../../src/session/contract';
import { LyncContextDataReceivedEvent } from '../context-pane/events/context-data-received-event';
import type { LyncConversation } from '../conversation/conversation';
import { registerConversation } from '../conversation/register';
import { strings as conversationStrings } from '../conversation/strings';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { connectionStatus } from '../internal/connection-status';
import { register } from '../internal/define';
import { LyncElement } from '../internal/element';
import { toFailure } from '../internal/failure';
import { formatSeconds } from '../internal/localisation/format';
import { CONVERSATION_CHANGES, SnapshotController } from '../internal/snapshot-controller';
import { Ticker } from '../internal/ticker';
import { AgentAnnouncement } from './agent-announcement';
import { CallbackGate, type CallbackHost } from './callback/callback-gate';
import type { ChatLauncher } from './chat-launcher';
import { readRecord, writeRecord } from './chat-record';
import { ChatSession } from './chat-session';
import type { ResumableSession } from '../internal/create-session';
import { ContextSharing } from './context-sharing';
import { LyncCloseEvent } from './events/close-event';
import { LyncOpenEvent } from './events/open-event';
import { LauncherFace } from './launcher-face';
import { endedView, panelHeader, queueStrip } from './panel-header';
import { panelStyles, startStyles } from './panel.styles';
import { pendingMessage } from './pending-message';
import { ResumedNotice } from './resumed-notice';
import { startScreen, type VisitorFields } from './start-screen';
import { strings } from './strings';

/**
 * The window that a `<lync-chat-button>` opens: how things stand, and the conversation. Part of the button; not meant to stand alone.
 * A popover in the top layer, a dialog to assistive technology; it does not keep the rest of the page from being used.
 */
export class LyncChatPanel extends LyncElement {
  static override styles = [LyncElement.styles, bannerStyles, panelStyles, startStyles];

  @property({ reflect: true }) placement = '';
  @state() private conversation: ConversationContract | undefined;
  @state() private fields: VisitorFields = {};
  @state() private isPhoneMissing = false;
  @state() private shares = true;
  @state() private pending: MessageSnapshot | undefined;
  @state() private failure: ReturnType<typeof toFailure> | undefined;

  readonly #announcer = new Announcer(this);
  readonly #resumed = new ResumedNotice(this, () => this.session);
  readonly #agents = new AgentAnnouncement(this.#announcer);
  #launcher!: ChatLauncher;
  #face!: LauncherFace;
  #own!: ChatSession;
  #sharing!: ContextSharing;
  #chat!: LyncConversation;
  #callback!: CallbackGate;

  constructor() {
    super();
    new SnapshotController(this, () => this.conversation, CONVERSATION_CHANGES);
    new SnapshotController(
      this,
      () => this.conversation,
      ['context-data-received'],
      (event) => this.#dataReceived(event as ContextDataReceivedEvent),
    );
    new Ticker(this, () => this.session?.snapshot.state === 'lost');
  }

  get isOpen(): boolean {
    return this.matches(':popover-open');
  }

  /** Joins the panel to its button; once, before it is connected. */
  attach(launcher: ChatLauncher, button: HTMLButtonElement): void {
    this.#launcher = launcher;
    this.#face = new LauncherFace(launcher, button);
    this.#own = new ChatSession(launcher);
    this.#sharing = new ContextSharing(launcher);
    this.shares = launcher.consent !== 'opt-in';
    this.#chat = document.createElement(`${this.tagPrefix}-conversation`) as LyncConversation;
    this.#chat.className = 'conversation';
    this.#chat.compact = true;
    this.#callback = new CallbackGate(this.#callbackHost());
    this.popover = 'manual';
    this.tabIndex = -1;
    this.role = 'dialog';
    this.setAttribute('part', 'panel');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#remember);
    this.addEventListener('keydown', this.#key);
    this.#sharing.follow(
      () => this.conversation,
      () => this.shares,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pagehide', this.#remember);
    this.removeEventListener('keydown', this.#key);
    this.#sharing.unfollow();
    setTimeout(() => {
      if (!this.isConnected) this.#leave();
    });
  }

  /** `credentials`: an answer of `credentials-url` that is on its way. */
  open(credentials?: Promise<Response>): void {
    this.#own.credentials = credentials;
    this.#show();
    this.#callAtOnce();
    if (matchMedia('(pointer: coarse)').matches) this.focus();
    else if (!this.#callback.focus()) this.#chat.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.hidePopover();
    this.#face.setExpanded(false);
    this.#launcher.dispatchEvent(new LyncCloseEvent());
  }

  /** Goes on with the chat of before a reload. */
  resume(): void {
    const record = readRecord(this.#launcher.queue);
    if (!record?.token) return;
    const { callback, name, email, phone, shares, token } = record;
    this.fields = { ...(name && { name }), ...(email && { email }), ...(phone && { phone }) };
    this.shares = shares;
    this.#sharing.expectNewPage();
    // First: showing connects too, and would make a session that knows nothing of the chat.
    this.#connect(token);
    if (callback) this.#callback.restore(callback);
    if (record.open) this.#show();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.placement = this.#launcher.placement;
    this.sessionId = this.#launcher.getAttribute('session') ?? '';
    if (this.#launcher.session) this.session = this.#launcher.session;
    super.willUpdate(changed);
    this.ariaLabel = this.#title;
    this.#agents.follow(this.conversation, this.locale.texts(strings));
  }

  protected override updated(): void {
    const snapshot = this.conversation?.snapshot;
    const chat = this.#chat;
    chat.session = this.session;
    chat.conversation = this.conversation;
    chat.history = this.pending ? [this.pending] : [];
    const callback = snapshot ? undefined : this.#callback.view();
    chat.startWith = callback ? undefined : this.#startWith;
    render(
      snapshot
        ? endedView(this.locale.texts(strings), () => void this.#save(), this.#again)
        : (callback ?? this.#before()),
      chat,
      { host: this },
    );
    this.#sharing.update();
    const unread = snapshot?.unread ?? 0;
    this.#face.setUnread(unread, unread ? this.locale.texts(strings).unread(unread) : '');
    if (snapshot?.state === 'terminated') writeRecord(this.#launcher.queue, undefined);
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const { lang } = this.locale.language;
    const snapshot = this.conversation?.snapshot;
    const session = this.session?.snapshot;
    const texts = this.locale.texts(conversationStrings);
    // A session that could not even be made has no snapshot of its own to say so.
    const shown = session ?? (this.failure && { state: 'failed' as const, failure: this.failure });
    return html`
      ${panelHeader({
        t,
        texts,
        title: this.#title,
        snapshot,
        call: () => this.#chat.requestCall('audio'),
        end: () => this.#chat.askToEnd(),
        minimise: () => this.close(),
      })}
      ${connectionStatus(shown, texts, formatSeconds(lang, (session?.nextAttemptAt ?? 0) - Date.now()), () => this.#connect())}
      ${this.#resumed.render(texts)} ${queueStrip(t, snapshot)} ${this.#chat} ${this.#announcer.render()}
    `;
  }

  get #title(): string {
    const { direction, participants, queue } = this.conversation?.snapshot ?? {};
    if (!direction && this.#callback.title) return this.#callback.title;
    const caller = direction === 'incoming' ? participants?.[0]?.displayName : '';
    const known = queue?.agentName ?? queue?.queueName ?? caller;
    return known || this.#launcher.label || this.locale.texts(strings).chat;
  }

  #before(): TemplateResult {
    return startScreen({
      t: this.locale.texts(strings),
      mode: this.#launcher.mode || 'chat',
      contact: this.#launcher.contact ?? {},
      fields: this.fields,
      isPhoneMissing: this.isPhoneMissing,
      offer: this.#sharing.offer(),
      shares: this.shares,
      setField: this.#setField,
      setShares: (shares) => (this.shares = shares),
    });
  }

  readonly #setField = (name: keyof VisitorFields, value: string): void => {
    this.fields = { ...this.fields, [name]: value };
    if (name === 'phone') this.isPhoneMissing = false;
  };

  readonly #startWith = (text: string): void => void this.#start(text);

  #callbackHost(): CallbackHost {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters of an object literal have a `this` of their own
    const panel = this;
    return {
      launcher: this.#launcher,
      panel,
      get fields() {
        return panel.fields;
      },
      get offer() {
        return panel.#sharing.offer();
      },
      get shares() {
        return panel.shares;
      },
      get lang() {
        return panel.locale.language.lang;
      },
      setField: this.#setField,
      setShares: (shares) => (this.shares = shares),
      announce: (text) => this.#announcer.announce(text),
      report: (error) => this.reportError(error),
      session: () => this.#own.get(this.#home()),
      context: () => this.#sharing.collect(this.fields, this.shares),
      adopt: (conversation) => {
        this.conversation = conversation;
        this.#show();
      },
      focusChat: () => this.#chat.focus(),
    };
  }

  #show(): void {
    if (this.isOpen) return;
    this.showPopover();
    this.#face.setExpanded(true);
    this.#launcher.dispatchEvent(new LyncOpenEvent());
    this.#connect();
  }

  /** The session around the button, or named by it; undefined for a button that stands alone. */
  #home(): SessionContract | undefined {
    if (this.#launcher.session) return this.#launcher.session;
    if (this.#own.owned) return undefined;
    return this.session;
  }

  #connect(resume?: string): void {
    this.failure = undefined;
    this.#reach(resume).catch((error: unknown) => {
      this.failure = toFailure(error);
      this.reportError(error);
    });
  }

  async #reach(resume?: string): Promise<void> {
    const session = await this.#own.get(this.#home(), resume);
    if (!this.#launcher.session && this.#own.owned === session) this.session = session;
    this.#adoptResumed(session, resume);
    const { state } = session.snapshot;
    if (state === 'idle' || state === 'failed' || state === 'lost') await session.connect();
    this.#adoptResumed(session, resume);
    if (resume && !this.conversation) writeRecord(this.#launcher.queue, undefined);
  }

  #adoptResumed(session: ResumableSession, resume: string | undefined): void {
    if (!resume || this.conversation) return;
    const [kept] = session.resumableConversations ?? [];
    this.conversation = kept ? session.resumeConversation?.(kept.id) : session.conversations[0];
  }

  /** Who pressed a call button has said what they want. Without WebRTC they can write. */
  #callAtOnce(): void {
    if (this.#launcher.mode === 'call' && !this.conversation && 'RTCPeerConnection' in window)
      void this.#start('');
  }

  /** Without `text` it begins as a call. */
  async #start(text: string): Promise<void> {
    const { queue, subject, importance, mode } = this.#launcher;
    // What would be shared was not shown to who has called at once.
    if (!text) this.shares = false;
    const context = this.#sharing.collect(this.fields, this.shares);
    if (mode === 'callback' && !context.contact?.phone) {
      this.isPhoneMissing = true;
      this.#chat.restoreDraft(text);
      await this.updateComplete;
      this.#chat.querySelector<HTMLElement>('[name="phone"]')?.focus();
      return;
    }
    if (text) this.pending = pendingMessage(text);
    try {
      const session = await this.#own.get(this.#home());
      this.conversation = session.startConversation(queue, {
        ...(subject && { subject }),
        ...(importance && { importance }),
        context,
        ...(text ? { firstMessage: text } : { modality: 'audio' }),
      });
    } catch (error) {
      this.#chat.restoreDraft(text, this.locale.texts(strings).notStarted);
      this.reportError(error);
    }
    this.pending = undefined;
  }

  /** What an agent's application sends the visitor is for the page to show. */
  #dataReceived({ contentType, body }: ContextDataReceivedEvent): void {
    this.#launcher.dispatchEvent(new LyncContextDataReceivedEvent(undefined, contentType, body));
  }

  readonly #save = async (): Promise<void> => {
    const snapshot = this.conversation?.snapshot;
    if (!snapshot) return;
    const t = this.locale.texts(strings);
    const { you, failed } = this.locale.texts(conversationStrings);
    const { saveTranscript } = await import('./transcript');
    saveTranscript(snapshot, { you, title: t.chat, notDelivered: failed }, this.locale.language.lang);
  };

  readonly #again = (): void => {
    const messages = this.conversation?.snapshot.messages ?? [];
    // What did not get through is not lost with the chat it was written in.
    const failed = messages.filter(
      ({ delivery, direction }) => direction === 'outgoing' && delivery === 'failed',
    );
    if (failed.length) this.#chat.restoreDraft(failed.map(({ body }) => body).join('\n'));
    this.conversation = undefined;
    this.#chat.focus();
    if (!failed.length) this.#callAtOnce();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    this.close();
  };

  readonly #remember = (): void => {
    const state = this.conversation?.snapshot.state;
    const token = this.#own.owned?.resumeToken;
    const callback = this.#callback.promised;
    if (token && (callback || (state && state !== 'terminated' && state !== 'terminating'))) {
      const kept = { open: this.isOpen, token, shares: this.shares, ...this.fields };
      writeRecord(this.#launcher.queue, { ...kept, ...(callback && { callback }) });
    }
  };

  #leave(): void {
    this.#remember();
    this.#own.end().catch((error: unknown) => this.reportError(error));
  }
}

/** Makes the panel of a button, with the elements it nests, all under the button's prefix. */
export function createChatPanel(
  prefix: string,
  launcher: ChatLauncher,
  button: HTMLButtonElement,
): LyncChatPanel {
  registerConversation(prefix);
  register('chat-panel', LyncChatPanel, prefix);
  const panel = document.createElement(`${prefix}-chat-panel`) as LyncChatPanel;
  panel.attach(launcher, button);
  button.after(panel);
  return panel;
}
