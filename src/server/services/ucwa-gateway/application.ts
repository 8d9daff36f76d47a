import { randomBytes, randomUUID } from 'node:crypto';
import { putMarker, type UcwaMessageFormat, type UcwaResource } from '../../../protocol/ucwa';
import type { Timer } from '../../sip/clock';
import type { IncomingInvite } from '../../sip/endpoint';
import type { UcwaBody } from './body';
import { ConversationBook } from './conversation/conversation-book';
import type { UcwaConversation } from './conversation/conversation';
import type { ConversationHost } from './conversation/conversation-host';
import { EventChannel } from './events/event-channel';
import { eventsHref } from './events/render-events';
import { UcwaFailure } from './failure';
import { Hrefs } from './hrefs';
import { Me } from './me';
import { Operations } from './operations';
import { People } from './people';
import type { GatewayServices, UcwaPerson, UcwaUser } from './services';
import { UserAgent } from './sip/user-agent';

/** What a client says of itself when it makes an application. */
export interface ApplicationInit {
  readonly userAgent: string;
  readonly endpointId: string;
  readonly culture: string;
  readonly type?: string;
  readonly instanceId?: string;
}

export interface ApplicationOptions {
  readonly services: GatewayServices;
  readonly user: UcwaUser;
  readonly init: ApplicationInit;
  readonly id: string;
  /** URI that calls for this application come to. */
  readonly contact: string;
  /** The client has been away for too long. */
  readonly onExpired: (application: UcwaApplication) => void;
}

/** One sign-in of one client: its event channel, its conversations, and the person behind it. */
export class UcwaApplication implements ConversationHost {
  readonly services: GatewayServices;
  readonly user: UcwaUser;
  readonly id: string;
  readonly hrefs: Hrefs;
  readonly channel: EventChannel;
  readonly agent: UserAgent;
  readonly me: Me;
  readonly people: People;
  readonly operations: Operations;
  readonly conversations: ConversationBook;
  readonly #init: ApplicationInit;
  readonly #onExpired: ApplicationOptions['onExpired'];
  readonly #marker = randomUUID();
  #revision = randomBytes(4).readUInt32BE();
  #expiry: Timer | undefined;

  constructor({ services, user, init, id, contact, onExpired }: ApplicationOptions) {
    this.services = services;
    this.user = user;
    this.id = id;
    this.#init = init;
    this.#onExpired = onExpired;
    this.hrefs = new Hrefs(id);
    const hrefs = this.hrefs;
    const channel = new EventChannel(services.clock, (isWaiting) => this.#pollChanged(isWaiting));
    this.channel = channel;
    const agent = new UserAgent(services, user);
    this.agent = agent;
    this.me = new Me({ services, user, agent, channel, hrefs, contact });
    const peer = (uri: string): UcwaPerson | undefined => this.conversations.peer(uri);
    this.people = new People({ services, user, channel, hrefs, peer });
    this.operations = new Operations(services.clock);
    this.conversations = new ConversationBook(this, this.operations);
    this.#expireLater();
  }

  get formats(): readonly UcwaMessageFormat[] {
    return this.me.formats;
  }

  /** Whether a client that says this of itself is the one this was made for. */
  isOf(user: UcwaUser, init: ApplicationInit): boolean {
    return user.uri === this.user.uri && describe(init) === describe(this.#init);
  }

  onConversationEnded(conversation: UcwaConversation): void {
    this.conversations.ended(conversation);
  }

  receive(invite: IncomingInvite): void {
    if (!this.me.isAvailable) return invite.reject(480);
    this.conversations.receive(invite);
  }

  resource(): UcwaResource {
    const { application } = this.hrefs;
    const { culture, endpointId, instanceId, type, userAgent } = this.#init;
    return {
      rel: 'application',
      ...{ culture, userAgent, id: this.id, endpointId },
      ...(type !== undefined && { type }),
      ...(instanceId !== undefined && { instanceId }),
      _links: {
        self: { href: application },
        policies: { href: `${application}/policies` },
        events: { href: eventsHref(application, this.channel.number) },
      },
      _embedded: {
        me: this.me.resource(),
        people: this.people.resource(),
        onlineMeetings: this.onlineMeetings(),
        communication: this.communication(),
      },
    };
  }

  communication(): UcwaResource {
    const { communication, invitations } = this.hrefs;
    return {
      // First, as captures have it: some clients take the first name there for the id of their operations.
      [this.#marker]: putMarker,
      rel: 'communication',
      supportedModalities: ['Messaging'],
      supportedMessageFormats: this.formats,
      etag: String(this.#revision),
      _links: {
        self: { href: communication },
        conversations: { href: `${communication}/conversations?filter=active` },
        startMessaging: { href: invitations },
      },
    };
  }

  /** PUT: the message formats can be changed, which for guests is the only place to say so. Throws `UcwaFailure`. */
  putCommunication(body: UcwaBody, ifMatch: string | undefined): UcwaResource {
    if (ifMatch === undefined)
      throw new UcwaFailure('PreconditionRequired', undefined, 'If-Match with the etag is required.');
    const etags = ifMatch.split(',').map((etag) => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, ''));
    if (!etags.includes('*') && !etags.includes(String(this.#revision)))
      throw new UcwaFailure('PreconditionFailed', undefined, 'The resource has changed meanwhile.');
    if (body.value(this.#marker) !== putMarker)
      throw UcwaFailure.parameter(this.#marker, 'must be passed as it was received');
    this.me.setFormats(body);
    this.#revision = (this.#revision + 1) % 2 ** 32;
    const communication = this.communication();
    const link = { rel: 'communication', href: this.hrefs.communication };
    this.channel.publish([{ sender: link, event: { link, _embedded: { communication }, type: 'updated' } }]);
    return communication;
  }

  onlineMeetings(): UcwaResource {
    return {
      rel: 'onlineMeetings',
      _links: { self: { href: `${this.hrefs.application}/onlineMeetings` } },
    };
  }

  policies(): UcwaResource {
    return {
      rel: 'policies',
      customerExperienceImprovementProgram: 'Disabled',
      emoticons: 'Disabled',
      htmlMessaging: 'Enabled',
      logging: 'Disabled',
      saveMessagingHistory: 'Disabled',
      urlMessaging: 'Enabled',
      _links: { self: { href: `${this.hrefs.application}/policies` } },
    };
  }

  /** Ends everything; whoever polls is told `failure`. Resolves when the SIP side knows, but for texts that are on their way. Never rejects. */
  async close(
    failure: UcwaFailure,
    { isPatient = false, ...reason }: { cause: number; text: string; isPatient?: boolean },
  ): Promise<void> {
    this.#expiry?.cancel();
    this.conversations.terminateAll(reason, isPatient);
    this.people.close();
    this.channel.close(failure);
    await this.me.close();
  }

  #pollChanged(isWaiting: boolean): void {
    this.#expiry?.cancel();
    if (isWaiting) this.conversations.clientReturned();
    else this.#expireLater();
  }

  #expireLater(): void {
    const { clock, settings } = this.services;
    this.#expiry = clock.setTimeout(() => this.#onExpired(this), settings.inactiveSeconds * 1000);
  }
}

function describe({ culture, endpointId, instanceId, type, userAgent }: ApplicationInit): string {
  return JSON.stringify([culture, endpointId, instanceId, type, userAgent]);
}
