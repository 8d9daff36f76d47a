import {
  buildContactCommand,
  contactTeamContentType,
  contactTeamEvent,
  parseContactTeam,
  type ContactCommand,
  type ContactTeam,
} from '../../../../../protocol/contact-team';
import { generateConversationId } from '../../../../../protocol/conversation-id';
import { buildMessageOffer, sdpContentType } from '../../../../../protocol/sdp-message';
import {
  parseSupervision,
  supervisionContentType,
  supervisionEvent,
  type SupervisionOverview,
} from '../../../../../protocol/supervision';
import type { SipResponse } from '../../../../sip';
import type { InviteDialog } from '../../../../sip/endpoint';
import type { ContactCenterConfiguration } from '../../configuration';
import { Peer, settle, type AgentPeer, type World } from '../../testing/world';
import { audioSdp, type LegDouble } from '../../voice/testing/media-double';
import { Line, VoiceWorld } from '../../voice/testing/voice-world';

export const carolUri = 'sip:carol@contoso.com';
export const aliceUri = 'sip:alice@contoso.com';
export const bobUri = 'sip:bob@contoso.com';
const centreUri = 'sip:contact-center@contoso.com';

/** Alice and Bob are agents; Carol is a supervisor and no agent. */
export class TeamWorld extends VoiceWorld {
  constructor(config: Partial<ContactCenterConfiguration> = {}) {
    super({
      supervisors: [{ uri: carolUri, displayName: 'Carol' }],
      ...config,
      agents: [
        {
          uri: aliceUri,
          displayName: 'Ms A.',
          skills: [{ name: 'sales' }],
          roles: ['agent'],
          capacity: 2,
        },
        { uri: bobUri, displayName: 'Mr B.', skills: [{ name: 'support' }], roles: ['agent'] },
      ],
    });
  }

  /** What an agent sees as the other side. */
  contactOf({ offers }: AgentPeer): string {
    const from = offers.at(-1)?.request.headers.get('From') ?? '';
    return /<(sip:contact-[^>]+)>/.exec(from)?.[1] ?? '';
  }

  command(who: string, contact: string, command: ContactCommand | string): Promise<SipResponse> {
    return commandTo(this, who, contact, command);
  }

  async watchTeam(who: string, contact: string): Promise<ContactTeam[]> {
    const states: ContactTeam[] = [];
    await this.outside.subscribe(contact, {
      ...{ from: who, headers: [['P-Asserted-Identity', `<${who}>`]], expires: 600 },
      ...{ event: contactTeamEvent, accept: contactTeamContentType },
      onNotify: ({ body }) => void (body.length > 0 && states.push(parseContactTeam(body.toString('utf8')))),
      onTerminated: () => undefined,
    });
    await settle();
    return states;
  }

  async watchCentre(who = carolUri): Promise<SupervisionOverview[]> {
    const states: SupervisionOverview[] = [];
    await this.outside.subscribe(centreUri, {
      ...{ from: who, headers: [['P-Asserted-Identity', `<${who}>`]], expires: 600 },
      ...{ event: supervisionEvent, accept: supervisionContentType },
      onNotify: ({ body }) => void (body.length > 0 && states.push(parseSupervision(body.toString('utf8')))),
      onTerminated: () => undefined,
    });
    await settle();
    return states;
  }

  /** Listens to the call of a contact. */
  async listens(contact: string, uri = carolUri): Promise<{ line: Line; leg: LegDouble }> {
    const line = new Line(this, uri);
    line.attach(await callContact(this, contact, uri, audioSdp('supervisor')));
    const leg = this.leg('supervisor');
    leg.connect();
    await settle();
    return { line, leg };
  }

  /** Reads its messages along. */
  async reads(contact: string, uri = carolUri): Promise<Reader> {
    const reader = new Reader(this, uri);
    reader.attach(await callContact(this, contact, uri, buildMessageOffer()));
    await settle();
    return reader;
  }
}

/** Somebody who reads along. */
export class Reader extends Peer {}

export async function commandTo(
  world: World,
  who: string,
  contact: string,
  command: ContactCommand | string,
): Promise<SipResponse> {
  const response = await world.outside.request('PUBLISH', contact, {
    from: who,
    headers: [
      ['P-Asserted-Identity', `<${who}>`],
      ['Event', contactTeamEvent],
    ],
    contentType: contactTeamContentType,
    body: typeof command === 'string' ? command : buildContactCommand(command),
  });
  await settle();
  return response;
}

/** A supervisor's INVITE to the address of a contact. */
export function callContact(world: World, contact: string, uri: string, body: string): Promise<InviteDialog> {
  const id = generateConversationId(7, new Uint8Array(16).fill(uri.length));
  return world.outside.invite(contact, {
    from: uri,
    headers: [
      ['P-Asserted-Identity', `<${uri}>`],
      ['Ms-Conversation-ID', id],
    ],
    contentType: sdpContentType,
    body,
  });
}
