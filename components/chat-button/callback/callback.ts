import type { TemplateResult } from 'lit';
import type {
  CallbackOptions,
  ConversationContract,
  InvitationReceivedEvent,
  SessionContract,
} from '../../../src/session/contract';
import { toFailure } from '../../internal/failure';
import { strings as chatStrings } from '../strings';
import type { CallbackHost } from './callback-gate';
import { callbackStyles } from './callback.styles';
import { callbackForm, type CallbackPlace } from './form.template';
import type { PromisedCall } from './promised-call';
import { Ringing } from './ringing';
import { strings, type CallbackStrings } from './strings';
import { overdueView, waitingView } from './waiting.template';

/** Milliseconds after its time that a call may still come; then the visitor is told that it did not. */
const LATEST = 90_000;
const MINUTE = 60_000;

type Problem = keyof CallbackStrings['problems'];

/** By the failure's code; anything else did not work for a reason that passes. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  'type-not-supported': 'notOffered',
  forbidden: 'notAllowed',
  'invalid-argument': 'badNumber',
  'rate-limited': 'already',
  busy: 'already',
};

/** A visitor asks to be called, waits for it, and is called: in this browser, or by phone. */
export class Callback {
  #promised: PromisedCall | undefined;
  #place: CallbackPlace = 'RTCPeerConnection' in window ? 'here' : 'phone';
  /** Minutes. */
  #delay = 0;
  #problem: Problem | undefined;
  #isBusy = false;
  #isOverdue = false;
  /** The visitor would rather write. */
  #writes = false;
  #session: SessionContract | undefined;
  #overdue: ReturnType<typeof setTimeout> | undefined;
  readonly #ringing = new Ringing();

  constructor(private readonly host: CallbackHost) {
    const { styleSheet } = callbackStyles;
    if (styleSheet) (host.panel.renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
  }

  get promised(): PromisedCall | undefined {
    return this.#promised;
  }

  get isShown(): boolean {
    return !!this.#promised || this.#isOverdue || (this.host.launcher.mode === 'callback' && !this.#writes);
  }

  get title(): string {
    return strings.get(this.host.lang).callback;
  }

  /** What stands in the place of the messages. */
  view(): TemplateResult {
    const { host } = this;
    const t = strings.get(host.lang);
    const promised = this.#promised;
    if (promised)
      return waitingView({
        t,
        lang: host.lang,
        promised,
        problem: this.#problem,
        isBusy: this.#isBusy,
        cancel: () => void this.#cancel(promised),
      });
    const write = (): void => this.#write();
    if (this.#isOverdue) return overdueView({ t, again: () => this.#again(), write });
    return callbackForm({
      t,
      chat: chatStrings.get(host.lang),
      contact: host.launcher.contact ?? {},
      fields: host.fields,
      place: this.#place,
      canBeHere: 'RTCPeerConnection' in window,
      delay: this.#delay,
      problem: this.#problem,
      isBusy: this.#isBusy,
      offer: host.offer,
      shares: host.shares,
      setField: (name, value) => {
        if (name === 'phone' && this.#problem !== 'notOffered') this.#problem = undefined;
        host.setField(name, value);
      },
      setShares: (shares) => host.setShares(shares),
      setPlace: (place) => this.#change(() => ((this.#place = place), (this.#problem = undefined))),
      setDelay: (minutes) => this.#change(() => (this.#delay = minutes)),
      submit: () => void this.#ask(),
      write,
    });
  }

  /** Where the visitor goes on: at what was wrong, else at the first thing to do. */
  async focus(): Promise<void> {
    const { host } = this;
    await host.panel.updateComplete;
    // A keyboard on the screen would cover what is to be read first.
    if (matchMedia('(pointer: coarse)').matches) return;
    const find = (selector: string) =>
      host.panel.renderRoot.querySelector<HTMLElement>(`.callback ${selector}`);
    const target =
      find('[aria-invalid]') ?? find('input:not([type=radio])') ?? find(':checked') ?? find('button');
    if (target) target.focus();
    else host.focusChat();
  }

  /** Goes on waiting after a reload. */
  restore(promised: PromisedCall): void {
    this.#wait(promised);
    this.host.session().then(
      (session) => {
        this.#listen(session);
        const conversation = session.conversations.find(
          ({ snapshot }) => snapshot.id === promised.conversationId,
        );
        if (conversation) this.#arrived(conversation);
      },
      (error: unknown) => this.host.report(error),
    );
  }

  async #ask(): Promise<void> {
    if (this.#isBusy) return;
    const { host } = this;
    const options = this.#options();
    if (!options) return this.#fail('badNumber');
    this.#change(() => ((this.#isBusy = true), (this.#problem = undefined)));
    try {
      const session = await host.session();
      if (!session.requestCallback) return this.#fail('notOffered');
      // Before it is asked for: the call may be here with the answer.
      this.#listen(session);
      const callback = await session.requestCallback(host.launcher.queue, options);
      const target = options.uri ?? options.phone;
      this.#wait({ ...callback, promisedAt: Date.now(), ...(target !== undefined && { target }) });
      const early = session.conversations.find(({ snapshot }) => snapshot.id === callback.conversationId);
      if (early) this.#arrived(early);
      else void this.focus();
    } catch (error) {
      this.#fail(PROBLEMS[toFailure(error).code] ?? 'failed');
      host.report(error);
    } finally {
      this.#change(() => (this.#isBusy = false));
    }
  }

  /** Undefined: there is no number, or something that is none. */
  #options(): CallbackOptions | undefined {
    const { fields, launcher } = this.host;
    const name = launcher.contact?.name ?? fields.name?.trim();
    const target = this.#place === 'here' ? {} : targetOf(fields.phone ?? launcher.contact?.phone ?? '');
    return (
      target && {
        ...target,
        ...(name && { name: name.slice(0, 80) }),
        ...(this.#delay && { at: Date.now() + this.#delay * MINUTE }),
        ...(launcher.subject && { subject: launcher.subject }),
        ...(launcher.importance && { importance: launcher.importance }),
        context: this.host.context(),
      }
    );
  }

  async #cancel(promised: PromisedCall): Promise<void> {
    if (this.#isBusy) return;
    this.#change(() => ((this.#isBusy = true), (this.#problem = undefined)));
    try {
      const session = await this.host.session();
      await session.cancelCallback?.(promised);
      this.#end();
      this.host.announce(strings.get(this.host.lang).cancelled);
    } catch (error) {
      // Nothing is left to give up: the call rings, or is over.
      if (toFailure(error).code === 'not-found') this.#end();
      this.#problem = toFailure(error).code === 'not-found' ? 'tooLate' : 'failed';
      this.host.report(error);
    } finally {
      this.#change(() => (this.#isBusy = false));
    }
    void this.focus();
  }

  #wait(promised: PromisedCall): void {
    const { at, promisedAt } = promised;
    const latest = Math.max(at ?? 0, promisedAt) + LATEST;
    clearTimeout(this.#overdue);
    // A browser counts no further than this.
    this.#overdue = setTimeout(() => this.#late(), Math.min(Math.max(0, latest - Date.now()), 2 ** 31 - 1));
    this.#change(() => (this.#promised = promised));
  }

  #late(): void {
    const isHere = this.#promised?.target === undefined;
    this.#end();
    // What became of a call to a phone is not known here.
    this.#change(() => (this.#isOverdue = isHere));
    if (isHere) this.host.announce(strings.get(this.host.lang).overdue);
  }

  #listen(session: SessionContract): void {
    if (session === this.#session) return;
    this.#session?.removeEventListener('invitation-received', this.#onInvitation);
    this.#session = session;
    session.addEventListener('invitation-received', this.#onInvitation);
  }

  readonly #onInvitation = (event: InvitationReceivedEvent): void => {
    if (event.conversation.snapshot.id !== this.#promised?.conversationId) return;
    // The panel is what shows it.
    event.preventDefault();
    this.#arrived(event.conversation);
  };

  #arrived(conversation: ConversationContract): void {
    this.#end();
    this.#ringing.follow(conversation);
    this.host.adopt(conversation);
  }

  #end(): void {
    clearTimeout(this.#overdue);
    this.#change(() => ((this.#promised = undefined), (this.#isOverdue = false)));
  }

  #again(): void {
    this.#end();
    void this.focus();
  }

  #write(): void {
    this.#writes = true;
    this.#again();
  }

  #fail(problem: Problem): void {
    this.#change(() => (this.#problem = problem));
    void this.focus();
  }

  #change(change: () => void): void {
    change();
    this.host.panel.requestUpdate();
  }
}

/** A number, or a SIP address for those who have one; undefined if it is neither. */
function targetOf(written: string): { phone: string } | { uri: string } | undefined {
  const text = written.trim();
  if (/^\+?[\d\s().\-/]+$/.test(text) && /^\+?\d{3,15}$/.test(text.replace(/[\s().\-/]/g, '')))
    return { phone: text };
  const address = /^(?:sips?:)?([^\s@<>;?:]+@[\w.-]+)$/i.exec(text)?.[1];
  return address ? { uri: `sip:${address}` } : undefined;
}
