import {
  buildContactCommand,
  contactTeamContentType,
  contactTeamEvent,
  parseContactTeam,
  type ContactCommand,
  type ContactTeam,
} from '../../protocol/contact-team';
import {
  parseSupervision,
  supervisionContentType,
  supervisionEvent,
  type SupervisionMode,
  type SupervisionOverview,
} from '../../protocol/supervision';
import { SessionError } from '../contract';
import type {
  ContactCenterContract,
  ContactTeamListener,
  ListenedContact,
  OverviewListener,
} from '../contract';
import type { Conversation } from '../conversation';
import type { ConversationRegistry, RegistryHost } from '../conversation-registry';
import { asSessionError, responseError } from '../failures';
import { addressOf, domainOf } from '../identity';
import type { SipResponse } from '../signaling/signaling';
import { StateWatch, type StateListener } from './state-watch';
import { followSupervision } from './supervision';

/** What agents and supervisors ask of the contact centre. Loaded with the first question. */
export class ContactCenter implements ContactCenterContract {
  #overview: StateWatch<SupervisionOverview> | undefined;
  readonly #contacts = new Map<string, StateWatch<ContactTeam>>();

  constructor(
    private readonly host: RegistryHost,
    private readonly conversations: ConversationRegistry,
  ) {}

  /** There is a connection (again). */
  attach(): void {
    const { signaling } = this.host;
    if (!signaling) return;
    this.#overview?.attach(signaling);
    for (const watch of this.#contacts.values()) watch.attach(signaling);
  }

  watch(listener: OverviewListener): () => void {
    const { host } = this;
    const watch = (this.#overview ??= new StateWatch(
      {
        // Whose centre it is may be known with the credentials only, which come later.
        get uri() {
          return `sip:contact-center@${domainOf(host.self.uri)}`;
        },
        event: supervisionEvent,
        contentType: supervisionContentType,
        parse: (body) => Object.freeze(parseSupervision(body)),
      },
      (error) => this.#unreadable(error),
    ));
    const own: StateListener<SupervisionOverview> = (overview, error) =>
      listener(overview, error?.toSnapshot());
    return this.#add(watch, own);
  }

  watchContact(contactUri: string, listener: ContactTeamListener): () => void {
    const uri = addressOf(contactUri);
    const watch =
      this.#contacts.get(uri) ??
      new StateWatch<ContactTeam>(
        {
          ...{ uri, event: contactTeamEvent, contentType: contactTeamContentType },
          parse: (body) => Object.freeze(parseContactTeam(body)),
        },
        (error) => this.#unreadable(error),
      );
    this.#contacts.set(uri, watch);
    // Who is told of nobody is not with the contact.
    const own: StateListener<ContactTeam> = (team) =>
      listener(team && team.members.length > 0 ? team : undefined);
    const stop = this.#add(watch, own);
    return () => {
      stop();
      if (watch.isIdle && this.#contacts.get(uri) === watch) this.#contacts.delete(uri);
    };
  }

  invite(contactUri: string, uri: string, { handOver = false } = {}): Promise<void> {
    return this.#command(contactUri, { invite: uri, ...(handOver && { handOver }) });
  }

  remove(contactUri: string, uri: string): Promise<void> {
    return this.#command(contactUri, { remove: uri });
  }

  supervise(contactUri: string, mode: SupervisionMode | 'take-over'): Promise<void> {
    return this.#command(contactUri, { supervise: mode });
  }

  listen({ audio, customerName, subject, uri }: ListenedContact): Conversation {
    const conversation = this.conversations.start(uri, { ...(subject && { subject }) });
    if (customerName) conversation.handOver(uri, customerName);
    followSupervision(
      conversation,
      audio,
      () => this.host.self.uri,
      (listener) => this.watchContact(uri, listener),
    );
    if (audio)
      conversation.audioVideo.connect().catch((error: unknown) => {
        const failure = asSessionError(error, 'media-failed', 'The call cannot be heard');
        // Who has left by themselves knows it.
        if (conversation.state !== 'terminated') this.host.report(failure.toSnapshot());
      });
    return conversation;
  }

  #add<T>(watch: StateWatch<T>, listener: StateListener<T>): () => void {
    if (this.host.signaling) watch.attach(this.host.signaling);
    watch.add(listener);
    return () => watch.remove(listener);
  }

  async #command(contactUri: string, command: ContactCommand): Promise<void> {
    let content: string;
    try {
      content = buildContactCommand(command);
    } catch (error) {
      throw asSessionError(error, 'invalid-argument', 'Not a command');
    }
    const { signaling } = this.host;
    if (!signaling) throw new SessionError('invalid-state', 'The session is not connected');
    let response: SipResponse;
    try {
      response = await signaling.request('PUBLISH', addressOf(contactUri), {
        headers: [['Event', contactTeamEvent]],
        body: { contentType: contactTeamContentType, content },
      });
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The connection was lost');
    }
    if (response.status >= 300) throw responseError(response);
  }

  #unreadable(error: unknown): void {
    this.host.report(
      asSessionError(error, 'server-error', 'What the contact centre says cannot be read').toSnapshot(),
    );
  }
}
