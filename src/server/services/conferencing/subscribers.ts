import { acceptsType } from '../../../protocol/content-type';
import {
  conferenceEvent,
  conferenceInfoContentType,
} from '../../../protocol/conferencing/conference-info-names';
import type { IncomingSubscribe, Notifier } from '../../sip';
import { deviceOf } from './leg';
import type { Rendered } from './rendering';

/** RFC 4575 section 3.4 has an hour; Lync clients say nothing and mean this. */
const longestSeconds = 28_800;
/** Documents under way to one subscriber. Who takes longer gets one full document when they are done. */
const window = 8;
const perUser = 10;

/** Those who watch one conference (RFC 4575). Each subscription counts its own documents, which are written once for all. */
export class ConferenceSubscribers {
  readonly #all = new Set<Subscriber>();

  constructor(
    private readonly options: {
      readonly focusUri: string;
      /** Everything there is to say now. */
      full(): readonly Rendered[];
      /** A subscriber cannot be reached: who that is may be gone. */
      lost(user: string, device: string | undefined): void;
    },
  ) {}

  get size(): number {
    return this.#all.size;
  }

  /** Answers it; who may subscribe has been decided. */
  subscribe(subscribe: IncomingSubscribe, user: string): void {
    const { request, event } = subscribe;
    const { headers } = request;
    if (event !== conferenceEvent)
      return subscribe.respond(489, { headers: [['Allow-Events', conferenceEvent]] });
    const accepted = headers.list('Accept').map((value) => value.split(';', 1)[0]!.trim());
    if (accepted.length > 0 && !acceptsType(accepted, conferenceInfoContentType))
      return subscribe.respond(406, { headers: [['Accept', conferenceInfoContentType]] });
    const device = deviceOf(request);
    // SIPE unsubscribes outside of the dialog that it had subscribed in.
    if (subscribe.expires === 0) this.#forget(user, device);
    if (this.#of(user).length >= perUser) return subscribe.respond(503, { headers: [['Retry-After', '60']] });
    const supported = headers.list('Supported').map((tag) => tag.toLowerCase());
    const benotify = supported.includes('ms-benotify');
    const piggyback = supported.includes('ms-piggyback-first-notify');
    const documents = this.options.full();
    const expires = Math.min(subscribe.expires ?? longestSeconds, longestSeconds);
    const notifier = subscribe.accept({
      ...{ expires, benotify, piggyback },
      headers: [
        ['Event', conferenceEvent],
        ['Contact', `<${this.options.focusUri}>;isfocus`],
        ['Supported', 'ms-benotify'],
        ['Supported', 'ms-piggyback-first-notify'],
        ['subscription-state', expires > 0 ? `active;expires=${expires}` : 'terminated;expires=0'],
        ...(piggyback ? [['ms-piggyback-cseq', '1'] as [string, string]] : []),
      ],
      ...(piggyback && { body: documents[0]!.at(1), contentType: conferenceInfoContentType }),
    });
    const subscriber = new Subscriber(notifier, user, device, () => this.options.full());
    if (piggyback) subscriber.skip();
    subscriber.send(piggyback ? documents.slice(1) : documents);
    if (!notifier.active) return;
    this.#all.add(subscriber);
    notifier.onTerminated = (reason) => {
      this.#all.delete(subscriber);
      if (reason === 'connection-lost' || /^[3-6]\d\d$/.test(reason)) this.options.lost(user, device);
    };
  }

  /** One who is slow holds up nobody else. */
  publish(documents: readonly Rendered[]): void {
    for (const subscriber of [...this.#all]) subscriber.send(documents);
  }

  /** Those of a user who has gone. */
  end(user: string): void {
    for (const subscriber of this.#of(user)) subscriber.end('rejected');
  }

  /** All of them: RFC 6665 section 4.1.3, `noresource`. */
  close(last: Rendered): void {
    for (const subscriber of [...this.#all]) subscriber.end('noresource', last);
  }

  has(user: string): boolean {
    return this.#of(user).length > 0;
  }

  #of(user: string): Subscriber[] {
    return [...this.#all].filter((subscriber) => subscriber.user === user);
  }

  #forget(user: string, device: string | undefined): void {
    const old = this.#of(user).filter((subscriber) => subscriber.device === device);
    for (const subscriber of old) subscriber.end('timeout');
  }
}

class Subscriber {
  #version = 0;
  #behind = false;

  constructor(
    private readonly notifier: Notifier,
    readonly user: string,
    readonly device: string | undefined,
    private readonly full: () => readonly Rendered[],
  ) {
    notifier.onAnswered = () => {
      if (!this.#behind || notifier.unanswered > 0) return;
      this.#behind = false;
      this.send(this.full());
    };
    // RFC 6665 section 4.2.1.2: a refresh gets the whole state.
    notifier.onRefresh = () => this.send(this.full());
  }

  /** The first document was in the answer. */
  skip(): void {
    this.#version++;
  }

  send(documents: readonly Rendered[]): void {
    if (this.#behind) return;
    if (this.notifier.unanswered >= window) {
      this.#behind = true;
      return;
    }
    for (const document of documents)
      this.notifier.notify(document.at(++this.#version), conferenceInfoContentType);
  }

  end(reason: string, last?: Rendered): void {
    const body = last?.at(++this.#version);
    this.notifier.terminate(
      reason,
      body === undefined ? undefined : { body, contentType: conferenceInfoContentType },
    );
  }
}
