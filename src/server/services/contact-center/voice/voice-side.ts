import type { IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { LegEndReason, LegRule, MediaLeg, MediaRoom, MediaService } from '../../../media';
import type { AgentView } from '../agent-view';
import type { ContactCenterServices } from '../contact-center-services';
import type { ConversationFacts } from '../conversation-facts';
import type { SessionOffers } from '../session-offer';
import type { SupervisionMode } from '../../../../protocol/supervision';
import { offerCall } from './agent-call';
import { AgentParty, type AgentPartyHooks } from './agent-party';
import { CallDialog } from './call-dialog';
import { HoldMusic } from './hold-music';
import { Listeners, silentRule } from './listeners';
import { mediaRefusal } from './media-refusal';

export interface VoiceSideHooks extends Omit<AgentPartyHooks, 'onChanged' | 'onDigit'> {
  /** The visitor hung up, or can be heard no more. */
  onVisitorEnded(call: CallDialog, by: 'visitor' | 'lost'): void;
  /** The visitor's media is over, though nobody said goodbye. */
  onVisitorSilent(call: CallDialog): void;
  onVisitorSeen(call: CallDialog): void;
  /** As `onAgentEnded`, of somebody who is there besides whoever has the call. */
  onColleagueEnded(party: AgentParty, by: 'agent' | 'lost' | 'media'): void;
  /** Somebody else is there instead, whom they have called. */
  onColleagueReplaced(party: AgentParty, uri: string): void;
}

/** An INVITE with audio, answered but not yet sent. */
export interface PreparedCall {
  accept(invite: IncomingInvite, headers: [string, string][]): Promise<CallDialog>;
  close(): void;
}

/** The call of a contact: one room with the visitor and whoever talks to them. Who has nobody to listen to hears music. */
export class VoiceSide {
  readonly #room: MediaRoom;
  readonly #music: HoldMusic;
  readonly #listeners: Listeners;
  #party: AgentParty;
  /** Agents besides whoever has the call. */
  readonly #colleagues = new Set<AgentParty>();
  #visitor: CallDialog | undefined;
  #quiet = false;
  #closed = false;

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    media: MediaService,
    private readonly view: AgentView,
    private readonly hooks: VoiceSideHooks,
  ) {
    const { music } = services.configuration.voice ?? {};
    this.#room = media.createRoom({ name: `contact ${facts.id}` });
    this.#music = new HoldMusic(this.#room, music === undefined ? undefined : { file: music });
    this.#listeners = new Listeners(this.#room);
    this.#party = this.#newParty();
  }

  /** Whoever has the visitor's call. */
  get party(): AgentParty {
    return this.#party;
  }

  /** Everybody who talks to the visitor, whoever has the call first. */
  get parties(): readonly AgentParty[] {
    return [this.#party, ...this.#colleagues];
  }

  get room(): MediaRoom {
    return this.#room;
  }

  /** The visitor's call, while there is one. */
  get visitor(): CallDialog | undefined {
    return this.#visitor;
  }

  get hasAgent(): boolean {
    return this.party.agent !== undefined;
  }

  /** Display name of the agent; never an address. */
  get agentName(): string | undefined {
    return this.party.agent?.displayName || undefined;
  }

  // ----------------------------------------------------------------------------------------------------------- colleagues

  #newParty(): AgentParty {
    const { hooks } = this;
    const has = (): boolean => party === this.#party;
    const party: AgentParty = new AgentParty(this.facts, this.services, this.#room, this.view, {
      requestsOf: (agent) => hooks.requestsOf(agent),
      isQueue: (uri) => hooks.isQueue(uri),
      // Who only helps sends the customer nowhere.
      transfer: (uri) => has() && hooks.transfer(uri),
      onChanged: () => this.#tune(),
      onDigit: (digit) => this.#visitor?.sendDigit(digit),
      onAgentEnded: (by) => (has() ? hooks.onAgentEnded(by) : hooks.onColleagueEnded(party, by)),
      onNotJoined: () => hooks.onNotJoined(),
      onHandedOver: (uri, how) =>
        has() ? hooks.onHandedOver(uri, how) : hooks.onColleagueReplaced(party, uri),
      onParked: () => hooks.onParked(),
      onUnparked: () => hooks.onUnparked(),
    });
    return party;
  }

  addColleague(): AgentParty {
    const party = this.#newParty();
    this.#colleagues.add(party);
    return party;
  }

  /** Somebody who is no colleague any more. Resolves when they know. */
  async removeColleague(party: AgentParty, text: string): Promise<void> {
    this.#colleagues.delete(party);
    await party.release(text).done;
  }

  /** A colleague has the call from now on; whoever had it leaves. Without a colleague nobody talks for now. */
  promote(party: AgentParty = this.#newParty()): void {
    const before = this.#party;
    this.#colleagues.delete(party);
    this.#party = party;
    void before.release('somebody else has the contact').done;
  }

  // ------------------------------------------------------------------------------------------------------------ listening

  /** Who calls to listen in hears, and is heard by nobody yet. Rejects with `InvitationRefusal`. */
  prepareListener(offerSdp: string): Promise<{ readonly media: MediaLeg; readonly body: string }> {
    return this.#prepareLeg('supervisor', offerSdp, silentRule);
  }

  setListener(leg: MediaLeg, mode: SupervisionMode): void {
    this.#listeners.set(leg, mode);
    this.#tune();
  }

  removeListener(leg: MediaLeg): void {
    this.#listeners.remove(leg);
    this.#tune();
  }

  async #prepareLeg(
    name: string,
    offerSdp: string,
    rule?: LegRule,
  ): Promise<{ readonly media: MediaLeg; readonly body: string }> {
    try {
      const media = await this.#room.join({ name, ...(rule && { rule }) });
      try {
        return { media, body: await media.answer(offerSdp) };
      } catch (error) {
        media.end();
        throw error;
      }
    } catch (error) {
      throw mediaRefusal(error);
    }
  }

  // -------------------------------------------------------------------------------------------------------------- visitor

  /** Rejects with `InvitationRefusal`. */
  async prepare(offerSdp: string): Promise<PreparedCall> {
    const { media, body } = await this.#prepareLeg('visitor', offerSdp);
    return {
      accept: async (invite, headers) => {
        try {
          const dialog = await invite.accept({ headers, contentType: sdpContentType, body });
          return this.#visitorCall(dialog, media);
        } catch (error) {
          media.end();
          throw error;
        }
      },
      close: () => media.end(),
    };
  }

  /** An offer for the visitor, whom we call. */
  readonly offerVisitor: SessionOffers = () =>
    offerCall(this.#room, 'visitor', (dialog, leg) => this.#visitorCall(dialog, leg));

  #visitorCall(dialog: InviteDialog, leg: MediaLeg): CallDialog {
    const call: CallDialog = new CallDialog(
      dialog,
      leg,
      {
        onChanged: () => this.#tune(),
        onDigit: (digit) => {
          if (!this.#quiet) for (const { call } of this.parties) call?.sendDigit(digit);
        },
        onSeen: () => this.hooks.onVisitorSeen(call),
        onMediaEnded: (reason) => this.#visitorSilent(call, reason),
      },
      this.services.log,
    );
    const old = this.#visitor;
    this.#visitor = call;
    if (old) void old.bye({ cause: 200, text: 'resumed elsewhere' });
    void dialog.terminated.then(({ by }) => {
      if (call !== this.#visitor || by === 'local') return;
      this.hooks.onVisitorEnded(call, by === 'remote' ? 'visitor' : 'lost');
    });
    this.#tune();
    return call;
  }

  #visitorSilent(call: CallDialog, reason: LegEndReason): void {
    this.services.log.info('visitor-media-ended', { contact: this.facts.id, reason });
    if (call === this.#visitor) this.hooks.onVisitorSilent(call);
  }

  // ---------------------------------------------------------------------------------------------------------------- music

  /** Neither music nor digits for others: a menu speaks. */
  setQuiet(quiet: boolean): void {
    this.#quiet = quiet;
    this.#tune();
  }

  /** Ends the call for everybody; the contact may go on as a chat. */
  async close(reason: { cause: number; text: string }): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const visitor = this.#visitor;
    this.#visitor = undefined;
    const agents = this.parties.map((party) => party.release(reason.text).done);
    await Promise.all([...agents, visitor?.bye(reason)]);
    await this.#room.close();
  }

  #tune(): void {
    if (this.#closed) return;
    const visitor = this.#visitor;
    const agents = this.parties.flatMap(({ call }) => call ?? []);
    this.#listeners.setAgents(agents.map(({ media }) => media));
    const barging = this.#listeners.heardByAll.some(({ held, state }) => state === 'connected' && !held);
    const isAnswered = barging || agents.some(({ isAudible }) => isAudible);
    if (visitor) this.#music.set(visitor.media, !this.#quiet && !isAnswered);
    for (const agent of agents) {
      const company = barging || agents.some((other) => other !== agent && other.isAudible);
      this.#music.set(agent.media, visitor?.media.held === true && !company);
    }
  }
}
