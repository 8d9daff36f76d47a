import { mediaTypeOf } from '../../../protocol/content-type';
import {
  buildCccpResponse,
  cccpContentType,
  parseCccpRequest,
  type CccpCommand,
  type CccpRequest,
  type CccpResponse,
} from '../../../protocol/conferencing/cccp';
import {
  isConferenceId,
  isSameConferenceUri,
  mcuTypes,
  parseConferenceUri,
} from '../../../protocol/conferencing/conference-info-names';
import { addressOfRecord, type IncomingRequest } from '../../sip';
import { describe } from './commands';
import type { Conference } from './conference';
import type { Conferences } from './conferences';
import { admissionPolicies } from './domain/admission';
import { identityOf } from './leg';
import { asRefusal, ConferenceRefusal, refuse } from './refusal';
import type { ConferenceServices } from './services';

const maxSubject = 256;

/** `app:conf:focusfactory` ([MS-CONFPRO]): users make, look at and delete their own conferences by SERVICE. */
export class FocusFactory {
  constructor(
    private readonly services: ConferenceServices,
    private readonly conferences: Conferences,
  ) {}

  /** Answers it, whatever it is. */
  serve(incoming: IncomingRequest): void {
    const { config, log } = this.services;
    let request: CccpRequest<{ name: string; element?: string }> | undefined;
    try {
      const organizer = identityOf(incoming);
      const { body, headers, method, uri } = incoming.request;
      if (method !== 'SERVICE') return incoming.respond(405, { headers: [['Allow', 'SERVICE']] });
      if (mediaTypeOf(headers.get('Content-Type')) !== cccpContentType)
        throw new ConferenceRefusal('unsupported');
      if (body.length > config.maxCommandBytes) throw new ConferenceRefusal('too-large');
      const read = parseCccpRequest(body.toString('utf8'));
      request = read;
      if (addressOfRecord(read.from) !== organizer) throw new ConferenceRefusal('bad-from');
      if (!isSameConferenceUri(read.to, uri)) throw new ConferenceRefusal('bad-to');
      // One's own factory: nobody makes conferences in the name of another.
      const owner = parseConferenceUri(uri)?.organizer;
      if (
        owner === undefined ||
        addressOfRecord(owner) !== organizer ||
        !this.services.mayOrganize(organizer)
      )
        throw new ConferenceRefusal('not-authorized', { status: 403 });
      if (read.command.name === 'unknown')
        throw new ConferenceRefusal('not-implemented', { detail: read.command.element });
      const result = this.#execute(organizer, read.command);
      incoming.respond(200, { body: this.#response(read, 'success', result), contentType: cccpContentType });
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'internal') log.error('focus-factory-failed', { error });
      else log.info('focus-factory-refused', { code: refusal.code, error: refusal });
      // [MS-CONFPRO] 2.2.3: what fails as a command is a response with that code; what cannot be read is a status.
      const isCommand = request !== undefined && refusal.status !== 400;
      refuse(
        incoming,
        refusal,
        config.domain,
        isCommand ? { body: this.#response(request!, 'failure'), contentType: cccpContentType } : {},
      );
    }
  }

  #execute(organizer: string, command: CccpCommand): Partial<CccpResponse> {
    switch (command.name) {
      case 'getConferencingCapabilities':
        return { mcuTypes };
      case 'addConference': {
        const { focusUri } = this.#create(organizer, command.conference);
        return { conference: { entity: focusUri, state: 'partial', version: 1 } };
      }
      case 'getConference':
        return { conference: describe(this.#own(organizer, command.keys)) };
      case 'deleteConference':
        this.#own(organizer, command.keys).end();
        return {};
      default:
        throw new ConferenceRefusal('not-implemented', { detail: command.name });
    }
  }

  #create(
    organizer: string,
    conference: Extract<CccpCommand, { name: 'addConference' }>['conference'],
  ): Conference {
    const { clock, config } = this.services;
    const { admissionPolicy, conferenceId, expiryTime, subject = '' } = conference.description ?? {};
    if (conferenceId === undefined || !isConferenceId(conferenceId))
      throw new ConferenceRefusal('parse-failed', { detail: 'conference-id' });
    const policy =
      admissionPolicy === undefined
        ? 'openAuthenticated'
        : admissionPolicies.find((each) => each.toLowerCase() === admissionPolicy.toLowerCase());
    if (!policy) throw new ConferenceRefusal('parse-failed', { detail: 'admission-policy' });
    const latest = clock.now() + config.expirySeconds * 1000;
    const asked = expiryTime === undefined ? NaN : Date.parse(expiryTime);
    const created = this.conferences.create({
      ...{ organizer, id: conferenceId, policy, subject: subject.slice(0, maxSubject) },
      expiresAt: asked > clock.now() ? Math.min(asked, latest) : latest,
    });
    for (const user of conference.users ?? []) {
      const uri = addressOfRecord(user.entity);
      // Guests come in by invitation of an application of ours.
      if (uri === organizer || this.services.isGuest(uri)) continue;
      created.allowed.set(uri, user.roles?.includes('presenter') ? 'presenter' : 'attendee');
    }
    if (conference.status?.locked) created.setLocked(true);
    return created;
  }

  #own(organizer: string, keys: { conferenceId?: string; confEntity?: string }): Conference {
    const address = keys.confEntity === undefined ? undefined : parseConferenceUri(keys.confEntity);
    const id = keys.conferenceId ?? address?.id;
    const isTheirs = address === undefined || addressOfRecord(address.organizer) === organizer;
    const found = id === undefined || !isTheirs ? undefined : this.conferences.find(organizer, id);
    if (!found) throw new ConferenceRefusal('conference-entity-invalid', { status: 603 });
    return found;
  }

  #response(
    { from, to, requestId, command }: CccpRequest<{ name: string; element?: string }>,
    code: 'success' | 'failure',
    more: Partial<CccpResponse> = {},
  ): string {
    return buildCccpResponse({
      ...{ requestId, from: to, to: from, code, command: command.element ?? command.name },
      ...more,
    });
  }
}
