import type { IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import { formatNameAddr } from '../../../sip/message';
import { inviteTo } from '../agent-offer';
import type { AgentSide } from '../agent-side';
import type { ContactTeam } from '../team/contact-team';
import type { AgentView } from '../agent-view';
import type { ContactCenterServices } from '../contact-center-services';
import type { ConversationFacts } from '../conversation-facts';
import { diagnosticsHeader } from '../diagnostics';
import type { Agent } from '../domain/agent';
import type { Offer } from '../domain/contact';
import type { sessionAnswer } from '../session-answer';
import { InvitationRefusal } from '../visitor-invitation';
import type { VisitorSide } from '../visitor-side';
import type { CallDialog } from './call-dialog';
import { askMenu } from './menu';
import { mediaRefusal } from './media-refusal';
import { takeOver } from './take-over';
import { VoiceSide, type PreparedCall } from './voice-side';

interface Sides {
  readonly view: AgentView;
  readonly visitor: VisitorSide;
  /** The side of whoever has the contact. */
  agent(): AgentSide;
  readonly team: ContactTeam;
}

interface Facts extends ConversationFacts {
  readonly hasEnded: boolean;
}

/**
 * Chat and call are one contact. It lives as long as one of them does on both sides: whoever ends one goes on with the other. This is what decides
 * between the two; a contact without a call has no `side`.
 */
export class SessionVoice {
  #side: VoiceSide | undefined;
  #prepared: PreparedCall | undefined;
  /** Somebody whom the centre has called is asked first. */
  #inMenu = false;
  readonly #calling = new AbortController();

  constructor(
    private readonly facts: Facts,
    private readonly services: ContactCenterServices,
    private readonly sides: Sides,
  ) {}

  get side(): VoiceSide | undefined {
    return this.#side;
  }

  // -------------------------------------------------------------------------------------------------------------- visitor

  /** Rejects with `InvitationRefusal`. */
  async prepare(offerSdp: string): Promise<void> {
    const side = await this.open();
    try {
      this.#prepared = await side.prepare(offerSdp);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  get isPrepared(): boolean {
    return this.#prepared !== undefined;
  }

  /** Answers the first INVITE of a contact, as what it is. */
  async accept(invite: IncomingInvite, answer: ReturnType<typeof sessionAnswer>): Promise<InviteDialog> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    return prepared ? prepared.accept(invite, answer.headers) : invite.accept(answer);
  }

  /** A visitor who is known calls: besides the chat, or once more after a loss. Rejects with `InvitationRefusal`. */
  async answer(invite: IncomingInvite, offerSdp: string): Promise<void> {
    const { facts, sides } = this;
    const { maker } = this.services;
    const side = await this.open();
    const before = side.visitor;
    const isNew = before === undefined;
    let call: CallDialog;
    try {
      if (isNew && !maker.setAudio(facts.contact, true))
        throw new InvitationRefusal(486, [diagnosticsHeader('agent-busy')]);
      const prepared = await side.prepare(offerSdp);
      call = await prepared.accept(invite, [
        ['Content-Disposition', 'session'],
        ...(isNew ? [] : ([['Ms-Resume', 'true']] as [string, string][])),
      ]);
    } catch (error) {
      if (isNew) this.endCall({ cause: 500, text: 'the call could not be answered' });
      throw error;
    }
    if (facts.hasEnded) return void call.bye({ cause: 200, text: 'conversation ended' });
    if (sides.visitor.dialog === before) sides.visitor.attach(call, []);
    if (!isNew) return;
    this.ringAgent();
    sides.team.colleagues.callBegan();
  }

  /** We call the visitor, from the address of the queue. Rejects when they do not answer. */
  async callVisitor(target: string, ringSeconds: number): Promise<CallDialog> {
    const { facts, services } = this;
    const { conversationId, priority, subject } = facts.invitation;
    const side = await this.open();
    const from = formatNameAddr({ displayName: facts.queue.name, uri: facts.queue.uri, params: new Map() });
    const headers: [string, string][] = [
      ['P-Asserted-Identity', from],
      ['Ms-Conversation-ID', conversationId],
      ['Priority', priority],
    ];
    if (subject) headers.push(['Subject', subject]);
    const { signal } = this.#calling;
    await inviteTo(services, target, await side.offerVisitor(), {
      from,
      headers,
      expires: ringSeconds,
      signal,
    });
    if (!side.visitor) throw new TypeError('A visitor who has answered has a call.');
    return side.visitor;
  }

  /** The same besides a chat. Rejects with `InvitationRefusal` when it cannot be now. */
  async addCall(target: string, ringSeconds: number): Promise<void> {
    const { maker } = this.services;
    const { contact } = this.facts;
    if (this.#side || !maker.setAudio(contact, true))
      throw new InvitationRefusal(486, [diagnosticsHeader('agent-busy')]);
    // Until the visitor has answered, nobody is asked to talk to them.
    maker.setAudio(contact, false);
    const side = await this.open();
    this.callVisitor(target, ringSeconds).then(
      (call) => {
        if (this.facts.hasEnded || side !== this.#side)
          return call.bye({ cause: 200, text: 'no longer needed' });
        if (maker.setAudio(contact, true)) {
          this.ringAgent();
          this.sides.team.colleagues.callBegan();
        } else this.endCall({ cause: 486, text: 'the agent is on another call' });
        return undefined;
      },
      (error: unknown) => {
        this.services.log.info('callback-failed', { contact: this.facts.id, error });
        if (!this.facts.hasEnded && side === this.#side) this.endCall({ cause: 480, text: 'not reached' });
      },
    );
  }

  /** Whoever is being called need not answer any more. */
  stopCalling(): void {
    this.#calling.abort();
  }

  /** What the visitor answers with digits. Never rejects. */
  async askMenu({ media: leg }: CallDialog): Promise<Record<string, string>> {
    const { menu } = this.services.configuration.voice ?? {};
    const room = this.#side?.room;
    const say = (text: string) => void this.sides.visitor.say('menu', text);
    const answers = menu && room ? await askMenu(menu, { room, leg, say }) : {};
    this.setMenu(false);
    return answers;
  }

  /** The visitor says goodbye in this dialog; true if there is another one, which is used from now on. */
  goesOnWithout(dialog: InviteDialog): boolean {
    const call = this.#side?.visitor;
    // What becomes of a call is told by its own side.
    if (dialog === call) return true;
    if (call?.state !== 'confirmed') return false;
    this.sides.visitor.attach(call, []);
    this.agentGoesOn();
    return true;
  }

  /** Another dialog takes over from this one; a call lives on beside it. */
  keeps(dialog: InviteDialog): boolean {
    const call = this.#side?.visitor;
    if (!call || dialog !== call) return false;
    call.release();
    return true;
  }

  visitorBack(): void {
    if (!this.#inMenu) this.services.maker.resume(this.facts.contact);
  }

  get inMenu(): boolean {
    return this.#inMenu;
  }

  /** Nobody is asked for the contact before the menu is over. */
  setMenu(inMenu: boolean): void {
    this.#inMenu = inMenu;
    this.#side?.setQuiet(inMenu);
  }

  // ---------------------------------------------------------------------------------------------------------------- agent

  offer(agent: Agent, offer: Offer): void {
    if (this.facts.contact.audio && this.#side) this.#side.party.offer(agent, offer.id);
    else this.sides.agent().offer(agent, offer);
  }

  /** The agent has taken one of both; the other one follows. */
  connected(agent: Agent): void {
    if (this.#side?.party.connected(agent)) return this.messagesToo();
    this.sides.agent().connected(agent);
    this.ringAgent();
  }

  /** The agent who talks gets the messages, if there are any to get. */
  messagesToo(): void {
    const { visitor } = this.sides;
    const agent = this.sides.agent();
    const talking = this.facts.contact.state === 'connected' ? this.#side?.party.agent : undefined;
    if (!talking || agent.hasAgent) return;
    const chats = visitor.dialog !== undefined && visitor.dialog !== this.#side?.visitor;
    if (chats || agent.hasMessages) void agent.join(talking);
  }

  /** The agent has ended the messages; true if the contact goes on as a call. */
  agentGoesOn(): boolean {
    const { party } = this.#side ?? {};
    if (!party?.agent && !party?.isParked) return false;
    this.sides.agent().release();
    if (party.isParked) this.services.maker.park(this.facts.contact);
    party.openApplications();
    return true;
  }

  /** Somebody takes the agent's place by INVITE with Replaces, or the agent their own again. Never rejects. */
  takeOver(invite: IncomingInvite): void {
    void takeOver(invite, this.#side?.parties ?? [], this.services.configuration);
  }

  /** Somebody has the contact whom the match maker did not ask: the messages and the applications are theirs too. */
  handedOver(): void {
    const agent = this.sides.agent();
    if (agent.agentUri === this.facts.contact.agentUri) return agent.openApplications();
    agent.release();
    this.#side?.party.openApplications();
    this.messagesToo();
  }

  /** Who writes goes on with the agent who parked the call; without messages it is nobody's. */
  #parked(): void {
    const { maker } = this.services;
    const { contact } = this.facts;
    if (this.sides.agent().hasAgent) {
      this.sides.agent().openApplications();
      maker.setAudio(contact, false);
    } else maker.park(contact);
  }

  #unparked(): void {
    const { contact } = this.facts;
    if (contact.state === 'parked') this.services.maker.agentLost(contact);
    else this.ringAgent();
  }

  /** Without an agent again; true if one was on the call. */
  release(): boolean {
    return this.#side?.party.release('the contact is with somebody else').had === true;
  }

  /** The agent who writes is called too. */
  ringAgent(): void {
    const { maker } = this.services;
    const { contact } = this.facts;
    const agent = this.#agentOfContact();
    const side = this.#side;
    if (!agent || !side?.visitor || side.hasAgent || side.party.isParked) return;
    if (maker.setAudio(contact, true)) side.party.join(agent);
    else this.endCall({ cause: 486, text: 'the agent is on another call' });
  }

  #agentOfContact(): Agent | undefined {
    const { agentUri, state } = this.facts.contact;
    return state === 'connected' && agentUri !== undefined
      ? this.services.maker.roster.get(agentUri)
      : undefined;
  }

  // --------------------------------------------------------------------------------------------------------------- ending

  /** The call is over and the messages go on. */
  endCall(reason: { cause: number; text: string }): void {
    const side = this.#side;
    const { contact } = this.facts;
    // The visitor has nothing but the call.
    if (side?.visitor && this.sides.visitor.dialog === side.visitor)
      return this.services.maker.end(contact, 'agent-ended');
    this.sides.team.callEnded();
    this.#side = undefined;
    void side?.close(reason);
    this.services.maker.setAudio(contact, false);
    const { offer } = contact;
    const asked = offer && this.services.maker.roster.get(offer.agentUri);
    // Whoever was asked to talk is asked to write.
    if (asked) this.sides.agent().offer(asked, offer);
    this.sides.agent().openApplications();
  }

  async close(): Promise<void> {
    this.#prepared?.close();
    await this.#side?.close({ cause: 200, text: 'conversation ended' });
  }

  #agentEnded(by: 'agent' | 'lost' | 'media'): void {
    const { maker } = this.services;
    const { contact } = this.facts;
    if (this.sides.team.agentLeaves()) return;
    if (this.sides.agent().hasAgent) this.endCall({ cause: 200, text: 'the agent has ended the call' });
    else if (by === 'agent') maker.end(contact, 'agent-ended');
    else maker.agentLost(contact, by === 'media');
  }

  #visitorEnded(call: CallDialog, by: 'visitor' | 'lost'): void {
    const { contact } = this.facts;
    if (this.sides.visitor.dialog !== call) this.endCall({ cause: 200, text: 'the visitor has hung up' });
    else if (by === 'visitor') this.services.maker.end(contact, 'visitor-ended');
    // A lost dialog is waited for, like that of a chat.
  }

  async #visitorSilent(call: CallDialog): Promise<void> {
    const { visitor } = this.sides;
    const reason = { cause: 408, text: 'no media' };
    if (visitor.dialog !== call) return this.endCall(reason);
    const isThere = await visitor.probe();
    if (!isThere || call !== this.#side?.visitor || this.facts.hasEnded) return;
    this.services.maker.end(this.facts.contact, 'visitor-lost');
  }

  /** Rejects with `InvitationRefusal`. */
  async open(): Promise<VoiceSide> {
    if (this.#side) return this.#side;
    const { services, facts, sides } = this;
    const media = await services.media?.().catch((error: unknown) => {
      services.log.error('media-not-available', { error });
      throw mediaRefusal(error);
    });
    if (!media) throw new InvitationRefusal(488, [diagnosticsHeader('no-message-session')]);
    this.#side ??= new VoiceSide(facts, services, media, sides.view, {
      requestsOf: (agent) => (sides.team.colleagues.get(agent.uri)?.side ?? sides.agent()).requestsOf(agent),
      onColleagueEnded: (party) => sides.team.colleagues.partyEnded(party),
      onColleagueReplaced: (party, uri) => sides.team.colleagues.replaced(party, uri),
      isQueue: (uri) => services.maker.queue(uri) !== undefined,
      transfer: (uri) => services.maker.transfer(facts.contact, uri),
      onAgentEnded: (by) => this.#agentEnded(by),
      onHandedOver: (uri, how) => services.maker.handOver(facts.contact, uri, how),
      onParked: () => this.#parked(),
      onUnparked: () => this.#unparked(),
      onNotJoined: () => this.endCall({ cause: 603, text: 'the agent does not take the call' }),
      onVisitorEnded: (call, by) => this.#visitorEnded(call, by),
      onVisitorSilent: (call) => void this.#visitorSilent(call),
      onVisitorSeen: (call) => sides.visitor.seen(call),
    });
    this.#side.setQuiet(this.#inMenu);
    return this.#side;
  }
}
