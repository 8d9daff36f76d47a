import {
  buildContactTeam,
  contactTeamContentType,
  contactTeamEvent,
  parseContactCommand,
  type ContactCommand,
  type ContactTeam,
} from '../../../../protocol/contact-team';
import { mediaTypeOf } from '../../../../protocol/content-type';
import { WireFormatError } from '../../../../protocol/wire-format-error';
import { addressOfRecord } from '../../../sip/message';
import { newTag } from '../../../sip/identifiers';
import type { IncomingRequest, IncomingSubscribe } from '../../../sip/endpoint';
import type { ContactCenterServices } from '../contact-center-services';
import type { CustomerSession } from '../customer-session';
import { diagnosticsHeader, type DiagnosticCode } from '../diagnostics';
import { longestSubscription, StateSubscribers, type ToldState } from '../state-subscribers';
import type { TeamRefusal } from './contact-team';
import { isSupervisor } from './supervision-rights';

const maxPerContact = 64;
const nobody: ContactTeam = { members: [], colleagues: [] };

interface Watched {
  readonly uri: string;
  readonly session: CustomerSession;
}

/** The event package of one contact: who is there and who could come, and the commands that change it. For its agents, and for supervisors. */
export class ContactPackage {
  readonly #subscribers = new StateSubscribers<Watched>({
    contentType: contactTeamContentType,
    most: maxPerContact,
    isSame: (one, other) => one.session === other.session,
    render: (watched) => this.#render(watched),
  });

  constructor(private readonly services: ContactCenterServices) {}

  subscribe(incoming: IncomingSubscribe, session: CustomerSession | undefined): void {
    const { identity: uri } = incoming;
    if (!session) return refuse(incoming, 404, 'no-such-contact');
    if (uri === undefined || !this.#mayKnow(uri, session)) return refuse(incoming, 403, 'not-an-agent');
    if (incoming.event !== contactTeamEvent)
      return incoming.respond(489, { headers: [['Allow-Events', contactTeamEvent]] });
    this.#subscribers.accept(incoming, { uri, session });
  }

  receive(incoming: IncomingRequest, session: CustomerSession | undefined): void {
    const { body, headers, method } = incoming.request;
    const { identity: uri } = incoming;
    if (method !== 'PUBLISH') return incoming.respond(405, { headers: [['Allow', 'SUBSCRIBE, PUBLISH']] });
    if (!session) return refuse(incoming, 404, 'no-such-contact');
    if (uri === undefined || !this.#mayKnow(uri, session)) return refuse(incoming, 403, 'not-an-agent');
    if ((headers.get('Event') ?? '').split(';')[0]?.trim() !== contactTeamEvent)
      return incoming.respond(489, { headers: [['Allow-Events', contactTeamEvent]] });
    if (mediaTypeOf(headers.get('Content-Type')) !== contactTeamContentType)
      return incoming.respond(415, { headers: [['Accept', contactTeamContentType]] });
    let command: ContactCommand;
    try {
      command = parseContactCommand(body.toString('utf8'));
    } catch (error) {
      if (!(error instanceof WireFormatError)) throw error;
      return refuse(incoming, 400, 'malformed-command', error.message);
    }
    const refusal = this.#carryOut(uri, command, session);
    if (refusal) return refuse(incoming, refusal.status, refusal.code, refusal.detail);
    // RFC 3903 section 6: a 2xx names the publication and how long it holds.
    incoming.respond(200, {
      headers: [
        ['SIP-ETag', newTag()],
        ['Expires', String(longestSubscription)],
      ],
    });
  }

  changed(): void {
    this.#subscribers.changed();
  }

  close(): void {
    this.#subscribers.close();
  }

  #carryOut(uri: string, command: ContactCommand, { team }: CustomerSession): TeamRefusal {
    const supervises = isSupervisor(uri, this.services);
    if ('invite' in command)
      return team.invite(addressOfRecord(command.invite), uri, command.handOver === true);
    if ('remove' in command) {
      const who = addressOfRecord(command.remove);
      // Nobody sends a supervisor away but a supervisor.
      if (team.isListening(who) && !supervises) return { status: 403, code: 'not-a-supervisor' };
      return team.remove(who);
    }
    return supervises ? team.setMode(uri, command.supervise) : { status: 403, code: 'not-a-supervisor' };
  }

  #mayKnow(uri: string, { team }: CustomerSession): boolean {
    return team.isMember(uri) || isSupervisor(uri, this.services);
  }

  #render({ uri, session }: Watched): ToldState {
    // What they may not know any more is not the last they hear.
    if (session.hasEnded) return { body: buildContactTeam(nobody), ended: 'noresource' };
    if (!this.#mayKnow(uri, session)) return { body: buildContactTeam(nobody), ended: 'rejected' };
    return { body: buildContactTeam(this.#teamFor(uri, session)) };
  }

  #teamFor(uri: string, { team }: CustomerSession): ContactTeam {
    const { configuration, maker } = this.services;
    const seesAll = isSupervisor(uri, this.services) || configuration.supervision !== undefined;
    // Who only listens, or whispers and is heard, is nobody's business unless it is announced.
    const members = team.members.filter(
      ({ mode, role }) => seesAll || role !== 'supervisor' || mode === 'barge',
    );
    const { refused } = team;
    return {
      members,
      colleagues: maker.roster.all
        .filter((agent) => !members.some((member) => member.uri === agent.uri))
        .slice(0, 256)
        .map(({ displayName, state, uri: colleague }) => ({ uri: colleague, displayName, state })),
      ...(refused && { refused }),
    };
  }
}

function refuse(incoming: IncomingRequest, status: number, code: DiagnosticCode, detail?: string): void {
  incoming.respond(status, { headers: [diagnosticsHeader(code, detail)] });
}
