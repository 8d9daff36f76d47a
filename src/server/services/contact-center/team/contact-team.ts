import type { ContactMember, SupervisionMode } from '../../../../protocol/supervision';
import { formatNameAddr } from '../../../sip/message';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { IncomingInvite } from '../../../sip/endpoint';
import type { AgentSide } from '../agent-side';
import type { AgentView } from '../agent-view';
import type { ContactCenterServices } from '../contact-center-services';
import type { ConversationFacts } from '../conversation-facts';
import { diagnosticsHeader, type DiagnosticCode } from '../diagnostics';
import type { Agent } from '../domain/agent';
import type { HandOver } from '../domain/contact';
import type { Delivery } from '../message-pump';
import { sessionAnswer } from '../session-answer';
import { InvitationRefusal, type VisitorInvitation } from '../visitor-invitation';
import type { VisitorSide } from '../visitor-side';
import type { VoiceSide } from '../voice/voice-side';
import { Colleagues, maxColleagues, type Colleague } from './colleagues';
import { Supervisor } from './supervisor';
import { asAgent } from './supervision-rights';

/** What was written is kept for who comes later, up to so many bytes; the store has all of it. */
const maxTranscriptBytes = 1_048_576;

export interface TeamParts {
  readonly view: AgentView;
  readonly visitor: VisitorSide;
  /** The side of whoever has the contact. */
  agent(): AgentSide;
  newSide(): AgentSide;
  /** Somebody else's side is that of whoever has the contact from now on. */
  useSide(side: AgentSide): void;
  /** While the contact has a call. */
  voice(): VoiceSide | undefined;
  /** Calls whoever has the contact, if the visitor is in a call. */
  ringAgent(): void;
  onChanged(): void;
}

/** Why a command is not carried out; undefined: it is. */
export type TeamRefusal =
  { readonly status: number; readonly code: DiagnosticCode; readonly detail?: string } | undefined;

/** Everybody on our side of one contact: whoever has it, colleagues who were asked to come, and supervisors. */
export class ContactTeam {
  readonly colleagues: Colleagues;
  readonly #supervisors = new Map<string, Supervisor>();
  readonly #transcript: Delivery[] = [];
  #transcriptBytes = 0;
  /** Who leaves when that colleague is there. */
  readonly #handOvers = new Map<string, string>();
  #refused: { readonly uri: string; readonly result: 'declined' | 'missed' | 'failed' } | undefined;

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    private readonly parts: TeamParts,
  ) {
    this.colleagues = new Colleagues(facts, services, {
      voice: () => parts.voice(),
      newSide: () => this.#newSide(),
      onChanged: () => parts.onChanged(),
      onJoined: (colleague) => this.#joined(colleague),
      onRefused: (agent, result) => {
        this.#refused = { uri: agent.uri, result };
        this.#handOvers.delete(agent.uri);
        parts.onChanged();
      },
    });
  }

  /** Who did not come when asked last. */
  get refused() {
    return this.#refused;
  }

  get members(): readonly ContactMember[] {
    const { contact } = this.facts;
    const { roster } = this.services.maker;
    const named = (uri: string) => ({ uri, displayName: roster.get(uri)?.displayName ?? '' });
    const has = contact.state === 'connected' ? contact.agentUri : undefined;
    const first: ContactMember[] =
      has === undefined ? [] : [{ ...named(has), role: 'agent', state: 'connected' }];
    return [
      ...first,
      ...this.colleagues.all.map(({ agent, state }): ContactMember => ({
        ...named(agent.uri),
        role: 'colleague',
        state,
      })),
      ...[...this.#supervisors.values()].map(({ agent, mode, uri }): ContactMember => ({
        ...{ uri, displayName: agent.displayName, role: 'supervisor', state: 'connected', mode },
      })),
    ];
  }

  /** Whether somebody takes part, as more than a listener. */
  isMember(uri: string): boolean {
    return this.facts.contact.agentUri === uri || this.colleagues.get(uri)?.state === 'connected';
  }

  /** Whether a supervisor takes part. */
  isListening(uri: string): boolean {
    return this.#supervisors.has(uri);
  }

  // ------------------------------------------------------------------------------------------------------------- messages

  visitorSaid(delivery: Delivery): void {
    this.#remember(delivery);
    this.colleagues.push(delivery);
    for (const supervisor of this.#supervisors.values()) supervisor.push({ ...delivery, answer: undefined });
  }

  /** What one of us said, for all the others of us. */
  agentSaid(author: Agent, delivery: Delivery): void {
    const signed = { ...delivery, sender: senderOf(author), answer: undefined };
    this.#remember(signed);
    if (this.facts.contact.agentUri !== author.uri) this.#tellAgent(signed);
    this.colleagues.push(signed, author.uri);
    for (const supervisor of this.#supervisors.values())
      if (supervisor.uri !== author.uri) supervisor.push({ ...signed });
  }

  #supervisorSaid({ agent, mode }: Supervisor, delivery: Delivery): void {
    if (mode === 'barge') {
      this.parts.visitor.push(delivery);
      return this.agentSaid(agent, delivery);
    }
    const signed = { ...delivery, notice: 'whisper', sender: senderOf(agent), answer: undefined };
    this.#tellAgent(signed);
    this.colleagues.push(signed);
    // Taken, and on its way to whoever is there: nobody waits for several.
    delivery.answer?.(200);
    delivery.answer = undefined;
  }

  #tellAgent(delivery: Delivery): void {
    const side = this.parts.agent();
    side.push({ ...delivery });
    const talking = this.parts.voice()?.party.agent;
    if (!side.hasAgent && talking) void side.join(talking);
  }

  #remember(delivery: Delivery): void {
    this.#transcript.push({ ...delivery, answer: undefined });
    this.#transcriptBytes += delivery.body.length;
    while (this.#transcriptBytes > maxTranscriptBytes)
      this.#transcriptBytes -= this.#transcript.shift()?.body.length ?? this.#transcriptBytes;
  }

  /** What somebody who comes now has to read; their own words they know. */
  #earlierFor(agent: Agent | undefined): readonly Delivery[] {
    const own = agent && senderOf(agent);
    return this.#transcript.filter(({ sender }) => sender === undefined || sender !== own);
  }

  #newSide(agent?: Agent): AgentSide {
    const side = this.parts.newSide();
    for (const delivery of this.#earlierFor(agent)) side.push({ ...delivery });
    return side;
  }

  // ----------------------------------------------------------------------------------------------------------- colleagues

  /** Asks a colleague to come, and lets `by` go when they are there if it is a hand-over. */
  invite(uri: string, by: string, handOver: boolean): TeamRefusal {
    const agent = this.services.maker.roster.get(uri);
    if (!agent) return { status: 404, code: 'not-an-agent' };
    if (this.#supervisors.has(uri)) return { status: 486, code: 'already-there' };
    if (this.colleagues.all.length >= maxColleagues) return { status: 486, code: 'rate-limited' };
    this.#refused = undefined;
    if (handOver) this.#handOvers.set(uri, by);
    if (this.colleagues.invite(agent)) return undefined;
    this.#handOvers.delete(uri);
    return this.isMember(uri) ? { status: 486, code: 'already-there' } : { status: 486, code: 'agent-busy' };
  }

  #joined(colleague: Colleague): void {
    const leaves = this.#handOvers.get(colleague.agent.uri);
    this.#handOvers.delete(colleague.agent.uri);
    if (leaves === undefined) return;
    if (leaves === this.facts.contact.agentUri) this.#promote(colleague, 'transferred');
    else this.remove(leaves);
  }

  /** Ends somebody's part. */
  remove(uri: string): TeamRefusal {
    const colleague = this.colleagues.get(uri);
    const supervisor = this.#supervisors.get(uri);
    if (colleague) this.colleagues.remove(colleague, 'removed');
    else if (supervisor) supervisor.end('removed');
    else if (uri !== this.facts.contact.agentUri) return { status: 404, code: 'not-an-agent' };
    else if (!this.agentLeaves()) return { status: 403, code: 'nobody-else' };
    return undefined;
  }

  /** Whoever has the contact is gone; true if a colleague has it now. */
  agentLeaves(): boolean {
    const [next] = this.colleagues.connected;
    if (!next || this.facts.contact.state !== 'connected') return false;
    this.#promote(next, 'stayed');
    return true;
  }

  /** In the same room and with the same messages: the customer notices nothing. */
  #promote(colleague: Colleague, how: HandOver): void {
    this.colleagues.take(colleague);
    const { agent, party, side } = colleague;
    const before = this.parts.agent();
    this.parts.useSide(side);
    this.parts.voice()?.promote(party);
    before.release();
    this.services.maker.handOver(this.facts.contact, agent.uri, how);
    if (!party) this.parts.ringAgent();
    this.parts.onChanged();
  }

  // ---------------------------------------------------------------------------------------------------------- supervision

  /** A supervisor calls the contact: they hear, or read along, and nobody is told. Rejects with `InvitationRefusal`, or when they are gone. */
  async supervise(invite: IncomingInvite, uri: string, invitation: VisitorInvitation): Promise<void> {
    if (this.isMember(uri) || this.colleagues.get(uri))
      throw new InvitationRefusal(486, [diagnosticsHeader('already-there')]);
    const { acceptTypes, audio, conversationId } = invitation;
    this.parts.view.continueIn(uri, conversationId);
    const isNew = !this.#supervisors.has(uri);
    if (audio !== undefined) await this.#listen(invite, uri, audio);
    else {
      const answer = sessionAnswer(this.#address, false);
      const dialog = await invite.accept({ ...answer, headers: [...answer.headers, this.#asserted] });
      const supervisor = this.#supervisor(uri);
      supervisor.read(dialog, acceptTypes, this.#earlierFor(supervisor.agent));
    }
    if (isNew) this.#announce();
    this.parts.onChanged();
  }

  async #listen(invite: IncomingInvite, uri: string, offerSdp: string): Promise<void> {
    const voice = this.parts.voice();
    if (!voice) throw new InvitationRefusal(488, [diagnosticsHeader('no-message-session', 'no call')]);
    const { media, body } = await voice.prepareListener(offerSdp);
    try {
      const headers: [string, string][] = [['Content-Disposition', 'session'], this.#asserted];
      const dialog = await invite.accept({ headers, contentType: sdpContentType, body });
      if (voice !== this.parts.voice()) {
        media.end();
        return void dialog.bye({ cause: 200, text: 'the call is over' });
      }
      this.#supervisor(uri).listen(dialog, media);
    } catch (error) {
      media.end();
      throw error;
    }
  }

  #supervisor(uri: string): Supervisor {
    const known = this.#supervisors.get(uri);
    if (known) return known;
    const { id: contactId, record } = this.facts;
    const supervisor: Supervisor = new Supervisor(
      asAgent(uri, this.services),
      {
        ...{ contactId, record },
        hasRoom: (bytes) =>
          (supervisor.mode === 'barge' ? this.parts.visitor : this.parts.agent()).hasRoom(bytes),
        onMessage: (delivery) => this.#supervisorSaid(supervisor, delivery),
        onTyping: (isTyping) => {
          if (supervisor.mode === 'barge') this.parts.visitor.sendTyping(isTyping);
          else if (supervisor.mode === 'whisper') this.parts.agent().sendTyping(isTyping);
        },
        onTuned: () => {
          if (supervisor.call) this.parts.voice()?.setListener(supervisor.call.media, supervisor.mode);
        },
        onCallEnded: (media) => this.parts.voice()?.removeListener(media),
        onGone: () => {
          if (this.#supervisors.get(uri) === supervisor) this.#supervisors.delete(uri);
          this.parts.onChanged();
        },
      },
      this.services,
    );
    this.#supervisors.set(uri, supervisor);
    return supervisor;
  }

  /** Another way of taking part, or the contact itself. */
  setMode(uri: string, mode: SupervisionMode | 'take-over'): TeamRefusal {
    const supervisor = this.#supervisors.get(uri);
    if (!supervisor) return { status: 404, code: 'no-such-dialog', detail: 'not there' };
    if (mode === 'take-over') return this.#takeOver(supervisor);
    supervisor.setMode(mode);
    this.parts.onChanged();
    return undefined;
  }

  #takeOver(supervisor: Supervisor): TeamRefusal {
    const { contact } = this.facts;
    const voice = this.parts.voice();
    if (contact.state !== 'connected') return { status: 480, code: 'no-such-dialog', detail: contact.state };
    if (voice?.party.isMoving) return { status: 491, code: 'agent-busy' };
    this.#supervisors.delete(supervisor.uri);
    const { agent } = supervisor;
    const { call, chat } = supervisor.yield();
    const before = this.parts.agent();
    const side = this.#newSide(agent);
    if (chat) side.adopt(agent, chat);
    this.parts.useSide(side);
    before.release();
    if (call && voice) {
      voice.removeListener(call.media);
      voice.party.adopt(agent, call.dialog, call.media);
    } else {
      voice?.promote();
      this.services.maker.handOver(contact, agent.uri, 'taken-over');
      this.parts.ringAgent();
    }
    this.parts.onChanged();
    return undefined;
  }

  #announce(): void {
    const { supervision } = this.services.configuration;
    if (!supervision) return;
    const { announce, text } = supervision;
    const body = Buffer.from(text);
    const notice = { number: 0, notice: 'supervision', contentType: 'text/plain; charset=UTF-8', body };
    this.#tellAgent(notice);
    this.colleagues.push(notice);
    if (announce === 'everybody') void this.parts.visitor.say('supervision', text);
  }

  get #address(): string {
    return `sip:contact-${this.facts.id}@${this.services.configuration.domain}`;
  }

  get #asserted(): [string, string] {
    return ['P-Asserted-Identity', this.parts.view.from];
  }

  // --------------------------------------------------------------------------------------------------------------- ending

  /** The contact is nobody's for now: it waits, or is parked. Supervisors stay. */
  dissolve(): void {
    for (const colleague of this.colleagues.all)
      this.colleagues.remove(colleague, 'the contact is with somebody else');
  }

  callEnded(): void {
    this.colleagues.callEnded();
    for (const supervisor of [...this.#supervisors.values()]) supervisor.endCall('the call is over');
  }

  async end(text: string): Promise<void> {
    for (const supervisor of [...this.#supervisors.values()]) supervisor.end(text);
    await this.colleagues.end(text);
  }
}

function senderOf({ displayName, uri }: Agent): string {
  return formatNameAddr({ ...(displayName && { displayName }), uri, params: new Map() });
}
