import { randomBytes } from 'node:crypto';
import {
  parseConferenceUri,
  type ConferenceAddress,
} from '../../../protocol/conferencing/conference-info-names';
import {
  addressOfRecord,
  SipTransactionError,
  type IncomingInvite,
  type IncomingRequest,
  type IncomingSubscribe,
} from '../../sip';
import type { Conference } from './conference';
import { Conferences } from './conferences';
import type {
  ConferencingService,
  TrustedConference,
  TrustedConferenceOptions,
} from './conferencing-service';
import { FocusFactory } from './focus-factory';
import { joinFocus } from './focus';
import { identityOf } from './leg';
import { asRefusal, ConferenceRefusal, refuse } from './refusal';
import type { ConferenceServices } from './services';
import { TrustedConferenceView } from './trusted-conference';

export interface ConferencingSnapshot {
  readonly conferences: number;
  /** Those where somebody is. */
  readonly active: number;
  readonly participants: number;
  readonly subscribers: number;
}

/** Answers every address with `opaque=app:conf:…`: the focus factory, foci and MCUs ([MS-CONFBAS]). */
export class Conferencing implements ConferencingService {
  readonly #conferences: Conferences;
  readonly #factory: FocusFactory;
  readonly #views = new WeakMap<Conference, TrustedConference>();
  readonly #stopHandling: () => void;
  #draining = false;

  constructor(private readonly services: ConferenceServices) {
    this.#conferences = new Conferences(services);
    this.#factory = new FocusFactory(services, this.#conferences);
    this.#stopHandling = services.endpoint.handle(({ uri }) => isConferencing(uri), {
      invite: (invite) => this.#invited(invite),
      subscribe: (subscribe) => this.#subscribed(subscribe),
      request: (request) => this.#requested(request),
    });
  }

  snapshot(): ConferencingSnapshot {
    const { all } = this.#conferences;
    const sum = (count: (conference: Conference) => number): number =>
      all.reduce((total, conference) => total + count(conference), 0);
    return {
      conferences: all.length,
      active: all.filter(({ roster }) => roster.size > 0).length,
      participants: sum(({ roster }) => roster.size),
      subscribers: sum(({ subscribers }) => subscribers.size),
    };
  }

  /** For the edge: whether a guest may send to one of our addresses, because an application of ours has let them in. */
  admitsGuest(guest: string, uri: string): boolean {
    const address = parseConferenceUri(uri);
    const conference = address && this.#find(address);
    return (
      conference !== undefined &&
      (conference.allowed.has(guest) || conference.roster.get(guest) !== undefined)
    );
  }

  createConference(options: TrustedConferenceOptions): TrustedConference {
    if (this.#draining) throw new ConferenceRefusal('shutting-down');
    const { organizer, subject = '', policy = 'closedAuthenticated', allowed = [] } = options;
    const conference = this.#conferences.create({
      ...{ organizer: addressOfRecord(organizer), subject, policy },
      id: options.id ?? randomBytes(8).toString('hex').toUpperCase(),
      expiresAt: this.services.clock.now() + this.services.config.expirySeconds * 1000,
      keepAlive: true,
    });
    for (const [uri, role] of allowed) conference.allowed.set(addressOfRecord(uri), role);
    return this.#view(conference);
  }

  findConference(focusUri: string): TrustedConference | undefined {
    const address = parseConferenceUri(focusUri);
    const conference = address && this.#find(address);
    return conference && this.#view(conference);
  }

  /** Takes no new conferences and participants; those that are there go on until `close`. */
  drain(): void {
    this.#draining = true;
  }

  /** Ends everything, and tells everybody. */
  close(): void {
    this.#draining = true;
    this.#stopHandling();
    this.#conferences.close();
  }

  #view(conference: Conference): TrustedConference {
    const view = this.#views.get(conference) ?? new TrustedConferenceView(conference);
    this.#views.set(conference, view);
    return view;
  }

  #find({ organizer, id }: ConferenceAddress): Conference | undefined {
    return id === undefined ? undefined : this.#conferences.find(addressOfRecord(organizer), id);
  }

  /** Throws `ConferenceRefusal`: 3012 for what is no address of a conference, 3003 for one that does not exist. */
  #conferenceAt(uri: string): { address: ConferenceAddress; conference: Conference } {
    const address = parseConferenceUri(uri);
    if (!address) throw new ConferenceRefusal('invalid-conference-uri');
    const conference = this.#find(address);
    if (!conference) throw new ConferenceRefusal('conference-entity-invalid');
    return { address, conference };
  }

  #invited(invite: IncomingInvite): void {
    this.#answer(invite).catch((error: unknown) => this.#refused(invite, error));
  }

  async #answer(invite: IncomingInvite): Promise<void> {
    const { address, conference } = this.#conferenceAt(invite.request.uri);
    if (this.#draining) throw new ConferenceRefusal('shutting-down');
    if (address.type !== 'audio-video' && invite.request.headers.has('Replaces'))
      throw new ConferenceRefusal('no-such-dialog');
    switch (address.type) {
      case 'focus':
        return joinFocus(conference, invite);
      case 'chat':
        return conference.chat.invited(invite);
      case 'audio-video':
        return conference.audioVideo.invited(invite);
      default:
        // [MS-CONFBAS]: an MCU that this conference does not have.
        throw new ConferenceRefusal('invalid-mcu-uri');
    }
  }

  #subscribed(subscribe: IncomingSubscribe): void {
    try {
      const { address, conference } = this.#conferenceAt(subscribe.request.uri);
      if (address.type !== 'focus') throw new ConferenceRefusal('cannot-target-mcu');
      conference.subscribed(subscribe, identityOf(subscribe));
    } catch (error) {
      this.#refused(subscribe, error);
    }
  }

  #requested(request: IncomingRequest): void {
    try {
      const address = parseConferenceUri(request.request.uri);
      if (address?.type === 'focusfactory') return this.#factory.serve(request);
      if (!address) throw new ConferenceRefusal('invalid-conference-uri');
      // A conference is spoken to within its dialogs.
      const allow: [string, string] = ['Allow', 'INVITE, SUBSCRIBE, OPTIONS'];
      request.respond(request.request.method === 'OPTIONS' ? 200 : 405, { headers: [allow] });
    } catch (error) {
      this.#refused(request, error);
    }
  }

  #refused(incoming: IncomingRequest, error: unknown): void {
    const { config, log } = this.services;
    const { method, uri } = incoming.request;
    // Whoever gives up, or whose connection is lost, is nobody's mistake.
    if (error instanceof SipTransactionError) return log.info('conference-join-abandoned', { uri, error });
    const refusal = asRefusal(error);
    if (refusal.code === 'internal') log.error('conferencing-failed', { method, uri, error });
    else log.info('conferencing-refused', { method, uri, code: refusal.code });
    const accept: [string, string][] =
      refusal.code === 'unsupported' ? [['Accept', 'application/cccp+xml, application/sdp']] : [];
    refuse(incoming, refusal, config.domain, { headers: accept });
  }
}

const isConferencing = (uri: string): boolean => /;opaque=app:conf:/i.test(uri);
