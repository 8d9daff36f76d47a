import type { IncomingSubscribe, Notifier } from '../../sip/endpoint';

/** What a subscriber is told; with `ended` it is the last they hear, and why (RFC 6665 section 4.1.3). */
export interface ToldState {
  readonly body: string;
  readonly ended?: 'noresource' | 'rejected';
}

export interface StateSubscribersOptions<Subject> {
  readonly contentType: string;
  /** Subscriptions to one subject at once: more than the clients that ask for it. */
  readonly most: number;
  readonly isSame: (one: Subject, other: Subject) => boolean;
  readonly render: (subject: Subject) => ToldState;
}

/** Seconds that a subscription, and a command that was published, holds. */
export const longestSubscription = 3600;

/** The subscriptions of an event package whose every NOTIFY is the whole state: the same is not told twice, and no more than once per turn. */
export class StateSubscribers<Subject> {
  readonly #notifiers = new Map<Notifier, { readonly subject: Subject; last: string }>();
  #scheduled = false;

  constructor(private readonly options: StateSubscribersOptions<Subject>) {}

  get size(): number {
    return this.#notifiers.size;
  }

  accept(incoming: IncomingSubscribe, subject: Subject): void {
    const { isSame, most, render } = this.options;
    const others = [...this.#notifiers].filter(([, entry]) => isSame(entry.subject, subject));
    // The oldest is that of a connection that was lost, most likely. Whoever hears this does not subscribe again and again (RFC 6665 section 4.1.3).
    if (others.length >= most) others[0]?.[0].terminate('rejected');
    // First what is to be told: who is promised a state must get one.
    const state = render(subject);
    const notifier = incoming.accept({ expires: longestSubscription });
    this.#notifiers.set(notifier, { subject, last: '' });
    notifier.onTerminated = () => this.#notifiers.delete(notifier);
    notifier.onRefresh = () => this.#tell(notifier, render(subject), true);
    this.#tell(notifier, state, true);
  }

  /** Something changed for somebody: tells whoever has a new state, once per turn. */
  changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.tell((subject) => this.options.render(subject));
    });
  }

  /** Tells everybody now whose state is another. */
  tell(render: (subject: Subject) => ToldState): void {
    for (const [notifier, { subject }] of [...this.#notifiers]) this.#tell(notifier, render(subject), false);
  }

  close(): void {
    // RFC 6665 section 4.1.3: the subscriber may try again at once, and finds whoever serves then.
    for (const notifier of [...this.#notifiers.keys()]) notifier.terminate('deactivated');
    this.#notifiers.clear();
  }

  #tell(notifier: Notifier, { body, ended }: ToldState, always: boolean): void {
    const { contentType } = this.options;
    const entry = this.#notifiers.get(notifier);
    if (!entry) return;
    if (ended !== undefined) return notifier.terminate(ended, { body, contentType });
    if (!always && body === entry.last) return;
    entry.last = body;
    notifier.notify(body, contentType);
  }
}
