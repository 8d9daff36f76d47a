import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationSnapshot, MessageEvent_, MessageSnapshot } from '../../src/session/contract';
import type { LyncCall } from '../call/call';
import { icons } from '../internal/icons';
import type { LyncConversation } from './conversation';
import { forward } from './conversation-forwarder';
import { aroundStyles, messageStyles } from './conversation-view.styles';
import { MessageList } from './message-list';
import { initialsOf, nameOf } from './names';
import type { PeopleView } from './people-view';
import type { SupervisionNote } from './supervision-note';
import { plainText } from './plain-text';
import type { ConversationStrings } from './strings';

/** What the view sees of its element besides its public side. */
export interface ConversationViewHost {
  readonly element: LyncConversation;
  readonly texts: () => ConversationStrings;
  readonly lang: () => string;
  readonly isAskingToEnd: () => boolean;
  readonly stopAsking: () => void;
  readonly announce: (text: string) => void;
  /** Reports it if it fails. */
  readonly attempt: (work: Promise<unknown> | undefined) => void;
}

/** All that an element shows of a conversation once there is one. A chunk of its own: a chat panel opens without it. */
export class ConversationView {
  readonly #list: MessageList;
  #call: LyncCall | undefined;
  #people: PeopleView | undefined;
  #supervision: SupervisionNote | undefined;
  /** What is being, or was, loaded. */
  readonly #brought = new Set<string>();

  constructor(private readonly host: ConversationViewHost) {
    const { element } = host;
    this.#list = new MessageList(element, (id) => {
      host.attempt(element.conversation?.messaging.retry(id));
      element.focus();
    });
  }

  /** Into the element's root; not before it has one. */
  adoptStyles(root: ShadowRoot): void {
    root.adoptedStyleSheets.push(
      ...[aroundStyles, messageStyles].flatMap(({ styleSheet }) => styleSheet ?? []),
    );
  }

  stickToEnd(): void {
    this.#list.stickToEnd();
  }

  /** After an update. */
  settle(): void {
    this.#list.settle(() => this.host.element.conversation?.markRead());
  }

  /** Speaks what somebody who does not see the list has to hear, and raises the element's own event. */
  receive(event: Event): void {
    const { element, texts, announce } = this.host;
    const { conversation } = element;
    if (!conversation) return;
    if (event.type === 'message-received') {
      const { message } = event as MessageEvent_;
      const text = plainText(this.#told(message));
      announce(message.kind === 'notice' ? text : texts().says(this.#nameOf(message.from), text));
    }
    if (event.type === 'state-changed' && conversation.snapshot.state === 'terminated')
      announce(texts().ended);
    const forwarded = forward(conversation, event);
    if (forwarded) element.dispatchEvent(forwarded);
  }

  /** The line with the people and the actions. */
  header(snapshot: ConversationSnapshot): TemplateResult {
    const { element } = this.host;
    const t = this.host.texts();
    const names = snapshot.participants.map((one) => this.#nameOf(one)).join(', ') || t.someone;
    const importance = t.importance[snapshot.importance];
    const action = (
      name: ConversationSnapshot['actions'][number],
      label: string,
      icon: TemplateResult,
      act: () => void,
    ): TemplateResult | typeof nothing =>
      snapshot.actions.includes(name)
        ? html`<button class="icon-button" aria-label=${label} title=${label} @click=${act}>${icon}</button>`
        : nothing;
    return html`<header part="header">
      <span class="avatar" aria-hidden="true">${initialsOf(names.split(', ')[0] ?? '') || icons.person}</span>
      <div class="who">
        <h2 dir="auto">${names}</h2>
        <p>
          ${importance ? html`<span class="chip ${snapshot.importance}">${importance}</span>` : nothing}<bdi
            >${snapshot.subject}</bdi
          >
        </p>
      </div>
      <div class="actions">
        ${action('audio', t.audio, icons.phone, () => element.requestCall('audio'))}
        ${
          snapshot.actions.includes('audio')
            ? action('video', t.video, icons.video, () => element.requestCall('video'))
            : nothing
        }
        ${this.#people?.button(snapshot)}
        <slot name="actions"></slot>
        ${action('terminate', t.end, icons.end, () => element.askToEnd())}
      </div>
    </header>`;
  }

  /** The question whether to end, what is wrong, and the messages. */
  middle(snapshot: ConversationSnapshot | undefined): TemplateResult {
    const { element, texts, lang, isAskingToEnd } = this.host;
    const t = texts();
    const told = (snapshot?.messages ?? []).map(this.#told);
    this.#list.setMessages(snapshot?.id ?? '', element.history, told);
    if (snapshot) this.#followPeople(snapshot);
    return html`${snapshot && this.#people?.strip(snapshot)}${this.#callView()}${isAskingToEnd() ? this.#ask(t) : nothing}
    ${
      snapshot?.state === 'recovering' && element.session?.snapshot.state !== 'lost'
        ? html`<div class="banner warning">${icons.offline}<span>${t.recovering}</span></div>`
        : nothing
    }
    ${this.#list.render({
      t,
      lang: lang(),
      nameOf: ({ from }) => this.#nameOf(from),
      canRetry: snapshot?.actions.includes('send-message') ?? false,
      hasConversation: !!snapshot || !!element.startWith,
      canWrite: !this.insteadOfComposer(snapshot),
    })}`;
  }

  /** Between the messages and the composer. */
  beneath(snapshot: ConversationSnapshot | undefined): TemplateResult {
    return html`${this.#list.renderJump(this.host.texts())}
      <p class="typing" part="typing" ?hidden=${!snapshot}>${snapshot ? this.#typing(snapshot) : nothing}</p>
      ${snapshot && this.#supervision?.render(snapshot)}`;
  }

  /** What stands in the composer's place; undefined when that is to be shown. */
  insteadOfComposer(snapshot: ConversationSnapshot | undefined): TemplateResult | undefined {
    const { element, texts, attempt } = this.host;
    const t = texts();
    switch (snapshot?.state) {
      case 'incoming':
        if (this.#call && snapshot.invitation?.modality && !snapshot.conference) return html``;
        return html`<div class="banner ask">
          <strong>${snapshot.invitation?.toast || snapshot.subject}</strong>
          <div>
            <button class="button small primary" @click=${() => attempt(element.conversation?.accept())}>
              ${t.accept}
            </button>
            <button class="button small" @click=${() => attempt(element.conversation?.decline())}>
              ${t.decline}
            </button>
          </div>
        </div>`;
      case 'terminating':
      case 'terminated': {
        const reason = t.reasons[snapshot.endReason ?? ''] ?? t.reasons[snapshot.failure?.code ?? ''];
        return html`<div class="ended" role="group" aria-label=${t.ended}>
          <p class="title">${t.ended}</p>
          ${reason ? html`<p>${reason}</p>` : nothing}
          <slot name="ended"></slot>
        </div>`;
      }
      default:
        // Nobody would read it.
        return snapshot?.supervision === 'monitor' ? html`` : undefined;
    }
  }

  readonly #told = (message: MessageSnapshot): MessageSnapshot => this.#people?.told(message) ?? message;

  /** The call; its code is loaded when there is one, or is likely to be. */
  #callView(): LyncCall | typeof nothing {
    const { element } = this.host;
    const { conversation } = element;
    const state = conversation?.audioVideo?.snapshot.state ?? 'idle';
    // A chat panel's visitors seldom call: they get it with the first call.
    const isLikely = !element.compact && conversation?.canInvoke('audio');
    if (state !== 'idle' || isLikely)
      this.#bring('call', async () => {
        const { createCall } = await import('../call/create-call');
        this.#call = createCall((element.constructor as typeof LyncConversation).prefix);
      });
    if (!this.#call) return nothing;
    this.#call.session = element.session;
    this.#call.conversation = conversation;
    return this.#call;
  }

  /** Who is in a conference, or can be asked into one, or supervises. */
  #followPeople({ actions, conference, supervision }: ConversationSnapshot): void {
    const { element, lang } = this.host;
    if (supervision)
      this.#bring('supervision', async () => {
        const { SupervisionNote } = await import('./supervision-note');
        this.#supervision = new SupervisionNote({ element, lang });
      });
    if (conference || (actions.includes('invite') && !element.compact))
      this.#bring('people', async () => {
        const { PeopleView } = await import('./people-view');
        this.#people = new PeopleView({ element, lang });
      });
  }

  /** Loads what few conversations need, once. */
  #bring(what: string, load: () => Promise<void>): void {
    if (this.#brought.has(what)) return;
    this.#brought.add(what);
    this.host.attempt(
      load().then(
        () => this.host.element.requestUpdate(),
        (error: unknown) => {
          this.#brought.delete(what);
          throw error;
        },
      ),
    );
  }

  #ask(t: ConversationStrings): TemplateResult {
    const { element, attempt, stopAsking } = this.host;
    const close = (): void => {
      stopAsking();
      element.focus();
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    };
    return html`<div class="banner ask" role="group" aria-label=${t.endQuestion} @keydown=${key}>
      <strong>${t.endQuestion}</strong>
      <div>
        <button class="button small danger" @click=${() => attempt(element.conversation?.terminate())}>
          ${t.endYes}
        </button>
        <button class="button small" @click=${close}>${t.endNo}</button>
      </div>
    </div>`;
  }

  #typing({ participants }: ConversationSnapshot): TemplateResult | typeof nothing {
    const writing = participants.filter(({ isTyping, isSelf }) => isTyping && !isSelf);
    if (!writing.length) return nothing;
    const t = this.host.texts();
    const names = writing.map((one) => this.#nameOf(one) || t.someone).join(', ');
    return html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span
      ><span>${t.typing(names)}</span>`;
  }

  #nameOf(from: { readonly displayName: string; readonly uri: string; readonly isSelf?: boolean }): string {
    if (from.isSelf) return this.host.texts().you;
    const { participants = [], queue } = this.host.element.conversation?.snapshot ?? {};
    // Who wrote before anybody knew their name has it now.
    if (!from.displayName) from = participants.find(({ uri }) => uri === from.uri) ?? from;
    // A visitor is in touch with a queue; the person behind it is known by name only.
    const isQueue = !from.displayName || from.displayName === queue?.queueName;
    return (isQueue && queue?.agentName) || nameOf(from);
  }
}
