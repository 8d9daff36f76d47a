import type { PresenceAvailability } from '../../../../../protocol/presence';
import { sdpContentType } from '../../../../../protocol/sdp-message';
import type { IncomingInvite, IncomingRequest } from '../../../../sip/endpoint';
import type { SipResponse } from '../../../../sip';
import type { ContactCenterConfiguration } from '../../configuration';
import { Peer, settle, until, World, type AgentPeer, type VisitorPeer } from '../../testing/world';
import { audioSdp, MediaDouble, type LegDouble, type RoomDouble } from './media-double';

export const supportUri = 'sip:support@contoso.com';
export const conversationId = 'AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==';

export const isCall = ({ request }: IncomingInvite): boolean =>
  request.body.toString('utf8').includes('m=audio');

/** A person's side of a call. */
export class Line extends Peer {
  readonly requests: IncomingRequest['request'][] = [];
  /** What it says to an INVITE. */
  sdp = audioSdp('agent');

  override received(incoming: IncomingRequest): void {
    this.requests.push(incoming.request);
    // As a client of calls: messages are of no use to it.
    if (incoming.request.method === 'MESSAGE') return incoming.respond(405);
    super.received(incoming);
  }

  async take(invite: IncomingInvite): Promise<void> {
    this.attach(await invite.accept({ contentType: sdpContentType, body: this.sdp }));
  }

  offer(sdp: string): Promise<SipResponse> {
    return this.request('INVITE', sdpContentType, sdp);
  }

  async refer(to: string): Promise<number> {
    if (!this.dialog) throw new Error('There is no dialog.');
    return (await this.dialog.request('REFER', { headers: [['Refer-To', `<${to}>`], this.identity] })).status;
  }

  get digits(): string {
    return this.info.map(({ body }) => /^Signal=(.)/.exec(body)?.[1] ?? '').join('');
  }
}

export class VoiceWorld extends World {
  readonly media: MediaDouble;
  /** There from the beginning, because the centre watches them from then on. */
  readonly #agents = new Map(['alice', 'bob', 'carol'].map((name) => [name, this.agent(name)]));

  constructor(config: Partial<ContactCenterConfiguration> = {}) {
    let media: MediaDouble | undefined;
    super(config, undefined, (world) => (media ??= new MediaDouble(world.clock)));
    this.media = media ?? new MediaDouble(this.clock);
    media = this.media;
  }

  /** An agent who is there and takes calls on a line of their own. */
  async talker(
    name: string,
    availability: PresenceAvailability = 'online',
  ): Promise<{ agent: AgentPeer; line: Line }> {
    const agent = this.#agents.get(name) ?? this.agent(name);
    const line = new Line(this, agent.uri);
    agent.onOffer = (invite) => void (isCall(invite) ? line.take(invite) : agent.accept(invite));
    await agent.publish(availability);
    return { agent, line };
  }

  /** A visitor who calls the queue and whose media is there. */
  async caller(options: Parameters<VisitorPeer['call']>[0] = {}): Promise<VisitorPeer> {
    const visitor = this.visitor();
    await visitor.call({ body: audioSdp('visitor'), ...options });
    this.leg('visitor').connect();
    await settle();
    return visitor;
  }

  get room(): RoomDouble {
    const room = this.media.all.at(-1);
    if (!room) throw new Error('There is no room.');
    return room;
  }

  leg(name: string): LegDouble {
    return this.room.leg(name);
  }

  /** Both hear each other. */
  async connected(line: Line): Promise<void> {
    await until(
      () => line.dialog !== undefined && this.leg('agent').state === 'connecting',
      'an answered call',
    );
    this.leg('agent').connect();
    await settle();
  }

  async outcomes(): Promise<string[]> {
    const contacts = await this.store.contacts.find({});
    return contacts.map(({ outcome, endReason }) => `${outcome}: ${endReason}`);
  }
}
