import { parseConferenceInfo } from '../../protocol/conferencing/conference-info';
import {
  conferenceEvent,
  conferenceInfoContentType,
  isSameConferenceUri,
} from '../../protocol/conferencing/conference-info-names';
import { applyConferenceInfo, type Roster } from '../../protocol/conferencing/roster';
import { SessionError } from '../contract';
import { asSessionError } from '../failures';
import type { Signaling, SipRequest, Subscription } from '../signaling/signaling';
import { conferenceError } from './conference-failures';

/** Seconds; refreshed by the signaling. */
const EXPIRES = 3600;
/** Milliseconds before a subscription that ended is made anew; doubles with each that brought nothing. */
const RETRY_AFTER = 500;
const MAX_RETRIES = 6;

export interface RosterHandlers {
  onRoster(roster: Roster): void;
  /** The notifier says that the conference is over. */
  onConferenceEnded(): void;
  /** It cannot be had. */
  onFailed(error: SessionError): void;
  report(error: SessionError): void;
}

/** The conference event package (RFC 4575) of one focus over one connection: a roster that is complete, or subscribed to anew. */
export class RosterSubscription {
  #subscription: Subscription | undefined;
  #roster: Roster | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retries = 0;
  #isOver = false;

  constructor(
    private readonly signaling: Signaling,
    private readonly uri: string,
    private readonly handlers: RosterHandlers,
  ) {
    this.#subscribe();
  }

  stop(): void {
    this.forget();
    this.#subscription?.unsubscribe();
  }

  /** Without a word to the focus. */
  forget(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #subscribe(): void {
    // Documents of the old subscription count no more: versions begin anew.
    this.#roster = undefined;
    const subscription: Subscription = this.signaling.subscribe(this.uri, {
      event: conferenceEvent,
      accept: conferenceInfoContentType,
      expires: EXPIRES,
      onNotify: (request) => {
        // The first notification may come before `subscribe` has returned.
        if (!this.#subscription || this.#subscription === subscription) this.#onNotify(request);
      },
      onEnded: (response) => {
        if (this.#isOver || (this.#subscription && this.#subscription !== subscription)) return;
        this.#subscription = undefined;
        const failure = response && conferenceError(response);
        if (failure && response.status < 500 && response.status !== 481 && !response.local)
          return this.handlers.onFailed(failure);
        this.#later(failure);
      },
    });
    this.#subscription = subscription;
  }

  #onNotify(request: SipRequest): void {
    // A notification without body says only how the subscription stands.
    if (this.#isOver || !request.body.trim()) return;
    let document;
    try {
      document = parseConferenceInfo(request.body);
    } catch (error) {
      this.handlers.report(asSessionError(error, 'server-error', 'A roster cannot be read'));
      return this.#resubscribe();
    }
    if (!isSameConferenceUri(document.entity, this.uri)) return;
    const update = applyConferenceInfo(this.#roster, document);
    switch (update.kind) {
      case 'applied':
        this.#retries = 0;
        this.#roster = update.roster;
        return this.handlers.onRoster(update.roster);
      case 'out-of-sync':
        return this.#resubscribe();
      case 'ended':
        return this.handlers.onConferenceEnded();
      case 'stale':
    }
  }

  /** RFC 4575 section 4.6: only a new full document helps. */
  #resubscribe(): void {
    const old = this.#subscription;
    this.#subscription = undefined;
    this.#roster = undefined;
    old?.unsubscribe();
    if (this.#retries === 0) {
      this.#retries = 1;
      return this.#subscribe();
    }
    this.#later(undefined);
  }

  #later(cause: SessionError | undefined): void {
    if (this.#retries >= MAX_RETRIES) {
      const error = cause ?? new SessionError('server-error', 'The roster cannot be had');
      return this.handlers.onFailed(error);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#subscribe(), RETRY_AFTER * 2 ** this.#retries++);
  }
}
