import type { SessionError } from '../contract';
import { responseError } from '../failures';
import type { Signaling, Subscription } from '../signaling/signaling';

/** Seconds. */
const EXPIRES = 600;
/** The service restarted, or is not up yet. Milliseconds. */
const RESUBSCRIBE_AFTER = 5000;
/** Answers that mean: no such thing, or not for this user. */
const NOT_FOR_US = [403, 404, 405, 406, 481, 489, 501];

export interface WatchedState<T> {
  readonly uri: string;
  readonly event: string;
  readonly contentType: string;
  /** Throws `WireFormatError`. */
  readonly parse: (body: string) => T;
}

/** Who listens is told nothing more (`undefined`) when it is over, with the reason where there is one. */
export type StateListener<T> = (state: T | undefined, error?: SessionError) => void;

/** One subscription for all who listen to one state of the contact centre. There is none while nobody does. */
export class StateWatch<T> {
  readonly #listeners = new Set<StateListener<T>>();
  #signaling: Signaling | undefined;
  #subscription: Subscription | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: T | undefined;
  #error: SessionError | undefined;

  constructor(
    private readonly watched: WatchedState<T>,
    private readonly onUnreadable: (error: unknown) => void,
  ) {}

  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  /** There is a connection (again): subscriptions of an old one went with it. */
  attach(signaling: Signaling): void {
    if (signaling === this.#signaling) return;
    clearTimeout(this.#timer);
    this.#signaling = signaling;
    this.#subscription = undefined;
    if (!this.isIdle) this.#subscribe();
  }

  add(listener: StateListener<T>): void {
    this.#listeners.add(listener);
    if (this.#state !== undefined || this.#error) listener(this.#state, this.#error);
    if (!this.#subscription) this.#subscribe();
  }

  remove(listener: StateListener<T>): void {
    this.#listeners.delete(listener);
    if (!this.isIdle) return;
    clearTimeout(this.#timer);
    this.#subscription?.unsubscribe();
    this.#subscription = this.#state = undefined;
  }

  #subscribe(): void {
    const signaling = this.#signaling;
    if (!signaling) return;
    clearTimeout(this.#timer);
    this.#error = undefined;
    const { contentType: accept, event, parse, uri } = this.watched;
    const subscription = signaling.subscribe(uri, {
      ...{ event, accept, expires: EXPIRES },
      onNotify: ({ body }) => {
        if (!body || subscription !== this.#subscription) return;
        try {
          this.#tell(parse(body));
        } catch (error) {
          this.onUnreadable(error);
        }
      },
      onEnded: (response) => {
        if (subscription !== this.#subscription) return;
        this.#subscription = undefined;
        const isOver = response && NOT_FOR_US.includes(response.status);
        if (isOver) return this.#tell(undefined, responseError(response));
        this.#timer = setTimeout(() => this.#subscribe(), RESUBSCRIBE_AFTER);
      },
    });
    this.#subscription = subscription;
  }

  #tell(state: T | undefined, error?: SessionError): void {
    this.#state = state;
    this.#error = error;
    for (const listener of [...this.#listeners]) listener(state, error);
  }
}
