import type { IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { LegEndReason, MediaLeg, MediaRoom, MediaService } from '../../../media';
import { AgentLeg } from '../agent-leg';
import { AgentOffer, type AgentOfferOptions } from '../agent-offer';
import type { AgentView } from '../agent-view';
import type { ContactCenterServices } from '../contact-center-services';
import type { ConversationFacts } from '../conversation-facts';
import type { Agent } from '../domain/agent';
import type { SessionOffers } from '../session-offer';
import { offerCall } from './agent-call';
import { CallDialog } from './call-dialog';
import { HoldMusic } from './hold-music';
import { mediaRefusal } from './media-refusal';
import { receiveRefer, type TransferTarget } from './transfer';

export interface VoiceSideHooks extends TransferTarget {
  /** Who answers what the agent sends in the dialog of the call that is not about the call. */
  requestsOf(agent: Agent): InviteDialog['onRequest'];
  /** The agent hung up or did not come back in time; `media`: is there, but can be heard no more. */
  onAgentEnded(by: 'agent' | 'lost' | 'media'): void;
  /** The agent of the chat does not take the call. */
  onNotJoined(): void;
  /** The visitor hung up, or can be heard no more. */
  onVisitorEnded(call: CallDialog, by: 'visitor' | 'lost'): void;
  /** The visitor's media is over, though nobody said goodbye. */
  onVisitorSilent(call: CallDialog): void;
  onVisitorSeen(call: CallDialog): void;
}

/** A visitor's INVITE with audio, answered but not yet sent. */
export interface PreparedCall {
  accept(invite: IncomingInvite, headers: [string, string][]): Promise<CallDialog>;
  close(): void;
}

/** The call of a contact: one room with the visitor and whoever talks to them. Who has nobody to listen to hears music. */
export class VoiceSide {
  readonly #room: MediaRoom;
  readonly #music: HoldMusic;
  #visitor: CallDialog | undefined;
  #agentCall: CallDialog | undefined;
  #agent: AgentLeg | undefined;
  #offer: AgentOffer | undefined;
  #answered: InviteDialog | undefined;
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
  }

  get room(): MediaRoom {
    return this.#room;
  }

  /** The visitor's call, while there is one. */
  get visitor(): CallDialog | undefined {
    return this.#visitor;
  }

  get hasAgent(): boolean {
    return this.#agent !== undefined;
  }

  /** Display name of the agent; never an address. */
  get agentName(): string | undefined {
    return this.#agent?.agent.displayName;
  }

  // -------------------------------------------------------------------------------------------------------------- visitor

  /** Rejects with `InvitationRefusal`. */
  async prepare(offerSdp: string): Promise<PreparedCall> {
    try {
      const leg = await this.#room.join({ name: 'visitor' });
      const body = await leg.answer(offerSdp).catch((error: unknown) => {
        leg.end();
        throw error;
      });
      return {
        accept: async (invite, headers) => {
          try {
            const dialog = await invite.accept({ headers, contentType: sdpContentType, body });
            return this.#visitorCall(dialog, leg);
          } catch (error) {
            leg.end();
            throw error;
          }
        },
        close: () => leg.end(),
      };
    } catch (error) {
      throw mediaRefusal(error);
    }
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
          if (!this.#quiet) this.#agentCall?.sendDigit(digit);
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

  // ---------------------------------------------------------------------------------------------------------------- agent

  /** Asks an agent for the contact. What comes of it goes to the match maker. */
  offer(agent: Agent, id: string): void {
    const { maker } = this.services;
    this.#ask(agent, id, {
      onAnswered: (dialog) => {
        this.#answered = dialog;
        if (maker.accept(id)) return;
        this.#answered = undefined;
        void dialog.bye({ cause: 487, text: 'the visitor has left' });
      },
      onRefused: (result) => maker.refuse(id, result),
    });
  }

  offerClosed(id: string): void {
    if (this.#offer?.id !== id) return;
    this.#offer.withdraw();
    this.#offer = undefined;
  }

  /** The match maker gave the contact to this agent; false if it was not this side that asked. */
  connected(agent: Agent): boolean {
    const dialog = this.#answered;
    this.#answered = undefined;
    if (!dialog) return false;
    this.#open(agent, dialog).openApplications();
    return true;
  }

  /** Rings at the agent who has the chat. */
  join(agent: Agent): void {
    if (this.#agent || this.#offer) return;
    const id = `${this.facts.id}.audio`;
    this.#ask(agent, id, {
      onAnswered: (dialog) => {
        this.#offer = undefined;
        this.#open(agent, dialog);
      },
      onRefused: () => {
        this.#offer = undefined;
        this.hooks.onNotJoined();
      },
    });
  }

  #ask(agent: Agent, id: string, result: Pick<AgentOfferOptions, 'onAnswered' | 'onRefused'>): void {
    this.#offer = new AgentOffer(this.services, {
      ...{ ...this.view.ofOffer(agent), id, ...result },
      session: this.#offerAgent,
    });
  }

  readonly #offerAgent: SessionOffers = (replaces) =>
    offerCall(this.#room, 'agent', (dialog, leg) => this.#agentDialog(dialog, leg), replaces);

  #agentDialog(dialog: InviteDialog, leg: MediaLeg): CallDialog {
    const call: CallDialog = new CallDialog(
      dialog,
      leg,
      {
        onChanged: () => this.#tune(),
        onDigit: (digit) => this.#visitor?.sendDigit(digit),
        onSeen: () => this.#agent?.seen(call),
        onMediaEnded: (reason) => void this.#agentSilent(call, reason),
        onRefer: (incoming) => receiveRefer(incoming, call, this.hooks, this.services.log),
      },
      this.services.log,
    );
    return call;
  }

  #open(agent: Agent, dialog: InviteDialog): AgentLeg {
    const leg: AgentLeg = new AgentLeg(
      dialog,
      {
        ...this.view.ofLeg(agent),
        session: this.#offerAgent,
        onRequest: this.hooks.requestsOf(agent),
        onLost: () => undefined,
        onRestored: () => this.#use(leg),
        onEnded: (by) => {
          if (leg === this.#agent) this.hooks.onAgentEnded(by);
        },
      },
      this.services,
    );
    this.#agent = leg;
    this.#use(leg);
    return leg;
  }

  /** The leg's dialog is another one after a loss. */
  #use(leg: AgentLeg): void {
    if (leg !== this.#agent) return;
    this.#agentCall = leg.dialog instanceof CallDialog ? leg.dialog : undefined;
    this.#tune();
  }

  /** Nothing is heard of the agent any more: either their client is gone, then it may come back, or only its way to us. */
  async #agentSilent(call: CallDialog, reason: LegEndReason): Promise<void> {
    const leg = this.#agent;
    if (!leg || call !== this.#agentCall) return;
    this.services.log.info('agent-media-ended', { contact: this.facts.id, reason });
    const isThere = await leg.probe();
    if (!isThere || leg !== this.#agent || call !== this.#agentCall) return;
    this.hooks.onAgentEnded('media');
  }

  /** The agent says that they are back, in a new dialog: we call them, which needs no second attempt to be sorted out. True if there was a reason to. */
  agentReturns(uri: string): boolean {
    if (this.#agent?.agent.uri !== uri) return false;
    this.#agent.lost();
    this.#agent.retry();
    return true;
  }

  mayBeBack(agent: Agent, present: boolean): void {
    if (this.#agent?.agent !== agent) return;
    if (present) this.#agent.retry();
    else void this.#agent.probe();
  }

  cardChanged(): void {
    this.#agent?.cardChanged();
  }

  /** The agent writes no more and talks on: the applications start again beside the call. */
  openApplications(): void {
    this.#agent?.openApplications();
  }

  /** Without an agent again: who waits hears music. */
  async release(text: string): Promise<void> {
    const leg = this.#agent;
    this.#offer?.withdraw();
    this.#offer = this.#agent = this.#agentCall = undefined;
    this.#tune();
    await leg?.end({ cause: 200, text });
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
    await Promise.all([this.release(reason.text), visitor?.bye(reason)]);
    await this.#room.close();
  }

  #tune(): void {
    if (this.#closed) return;
    const visitor = this.#visitor;
    const agent = this.#agentCall;
    if (visitor) this.#music.set(visitor.media, !this.#quiet && !agent?.isAudible);
    if (agent) this.#music.set(agent.media, visitor?.media.held === true);
  }
}
