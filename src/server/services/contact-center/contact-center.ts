import { randomBytes } from 'node:crypto';
import type { AgentQueue, AgentState } from '../../../protocol/agent-state';
import { mediaTypeOf } from '../../../protocol/content-type';
import { supervisionEvent } from '../../../protocol/supervision';
import { sessionInviteContentType } from '../../../protocol/session-invite';
import type { MediaService } from '../../media';
import type { Store } from '../../store';
import type { Clock } from '../../sip/clock';
import type { IncomingInvite, SipEndpoint } from '../../sip/endpoint';
import type { Logger } from '../../sip/log';
import { addressOfRecord, parseUri, type SipRequest } from '../../sip/message';
import { agentSnapshot, AgentStatePackage, queueSnapshot } from './agent-state';
import { AgentWatcher, type AgentPresence } from './agent-watcher';
import type { ContactCenterConfiguration } from './configuration';
import type { ContactCenterServices } from './contact-center-services';
import { CustomerSession } from './customer-session';
import { diagnosticsHeader, type DiagnosticCode } from './diagnostics';
import type { Agent } from './domain/agent';
import type { ContactCenterEvent } from './domain/events';
import { MatchMaker } from './domain/match-maker';
import { canonicalConfiguration } from './canonical-configuration';
import { CallbackDesk } from './voice/callback-desk';
import { ContactPackage } from './team/contact-package';
import { SupervisionPackage } from './team/supervision-package';
import { superviseContact } from './team/supervise-contact';
import { isSupervisor } from './team/supervision-rights';
import { InvitationRefusal, readInvitation, type VisitorInvitation } from './visitor-invitation';

export interface ContactCenterOptions {
  readonly endpoint: SipEndpoint;
  readonly config: ContactCenterConfiguration;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Opens the media service, when the first call needs it; absent: nobody can call. Rejects with `MediaError`. */
  readonly media?: () => Promise<MediaService>;
}

export interface ContactCenterSnapshot {
  readonly queues: readonly AgentQueue[];
  readonly agents: readonly (AgentState & { readonly uri: string })[];
  /** Contacts that have not ended. */
  readonly contacts: number;
  readonly draining: boolean;
}

const defaultDrainSeconds = 30;
const goodbyeMs = 3000;
/** Chats one visitor may have at once: a queue's places are for everybody. */
const maxContactsPerVisitor = 8;

/** The contact centre: answers the queues' addresses, its own, and those of its contacts. */
export class ContactCenter {
  readonly #services: ContactCenterServices;
  readonly #maker: MatchMaker;
  readonly #sessions = new Map<string, CustomerSession>();
  readonly #agentState: AgentStatePackage;
  readonly #supervision: SupervisionPackage;
  readonly #teams: ContactPackage;
  readonly #watcher: AgentWatcher;
  readonly #callbacks: CallbackDesk;
  readonly #stopHandling: () => void;
  readonly #recovered: Promise<void>;
  #closed = false;

  constructor(options: ContactCenterOptions) {
    const { endpoint, store, clock, log, media } = options;
    const configuration = canonicalConfiguration(options.config);
    this.#maker = new MatchMaker(configuration, clock, (error) =>
      log.error('contact-center-listener-failed', { error }),
    );
    const uri = configuration.uri ?? `sip:contact-center@${configuration.domain}`;
    const maker = this.#maker;
    this.#services = {
      ...{ configuration, uri, endpoint, contacts: store.contacts, clock, log, maker },
      ...(media && { media }),
    };
    this.#agentState = new AgentStatePackage(this.#services);
    this.#supervision = new SupervisionPackage(this.#services, () => this.#sessions.values());
    this.#teams = new ContactPackage(this.#services);
    this.#watcher = new AgentWatcher(this.#services, (agent, presence) => this.#presence(agent, presence));
    this.#callbacks = new CallbackDesk(this.#services, {
      createSession: (visitorUri, invitation) => this.#createSession(visitorUri, invitation),
      register: (session) => this.#register(session),
      find: (visitorUri, conversationId) => this.#find(visitorUri, conversationId),
      hasRoom: (visitorUri) => this.#contactsOf(visitorUri).length < maxContactsPerVisitor,
    });
    maker.listen((event) => this.#happened(event));
    const stops = [
      endpoint.handle((request) => this.#isQueue(request), {
        invite: (invite) => this.#invited(invite),
        request: (incoming) => this.#callbacks.receive(incoming),
      }),
      endpoint.handle((request) => addressOfRecord(request.uri) === uri, {
        subscribe: (subscribe) =>
          (subscribe.event === supervisionEvent ? this.#supervision : this.#agentState).subscribe(subscribe),
        request: (incoming) => {
          if (incoming.request.method === 'PUBLISH') this.#agentState.publish(incoming);
          else incoming.respond(405, { headers: [['Allow', 'SUBSCRIBE, PUBLISH']] });
        },
      }),
      endpoint.handle((request) => this.#isContact(request), {
        invite: (invite) => this.#invitedToContact(invite),
        subscribe: (subscribe) => this.#teams.subscribe(subscribe, this.#sessionOf(subscribe.request)),
        request: (incoming) => this.#teams.receive(incoming, this.#sessionOf(incoming.request)),
      }),
    ];
    this.#stopHandling = () => stops.forEach((stop) => stop());
    this.#recovered = this.#closeLeftovers();
    this.#watcher.start();
  }

  /** Resolves when what an earlier process left behind has got its outcome. Never rejects. */
  get ready(): Promise<void> {
    return this.#recovered;
  }

  /** What happens to contacts, agents and queues, for other services of this server. Returns how to stop. */
  observe(listener: (event: ContactCenterEvent) => void): () => void {
    return this.#maker.listen(listener);
  }

  snapshot(): ContactCenterSnapshot {
    const { queues, roster, contacts, draining } = this.#maker;
    return {
      queues: queues.map(queueSnapshot),
      agents: roster.all.map((agent) => ({ uri: agent.uri, ...agentSnapshot(agent, queues) })),
      contacts: contacts.length,
      draining,
    };
  }

  /** Takes nobody new, lets chats go on for `drainSeconds`, ends what is left, and resolves when everything is said and stored. */
  async drain(): Promise<void> {
    this.#maker.draining = true;
    this.#callbacks.close();
    const { clock, configuration } = this.#services;
    const ms = (configuration.drainSeconds ?? defaultDrainSeconds) * 1000;
    let giveUp: () => void = () => undefined;
    const patience = new Promise<void>((resolve) => (giveUp = resolve));
    const timers = [
      clock.setTimeout(() => this.#endAll(), ms),
      // Peers that do not answer the goodbye are not waited for.
      clock.setTimeout(() => giveUp(), ms + goodbyeMs),
    ];
    await Promise.race([this.#allFinished(), patience]);
    for (const timer of timers) timer.cancel();
    await Promise.all([...this.#sessions.values()].map((session) => session.record.settled()));
    this.close();
  }

  /** Ends everything now. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#maker.draining = true;
    this.#stopHandling();
    this.#callbacks.close();
    this.#endAll();
    this.#agentState.close();
    this.#supervision.close();
    this.#teams.close();
    void this.#watcher.close();
    this.#maker.close();
  }

  // ----------------------------------------------------------------------------------------------------------- invitations

  #invited(invite: IncomingInvite): void {
    this.#take(invite).catch((error: unknown) => {
      if (error instanceof InvitationRefusal)
        return invite.reject(error.status, { headers: [...error.headers] });
      this.#services.log.error('invitation-failed', { error });
      invite.reject(500);
    });
  }

  async #take(invite: IncomingInvite): Promise<void> {
    const { clock, media } = this.#services;
    const { identity } = invite;
    if (identity === undefined) return refuse(invite, 403, 'no-identity');
    const invitation = readInvitation(invite.request, clock.now(), media !== undefined);
    const theirs = this.#contactsOf(identity);
    const known = this.#find(identity, invitation.conversationId);
    if (known) return this.#resume(known, invite, invitation);
    if (invitation.resumes) return refuse(invite, 481, 'no-such-contact');
    if (this.#maker.draining) return refuse(invite, 503, 'draining', [['Retry-After', '30']]);
    if (theirs.length >= maxContactsPerVisitor)
      return refuse(invite, 429, 'rate-limited', [['Retry-After', '30']]);
    const session = this.#createSession(identity, invitation);
    await session.prepare();
    await this.#start(session, invite);
  }

  #contactsOf(identity: string): CustomerSession[] {
    return [...this.#sessions.values()].filter(
      ({ id, visitorUri }) => visitorUri === identity && this.#maker.contact(id) !== undefined,
    );
  }

  #find(identity: string, conversationId: string): CustomerSession | undefined {
    return this.#contactsOf(identity).find(({ invitation }) => invitation.conversationId === conversationId);
  }

  #createSession(visitorUri: string, invitation: VisitorInvitation): CustomerSession {
    const identity = { id: this.#newId(), visitorUri, invitation };
    return new CustomerSession(identity, this.#services, () => this.#teamChanged());
  }

  #register(session: CustomerSession): void {
    this.#sessions.set(session.id, session);
    void session.finished.then(() => this.#sessions.delete(session.id));
  }

  async #start(session: CustomerSession, invite: IncomingInvite): Promise<void> {
    const queueUri = addressOfRecord(invite.request.uri);
    try {
      await session.begin(queueUri);
    } catch (error) {
      this.#services.log.error('contact-not-stored', { error });
      void session.discard();
      return refuse(invite, 503, 'store-failure', [['Retry-After', '5']]);
    }
    this.#register(session);
    const { priority, audio } = session.invitation;
    const contact = this.#maker.admit({
      ...{ id: session.id, queueUri, priority, suspended: true },
      audio: audio !== undefined,
    });
    session.bind(contact);
    if (contact.outcome === 'rejected') {
      const full = contact.endReason === 'queue-full';
      const status = full ? (this.#maker.queue(queueUri)?.configuration.fullStatus ?? 486) : 503;
      refuse(invite, status, full ? 'queue-full' : 'draining', [['Retry-After', '30']]);
      return session.settle();
    }
    await this.#answer(session, invite);
  }

  async #answer(
    session: CustomerSession,
    invite: IncomingInvite,
    invitation?: VisitorInvitation,
  ): Promise<void> {
    try {
      await session.answer(invite, invitation);
    } catch (error) {
      this.#services.log.info('visitor-gone-before-answer', { contact: session.id, error });
      if (error instanceof InvitationRefusal) invite.reject(error.status, { headers: [...error.headers] });
      // Another INVITE of the same visitor may have been faster.
      if (session.hasVisitor) return;
      this.#maker.end(session.contact, 'visitor-ended');
      await session.settle();
    }
  }

  async #resume(
    session: CustomerSession,
    invite: IncomingInvite,
    invitation: VisitorInvitation,
  ): Promise<void> {
    // Our answer to the first INVITE has not been acknowledged: its connection may be gone.
    if (!session.hasVisitor) return this.#answer(session, invite, invitation);
    try {
      await session.resume(invite, invitation);
    } catch (error) {
      if (error instanceof InvitationRefusal) throw error;
      this.#services.log.info('visitor-not-resumed', { contact: session.id, error });
      invite.reject(503, { headers: [['Retry-After', '5']] });
    }
  }

  /** A contact's own address is where agents' clients send; nobody opens a dialog to it, except who takes one over, and supervisors. UCMA takes no channels from clients either. */
  #invitedToContact(invite: IncomingInvite): void {
    const isChannel = mediaTypeOf(invite.request.headers.get('Content-Type')) === sessionInviteContentType;
    if (isChannel) return invite.reject(403);
    const session = this.#sessionOf(invite.request);
    const { headers } = invite.request;
    const who = isSupervisor(invite.identity, this.#services) ? invite.identity : undefined;
    // A supervisor whose connection was lost listens again, whatever became of the old dialog.
    const listensAgain =
      who !== undefined && headers.has('Ms-Resume') && session?.team.isMember(who) === false;
    if (!headers.has('Replaces') || listensAgain)
      return void superviseContact(invite, session, this.#services);
    if (session) session.takeOver(invite);
    else refuse(invite, 481, 'no-such-contact');
  }

  #sessionOf(request: SipRequest): CustomerSession | undefined {
    return this.#sessions.get(parseUri(request.uri)?.user?.slice('contact-'.length) ?? '');
  }

  #teamChanged(): void {
    this.#supervision.changed();
    this.#teams.changed();
  }

  // --------------------------------------------------------------------------------------------------------------- events

  #happened(event: ContactCenterEvent): void {
    this.#teamChanged();
    if (event.type === 'agent-changed') return this.#agentState.changed();
    if (event.type === 'queue-changed') {
      this.#agentState.changed();
      const queue = this.#maker.queue(event.queueUri);
      for (const contact of queue?.contacts ?? []) this.#sessions.get(contact.id)?.queueChanged();
      return;
    }
    const { contact } = event;
    const session = this.#sessions.get(contact.id);
    switch (event.type) {
      case 'contact-queued':
        return session?.bind(contact);
      case 'contact-requeued':
        return session?.requeued();
      case 'contact-overflowed':
        return session?.overflowed(event.text);
      case 'contact-connected':
        return session?.connected(event.agent);
      case 'contact-parked':
        return session?.parked();
      case 'contact-handed-over':
        return session?.handedOver(event.result);
      case 'offer-made':
        return session?.offerMade(event.agent, event.offer);
      case 'offer-closed':
        return session?.offerClosed(event.offer);
      case 'contact-ended':
        this.#services.log.info('contact-ended', {
          contact: contact.id,
          queue: contact.queueUri,
          outcome: contact.outcome,
          reason: contact.endReason,
        });
        return session?.ended(contact, event.text);
    }
  }

  #presence(agent: Agent, { present, onThePhone }: AgentPresence): void {
    this.#maker.setPresence(agent, present, onThePhone);
    for (const session of this.#sessions.values()) session.agentPresence(agent, present);
  }

  // ---------------------------------------------------------------------------------------------------------------- ending

  #endAll(): void {
    for (const contact of this.#maker.contacts) this.#maker.end(contact, 'shutdown');
  }

  async #allFinished(): Promise<void> {
    while (this.#sessions.size > 0) {
      await Promise.race([...this.#sessions.values()].map((session) => session.finished));
    }
  }

  /** Every contact has one outcome, also those of a process that died. */
  async #closeLeftovers(): Promise<void> {
    const { contacts, clock, log } = this.#services;
    const started = clock.now();
    try {
      for (const { id, queuedAt } of await contacts.unfinished()) {
        if (queuedAt >= started || this.#sessions.has(id)) continue;
        await contacts.finish(id, { outcome: 'failed', endReason: 'shutdown', endedAt: clock.now() });
      }
    } catch (error) {
      log.error('leftovers-not-closed', { error });
    }
  }

  // ------------------------------------------------------------------------------------------------------------- addresses

  #isQueue(request: SipRequest): boolean {
    return this.#maker.queue(addressOfRecord(request.uri)) !== undefined;
  }

  #isContact(request: SipRequest): boolean {
    const uri = parseUri(request.uri);
    const { domain } = this.#services.configuration;
    return uri?.user?.startsWith('contact-') === true && uri.host.toLowerCase() === domain;
  }

  #newId(): string {
    return randomBytes(8).toString('hex');
  }
}

function refuse(
  invite: IncomingInvite,
  status: number,
  code?: DiagnosticCode,
  headers: [string, string][] = [],
): void {
  invite.reject(status, { headers: code ? [...headers, diagnosticsHeader(code)] : headers });
}
