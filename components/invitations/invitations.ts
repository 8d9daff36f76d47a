import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationContract, InvitationReceivedEvent } from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { LyncElement } from '../internal/element';
import { deepActiveElement, FocusReturn } from '../internal/focus-return';
import { icons } from '../internal/icons';
import { SESSION_CHANGES, SnapshotController } from '../internal/snapshot-controller';
import { chime } from './chime';
import { LyncInvitationAcceptRequestEvent } from './events/invitation-accept-request-event';
import { LyncInvitationDeclineRequestEvent } from './events/invitation-decline-request-event';
import { invitationsStyles } from './invitations.styles';
import { RoomToasts } from './room-toasts';
import { isShortcut, parseShortcut } from './shortcut';
import { strings } from './strings/index';
import { ToastList } from './toast-list';
import {
  callText,
  nameOf,
  renderContextToast,
  renderInvitation,
  type AnswerOptions,
  type ToastActions,
} from './toast.template';
import { inOrder, isIncoming, isWaiting, type InvitationToast, type Toast } from './toasts';

/**
 * @summary What wants the person's attention: incoming conversations, calls and conferences with their countdown, invitations to chat rooms, and toasts of context applications.
 *
 * It never takes the focus. F6 (see `shortcut`) goes to the invitation that runs out first, and again back to where the person was; Tab goes
 * on through the rest. Each invitation is spoken once, at once. The document's title is left alone.
 *
 * @tag lync-invitations
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} session - Id of the `<lync-session>` to use when that is not an ancestor.
 *
 * @event {LyncInvitationAcceptRequestEvent} lync-invitation-accept-request - The person wants to accept. Cancelable: the page then answers itself.
 * @event {LyncInvitationDeclineRequestEvent} lync-invitation-decline-request - The person wants to decline. Cancelable: the page then answers itself.
 * @event {LyncRoomJoinRequestEvent} lync-room-join-request - The person wants to join a chat room. Cancelable: the page then joins it itself.
 * @event {LyncRoomDeclineRequestEvent} lync-room-decline-request - The person puts an invitation to a chat room away. Cancelable.
 * @event {LyncErrorEvent} lync-error - Accepting or declining failed. The toast says so and can be tried again.
 *
 * @slot empty - Instead of what is said when nobody is waiting.
 *
 * @csspart toast - One toast.
 * @csspart room-toast - One toast of an invitation to a chat room.
 * @csspart context-toast - One toast of a context application.
 * @csspart countdown - The ring with the seconds that are left.
 * @csspart name - Who invites.
 * @csspart queue - The queue it came through.
 * @csspart subject - The subject.
 * @csspart text - What they wrote first.
 * @csspart importance - The importance, if it is not normal.
 * @csspart reason - Why an invitation is no longer one.
 * @csspart accept - The button that accepts.
 * @csspart accept-video - The button that accepts a call with video.
 * @csspart accept-chat - The button that joins a conference without one's voice.
 * @csspart call - That it is a call.
 * @csspart conference - That it is a conference.
 * @csspart modalities - What the conference is joined with.
 * @csspart decline - The button that declines.
 * @csspart dismiss - The button that puts away what has only something to tell.
 * @csspart more - The button that shows the rest.
 * @csspart empty - What is shown when nobody is waiting.
 *
 * @cssprop [--lync-invitations-inset=16px] - Distance from the corner, when `floating`.
 * @cssprop [--lync-invitations-z-index=1000] - Level in the page, when `floating`.
 *
 * @cssstate ringing - Somebody is waiting for an answer.
 * @cssstate empty - Nobody is.
 */
export class LyncInvitations extends LyncElement {
  static override styles = [LyncElement.styles, invitationsStyles];

  /** How many invitations are shown at a time; the rest is one button away. */
  @property({ type: Number }) max = 3;

  /** Plays two soft notes for each invitation. */
  @property({ type: Boolean }) sound = false;

  /** Stays in the upper corner at the end of the line, above the page, and shows nothing when nobody is waiting. */
  @property({ type: Boolean, reflect: true }) floating = false;

  /** The key that goes to the invitations and back, e.g. `F6` or `Alt+Shift+I`; empty for none. */
  @property() shortcut = 'F6';

  /** The conversations to look at; default: those of the session. */
  @property({ attribute: false }) conversations: readonly ConversationContract[] | undefined;

  @state() private expanded = false;
  @state() private now = Date.now();
  @state() private alert = '';

  readonly #announcer = new Announcer(this);
  readonly #focusReturn = new FocusReturn();
  readonly #list = new ToastList({
    requestUpdate: () => this.requestUpdate(),
    isBusy: (key) => this.#isBusy(key),
    onArrived: (toast) => this.#arrived(toast),
  });
  readonly #actions: ToastActions = {
    answer: (toast, how, options) => void this.#answer(toast, how, options),
    dismiss: (key) => this.#list.remove(key),
  };
  readonly #rooms = new RoomToasts(this, {
    session: () => this.session,
    chat: () => this.session?.persistentChat,
    texts: () => this.locale.texts(strings),
    announce: (text) => this.#announcer.announce(text),
    report: (error) => this.reportError(error),
  });
  #ticking: ReturnType<typeof setInterval> | undefined;
  #hadFocus = false;

  constructor() {
    super();
    new SnapshotController(this, () => this.session, SESSION_CHANGES);
    new SnapshotController(
      this,
      () => this.session,
      ['invitation-received'],
      (event) => this.#list.onInvitation(event as InvitationReceivedEvent),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
    this.#list.dispose();
    this.#tick(false);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    if (this.isConnected) this.#list.sync(this.conversations ?? this.session?.conversations ?? []);
    const waiting = this.#list.toasts.filter(isWaiting);
    this.toggleState('ringing', waiting.length > 0);
    this.toggleState('empty', !this.#list.toasts.length && !this.#rooms.shown.length);
    this.#tick(waiting.some(({ invitation }) => invitation?.expiresAt !== undefined));
    if (!waiting.length) this.expanded = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The toast with the focus is gone; a page that has moved the focus on meanwhile knows better.
    if (!this.#hadFocus || this.shadowRoot?.activeElement || deepActiveElement() !== document.body) return;
    const next = this.#firstAccept();
    if (next) next.focus();
    else this.#focusReturn.restore();
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const toasts = inOrder(this.#list.toasts);
    const waiting = toasts.filter(isWaiting);
    const limit = this.expanded ? Infinity : Math.max(1, this.max || 1);
    const hidden = Math.max(0, waiting.length - limit);
    const shown = toasts.filter((toast) => !isWaiting(toast) || waiting.indexOf(toast) < limit);
    return html`<div class="visually-hidden" aria-live="assertive" aria-atomic="true">${this.alert}</div>
      ${this.#announcer.render()}
      <section aria-label=${t.label} @keydown=${this.#onEscape}>
        ${
          shown.length
            ? html`<ul role="list">
                ${repeat(
                  shown,
                  ({ key }) => key,
                  (toast) => this.#renderToast(toast),
                )}
              </ul>`
            : this.#rooms.shown.length
              ? nothing
              : this.#renderEmpty()
        }
        ${this.#rooms.render()}
        ${
          hidden || this.expanded
            ? html`<button
                class="button small more"
                type="button"
                part="more"
                aria-expanded=${this.expanded}
                @click=${() => (this.expanded = !this.expanded)}
              >
                ${this.expanded ? t.less : t.more(hidden)}
              </button>`
            : nothing
        }
      </section>`;
  }

  #renderToast(toast: Toast): TemplateResult {
    const t = this.locale.texts(strings);
    return toast.kind === 'context'
      ? renderContextToast(toast, t, this.#actions)
      : renderInvitation(toast, this.now, t, this.locale.language.lang, this.#actions);
  }

  #renderEmpty(): TemplateResult | typeof nothing {
    if (this.floating) return nothing;
    const t = this.locale.texts(strings);
    const offline = this.session && this.session.snapshot.state !== 'connected';
    return html`<slot name="empty">
      <div class="empty ${offline ? 'offline' : ''}" part="empty">
        ${offline ? icons.offline : icons.chat}
        <div>
          <strong>${offline ? t.notConnected : t.empty}</strong>
          ${offline ? t.notConnectedText : t.emptyText(this.shortcut)}
        </div>
      </div>
    </slot>`;
  }

  async #answer(
    toast: InvitationToast,
    how: 'accept' | 'decline',
    { modalities, video = false }: AnswerOptions = {},
  ): Promise<void> {
    const { conversation, invitation } = toast;
    const request =
      how === 'accept'
        ? new LyncInvitationAcceptRequestEvent(conversation, invitation)
        : new LyncInvitationDeclineRequestEvent(conversation, invitation);
    if (!this.dispatchEvent(request)) return;
    toast.phase = how === 'accept' ? 'accepting' : 'declining';
    delete toast.failed;
    this.requestUpdate();
    try {
      const answering = toast.call?.isWithin ? conversation.audioVideo : conversation;
      if (how === 'decline') await answering?.decline();
      else if (video) await conversation.audioVideo?.accept({ video });
      else if (modalities) await conversation.accept({ modalities });
      else await answering?.accept();
      // The sound of an accepted call needs no element on the page that shows it.
      const isHeard = toast.call ?? (modalities ?? invitation?.conference?.modalities)?.includes('audio');
      if (isHeard && how === 'accept') void this.#play(conversation);
    } catch (error) {
      if (isIncoming(conversation)) {
        toast.phase = 'waiting';
        toast.failed = how;
      }
      this.reportError(error);
    }
    this.requestUpdate();
  }

  async #play({ audioVideo }: ConversationContract): Promise<void> {
    try {
      const { playRemoteAudio } = await import('../call/remote-audio');
      if (audioVideo) playRemoteAudio(audioVideo);
    } catch (error) {
      this.reportError(error);
    }
  }

  #arrived(toast: Toast): void {
    const t = this.locale.texts(strings);
    if (toast.kind === 'context') {
      this.#announcer.announce(
        `${toast.channel.snapshot.applicationName}: ${toast.channel.snapshot.toast ?? ''}`,
      );
      return;
    }
    this.now = Date.now();
    const isCall = toast.call ?? toast.invitation?.conference;
    const said = isCall
      ? t.announceCall(nameOf(toast, t), callText(toast, t), this.shortcut)
      : t.announce(nameOf(toast, t), toast.invitation?.toast ?? '', this.shortcut);
    // A no-break space makes an equal text a new one, so that a second visitor without a name is heard too.
    this.alert = said === this.alert ? `${said}\u00a0` : said;
    if (this.sound) chime();
  }

  #tick(on: boolean): void {
    if (on && this.#ticking === undefined) {
      this.#ticking = setInterval(() => (this.now = Date.now()), 1000);
    } else if (!on && this.#ticking !== undefined) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !isShortcut(event, parseShortcut(this.shortcut))) return;
    if (this.shadowRoot?.activeElement) {
      event.preventDefault();
      this.#focusReturn.restore();
      return;
    }
    const target = this.#firstAccept() ?? this.renderRoot.querySelector<HTMLElement>('.toast button');
    // Without a toast the key keeps its meaning in the browser.
    if (!target) return;
    event.preventDefault();
    this.#focusReturn.remember();
    target.focus();
  };

  readonly #onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#focusReturn.restore();
  };

  #firstAccept(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[part="accept"]');
  }

  #isBusy(key: string): boolean {
    const toast = this.renderRoot.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return (
      toast !== null && (toast.matches(':hover') || toast.contains(this.shadowRoot?.activeElement ?? null))
    );
  }
}
