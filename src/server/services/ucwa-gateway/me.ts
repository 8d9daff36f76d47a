import {
  parseUcwaAvailability,
  presenceOfUcwa,
  type UcwaAvailability,
  type UcwaLinks,
  type UcwaMessageFormat,
  type UcwaResource,
} from '../../../protocol/ucwa';
import type { Timer } from '../../sip/clock';
import type { UcwaBody } from './body';
import type { EventChannel } from './events/event-channel';
import type { SentEvent } from './events/event-log';
import { UcwaFailure } from './failure';
import type { Hrefs } from './hrefs';
import type { GatewayServices, UcwaUser } from './services';
import { Registration } from './sip/registration';
import type { UserAgent } from './sip/user-agent';

const modalities = [
  'Audio',
  'Video',
  'PhoneAudio',
  'ApplicationSharing',
  'Messaging',
  'DataCollaboration',
  'PanoramicVideo',
];
/** Seconds without activity after which somebody is idle, and as long again until they are away. */
const inactive = { least: 60, usual: 300, most: 86_400 };

/** The person behind an application: whether they are there for others, and what they say of themselves. */
export class Me {
  #registration: Registration | undefined;
  #isAvailable = false;
  #availability: UcwaAvailability = 'Online';
  /** After a while without activity: what is shown in place of it. */
  #idle: UcwaAvailability | undefined;
  #note = '';
  #formats: readonly UcwaMessageFormat[] = ['Plain'];
  #inactiveSeconds = inactive.usual;
  #timer: Timer | undefined;
  #closed = false;

  constructor(
    private readonly options: {
      readonly services: GatewayServices;
      readonly user: UcwaUser;
      readonly agent: UserAgent;
      readonly channel: EventChannel;
      readonly hrefs: Hrefs;
      /** Where calls for this application come. */
      readonly contact: string;
    },
  ) {}

  /** Whether calls come here. */
  get isAvailable(): boolean {
    return this.#isAvailable;
  }

  /** What the client reads. */
  get formats(): readonly UcwaMessageFormat[] {
    return this.#formats;
  }

  /** What the client reads from now on, if it says so. Throws `UcwaFailure`. */
  setFormats(body: UcwaBody): void {
    this.#formats = formatsIn(body.texts('supportedMessageFormats')) ?? this.#formats;
  }

  /** Registers, and says so. Throws `UcwaFailure`. */
  async makeAvailable(body: UcwaBody): Promise<void> {
    const { agent, contact, services, user } = this.options;
    if (user.kind === 'guest')
      throw new UcwaFailure('Forbidden', 'AnonymousNotAllowed', 'Guests cannot be called.');
    if (this.#registration)
      throw new UcwaFailure('Conflict', 'AlreadyExists', 'This application is available already.');
    const wanted = body.texts('supportedModalities');
    if (wanted && !takesMessaging(wanted))
      throw new UcwaFailure('Forbidden', 'ModalityNotSupported', 'Only Messaging is supported.');
    const formats = formatsIn(body.texts('supportedMessageFormats'));
    const availability = availabilityIn(body.text('signInAs', 20), 'signInAs');
    const seconds = inactiveSeconds(body.value('inactiveTimeout'));
    const registration = new Registration(services, agent, contact);
    this.#registration = registration;
    try {
      const status = await registration.start();
      if (status >= 300)
        throw new UcwaFailure(
          'ServiceUnavailable',
          'TemporarilyUnavailable',
          `The registrar said ${status}.`,
        );
    } catch (error) {
      this.#registration = undefined;
      if (error instanceof UcwaFailure) throw error;
      throw new UcwaFailure('ServiceUnavailable', 'Unreachable', 'The registrar does not answer.', {
        cause: error,
      });
    }
    if (this.#closed) {
      void registration.close();
      throw new UcwaFailure('NotFound', 'ApplicationNotFound', 'The application is gone.');
    }
    this.#isAvailable = true;
    if (formats) this.#formats = formats;
    if (seconds) this.#inactiveSeconds = seconds;
    if (availability) this.#availability = availability;
    await this.#publish();
    this.#watchActivity();
    this.#announce();
  }

  async setPresence(body: UcwaBody): Promise<void> {
    this.#mustBeAvailable();
    const availability = availabilityIn(body.required('availability', 20), 'availability');
    this.#availability = availability ?? this.#availability;
    this.#idle = undefined;
    this.#watchActivity();
    await this.#publish();
    this.#tellPresence();
  }

  async setNote(body: UcwaBody): Promise<void> {
    this.#mustBeAvailable();
    this.#note = body.text('message', 512) ?? '';
    await this.#publish();
    const note = this.noteResource();
    const href = `${this.options.hrefs.me}/note`;
    this.#tell([{ link: { rel: 'note', href }, _embedded: { note }, type: 'updated' }], href);
  }

  /** The person has done something. */
  reportActivity(): void {
    this.#mustBeAvailable();
    this.touch();
  }

  touch(): void {
    if (!this.#isAvailable) return;
    this.#watchActivity();
    if (!this.#idle) return;
    const wasAway = this.#idle === 'Away';
    this.#idle = undefined;
    if (wasAway) void this.#publish();
    this.#tellPresence();
  }

  get presence(): UcwaAvailability {
    return this.#idle ?? this.#availability;
  }

  resource(): UcwaResource {
    const { hrefs, user } = this.options;
    const { me } = hrefs;
    const canBeAvailable = user.kind === 'user' && !this.#isAvailable;
    const links: UcwaLinks = {
      self: { href: me },
      ...(canBeAvailable && { makeMeAvailable: { href: `${me}/makeMeAvailable` } }),
      callForwardingSettings: { href: `${me}/callForwardingSettings` },
      phones: { href: `${me}/phones` },
      ...(this.#isAvailable && {
        note: { href: `${me}/note` },
        presence: { href: `${me}/presence` },
        location: { href: `${me}/location` },
        reportMyActivity: { href: `${me}/reportMyActivity` },
      }),
    };
    const mail = user.uri.replace(/^sip:/, '');
    return {
      rel: 'me',
      uri: user.uri,
      name: user.name,
      ...(user.kind === 'user' && { emailAddresses: [mail] }),
      _links: links,
    };
  }

  presenceResource(): UcwaResource {
    this.#mustBeAvailable();
    return {
      rel: 'presence',
      availability: this.presence,
      _links: { self: { href: `${this.options.hrefs.me}/presence` } },
    };
  }

  noteResource(): UcwaResource {
    this.#mustBeAvailable();
    return {
      rel: 'note',
      message: this.#note,
      type: 'Personal',
      _links: { self: { href: `${this.options.hrefs.me}/note` } },
    };
  }

  locationResource(): UcwaResource {
    this.#mustBeAvailable();
    return { rel: 'location', location: '', _links: { self: { href: `${this.options.hrefs.me}/location` } } };
  }

  /** Says goodbye on the SIP side. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#isAvailable = false;
    await this.#registration?.close();
  }

  #mustBeAvailable(): void {
    if (!this.#isAvailable)
      throw new UcwaFailure('Conflict', 'MakeMeAvailableRequired', 'makeMeAvailable has to come first.');
  }

  async #publish(): Promise<void> {
    const note = this.#note;
    await this.#registration?.publish({
      availability: presenceOfUcwa(this.presence),
      ...(note !== '' && { note }),
    });
  }

  /** DOC MakeMeAvailable: what there is now. */
  #announce(): void {
    const { me } = this.options.hrefs;
    const added = (rel: string): SentEvent['event'] => ({
      link: { rel, href: `${me}/${rel}` },
      type: 'added',
    });
    this.#tell(
      [
        { link: { rel: 'me', href: me }, _embedded: { me: this.resource() }, type: 'updated' },
        added('presence'),
        added('note'),
        added('location'),
      ],
      me,
      'high',
    );
  }

  #tellPresence(): void {
    const href = `${this.options.hrefs.me}/presence`;
    const presence = this.presenceResource();
    this.#tell([{ link: { rel: 'presence', href }, _embedded: { presence }, type: 'updated' }], href);
  }

  #tell(events: SentEvent['event'][], replaces: string, priority: 'high' | 'medium' = 'medium'): void {
    const sender = { rel: 'me', href: this.options.hrefs.me };
    this.options.channel.publish(
      events.map((event) => ({ sender, event })),
      { priority, replaces },
    );
  }

  /** DOC reportMyActivity: who does nothing is idle, then away. */
  #watchActivity(): void {
    this.#timer?.cancel();
    const { clock } = this.options.services;
    this.#timer = clock.setTimeout(() => {
      this.#setIdle(this.#availability === 'Busy' ? 'IdleBusy' : 'IdleOnline');
      this.#timer = clock.setTimeout(() => {
        this.#setIdle('Away');
        void this.#publish();
      }, this.#inactiveSeconds * 1000);
    }, this.#inactiveSeconds * 1000);
  }

  #setIdle(availability: UcwaAvailability): void {
    // Who is away or does not want to be disturbed stays so.
    if (this.#availability !== 'Online' && this.#availability !== 'Busy') return;
    this.#idle = availability;
    this.#tellPresence();
  }
}

function takesMessaging(wanted: readonly string[]): boolean {
  const known = new Set(modalities.map((modality) => modality.toLowerCase()));
  const names = wanted.map((name) => name.toLowerCase());
  return names.every((name) => known.has(name)) && (names.length === 0 || names.includes('messaging'));
}

function formatsIn(wanted: readonly string[] | undefined): readonly UcwaMessageFormat[] | undefined {
  if (!wanted) return undefined;
  const names = wanted.map((name) => name.toLowerCase());
  if (!names.every((name) => name === 'plain' || name === 'html'))
    throw UcwaFailure.parameter('supportedMessageFormats', 'must be Plain and Html');
  return names.includes('html') ? ['Plain', 'Html'] : ['Plain'];
}

function availabilityIn(text: string | undefined, name: string): UcwaAvailability | undefined {
  if (text === undefined) return undefined;
  const availability = parseUcwaAvailability(text);
  if (!availability) throw UcwaFailure.parameter(name, 'must be one that a person can set');
  return availability;
}

/** A number of minutes, or an XML duration such as `PT5M`; anything else is left at what is usual. */
function inactiveSeconds(value: unknown): number | undefined {
  const duration =
    typeof value === 'string' ? /^PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?$/.exec(value) : null;
  const seconds = duration
    ? Number(duration[1] ?? 0) * 3600 + Number(duration[2] ?? 0) * 60 + Number(duration[3] ?? 0)
    : Number(value) * 60;
  return seconds > 0 ? Math.min(inactive.most, Math.max(inactive.least, seconds)) : undefined;
}
