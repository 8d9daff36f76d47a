import type { LegEndReason, MediaLeg, MediaRoom } from '../../../media';
import { matchesReplaces, type DialogIds, type Replaces } from '../../../../protocol/replaces';
import type { IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import { AgentLeg } from '../agent-leg';
import { AgentOffer, type AgentOfferOptions } from '../agent-offer';
import type { AgentView } from '../agent-view';
import type { ContactCenterServices } from '../contact-center-services';
import type { ConversationFacts } from '../conversation-facts';
import { Agent } from '../domain/agent';
import type { HandOver } from '../domain/contact';
import type { SessionOffers } from '../session-offer';
import { offerCall } from './agent-call';
import { CallDialog } from './call-dialog';
import { callIn } from './call-in';
import { isPerson } from './person';
import { answerReplacing } from './take-over';
import { receiveRefer, type TransferTarget } from './transfer';

/** Dialogs that have ended and are still answered 603 when somebody wants to take them over. */
const maxEnded = 8;

export interface AgentPartyHooks extends Pick<TransferTarget, 'isQueue' | 'transfer'> {
  /** Who answers what the agent sends in the dialog of the call that is not about the call. */
  requestsOf(agent: Agent): InviteDialog['onRequest'];
  /** Who is heard, or whether, is different now. */
  onChanged(): void;
  onDigit(digit: string): void;
  /** The agent hung up or did not come back in time; `media`: is there, but can be heard no more. */
  onAgentEnded(by: 'agent' | 'lost' | 'media'): void;
  /** The agent of the chat does not take the call. */
  onNotJoined(): void;
  /** Somebody else has the call from now on. */
  onHandedOver(uri: string, how: HandOver): void;
  /** The call is at the call park service from now on. */
  onParked(): void;
  /** It is there no more, and nobody has it. */
  onUnparked(): void;
}

/** A dialog that somebody may take over, and whose it is. */
export interface Replaceable {
  readonly peer: string;
  readonly isParked: boolean;
}

/** The other side of the visitor's call: an agent, whoever the agent has handed it to, or the call park service that keeps it for them. */
export class AgentParty {
  #leg: AgentLeg | undefined;
  #call: CallDialog | undefined;
  #offer: AgentOffer | undefined;
  #answered: InviteDialog | undefined;
  #parked: CallDialog | undefined;
  /** Somebody is about to take the call over: one at a time. */
  #move: AbortController | undefined;
  /** Who had the call has left while somebody was about to take it over. */
  #left: 'agent' | 'park' | undefined;
  readonly #ended: DialogIds[] = [];

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    readonly room: MediaRoom,
    private readonly view: AgentView,
    private readonly hooks: AgentPartyHooks,
  ) {}

  /** Who talks, or would if the line were there. */
  get agent(): Agent | undefined {
    return this.#leg?.agent;
  }

  /** The line of whoever talks, as far as it is there. */
  get call(): CallDialog | undefined {
    return this.#call;
  }

  get isParked(): boolean {
    return this.#parked !== undefined;
  }

  // --------------------------------------------------------------------------------------------------------------- offers

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
    if (this.#leg || this.#offer) return;
    this.#ask(agent, `${this.facts.id}.audio`, {
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

  /** Calls one more for the contact, beside whoever has it. Neither is called after `release`. */
  invite(agent: Agent, result: Pick<AgentOfferOptions, 'onRefused'> & { onJoined(): void }): void {
    const isAsked = (): boolean => this.#offer === offer;
    this.#ask(agent, `${this.facts.id}.${agent.uri}`, {
      onAnswered: (dialog) => {
        if (!isAsked()) return void dialog.bye({ cause: 487, text: 'no longer needed' });
        this.#offer = undefined;
        this.#open(agent, dialog).openApplications();
        result.onJoined();
      },
      onRefused: (why) => {
        if (!isAsked()) return;
        this.#offer = undefined;
        result.onRefused(why);
      },
    });
    const offer = this.#offer;
  }

  /** Somebody who is in the room already has the call from now on, without a gap. */
  adopt(agent: Agent, dialog: InviteDialog, media: MediaLeg): void {
    this.#handOver(agent, this.#agentDialog(dialog, media), 'taken-over');
  }

  #ask(agent: Agent, id: string, result: Pick<AgentOfferOptions, 'onAnswered' | 'onRefused'>): void {
    const session = this.#offerAgent;
    this.#offer = new AgentOffer(this.services, { ...this.view.ofOffer(agent), id, ...result, session });
  }

  readonly #offerAgent: SessionOffers = (replaces) =>
    offerCall(this.room, 'agent', (dialog, leg) => this.#agentDialog(dialog, leg), replaces);

  // ----------------------------------------------------------------------------------------------------------------- legs

  #agentDialog(dialog: InviteDialog, media: MediaLeg): CallDialog {
    const call: CallDialog = new CallDialog(
      dialog,
      media,
      {
        onChanged: () => this.hooks.onChanged(),
        onDigit: (digit) => this.hooks.onDigit(digit),
        onSeen: () => this.#leg?.seen(call),
        onMediaEnded: (reason) => void this.#agentSilent(call, reason),
        onRefer: (incoming) => receiveRefer(incoming, call, this.#targets(call), this.services.log),
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
        onEnded: (by) => this.#legEnded(leg, by),
      },
      this.services,
    );
    this.#leg = leg;
    this.#use(leg);
    return leg;
  }

  /** The leg's dialog is another one after a loss. */
  #use(leg: AgentLeg): void {
    if (leg !== this.#leg) return;
    this.#call = leg.dialog instanceof CallDialog ? leg.dialog : undefined;
    this.hooks.onChanged();
  }

  #legEnded(leg: AgentLeg, by: 'agent' | 'lost'): void {
    if (leg !== this.#leg) return;
    // RFC 5589 section 6.1: who transfers need not wait for the outcome.
    if (this.#move && by === 'agent') {
      this.#forget();
      this.#left = 'agent';
      return this.hooks.onChanged();
    }
    this.hooks.onAgentEnded(by);
  }

  /** Nothing is heard of the agent any more: either their client is gone, then it may come back, or only its way to us. */
  async #agentSilent(call: CallDialog, reason: LegEndReason): Promise<void> {
    const leg = this.#leg;
    if (!leg || call !== this.#call) return;
    this.services.log.info('agent-media-ended', { contact: this.facts.id, reason });
    const isThere = await leg.probe();
    if (!isThere || leg !== this.#leg || call !== this.#call) return;
    this.hooks.onAgentEnded('media');
  }

  /** The agent says that they are back, in a new dialog: we call them, which needs no second attempt to be sorted out. True if there was a reason to. */
  agentReturns(uri: string, replaces: Replaces): boolean {
    const leg = this.#leg;
    if (leg?.agent.uri !== uri) return false;
    if (leg.state !== 'recovering' && !matchesReplaces(leg.dialog, replaces)) return false;
    leg.lost();
    leg.retry();
    return true;
  }

  mayBeBack(agent: Agent, present: boolean): void {
    if (this.#leg?.agent !== agent) return;
    if (present) this.#leg.retry();
    else void this.#leg.probe();
  }

  cardChanged(): void {
    this.#leg?.cardChanged();
  }

  /** The agent writes no more and talks on: the applications start again beside the call. */
  openApplications(): void {
    this.#leg?.openApplications();
  }

  // --------------------------------------------------------------------------------------------------------- taking over

  /** The dialog that a Replaces names; `ended` if it was one. */
  find(replaces: Replaces): Replaceable | 'ended' | undefined {
    const leg = this.#leg;
    if (leg && matchesReplaces(leg.dialog, replaces)) return { peer: leg.agent.uri, isParked: false };
    const parked = this.#parked;
    if (parked && matchesReplaces(parked, replaces)) return { peer: parked.remoteUri, isParked: true };
    return this.#ended.some((ids) => matchesReplaces(ids, replaces)) ? 'ended' : undefined;
  }

  get isMoving(): boolean {
    return this.#move !== undefined;
  }

  /** Somebody takes the call over by INVITE with Replaces; `toPark`: the call park service. Rejects with `InvitationRefusal`, or when they are gone. */
  replace(invite: IncomingInvite, uri: string, how: HandOver, toPark: boolean): Promise<void> {
    return this.#moving(async (signal) => {
      const answered = await answerReplacing(invite, this.room, this.view.from, toPark);
      const { dialog, media } = answered;
      if (signal.aborted) {
        media.end();
        return void dialog.bye({ cause: 487, text: 'the visitor has left' });
      }
      if (toPark) return this.#park(dialog, media);
      this.view.continueIn(uri, invite.request.headers.get('Ms-Conversation-ID'));
      this.#handOver(this.#person(uri), this.#agentDialog(dialog, media), how);
    });
  }

  #targets(from: CallDialog): TransferTarget {
    return {
      isQueue: (uri) => this.hooks.isQueue(uri),
      transfer: (uri) => this.hooks.transfer(uri),
      isBusy: () => this.#move !== undefined || (from !== this.#call && from !== this.#parked),
      mayCall: (uri) => isPerson(uri, this.services),
      call: (uri, replaces) => this.#transfer(from, uri, replaces),
    };
  }

  /** Calls somebody for the agent, or for the call park service; resolves with the status of how that went. Never rejects. */
  #transfer(from: CallDialog, uri: string, replaces: string | undefined): Promise<number> {
    const person = this.#person(uri);
    return this.#moving(async (signal) => {
      const { dialog, status } = await callIn(this.services, this.view.ofOffer(person), {
        session: this.#offerAgent,
        referredBy: from.remoteUri,
        replaces,
        signal,
      });
      if (!dialog) return status;
      if (signal.aborted) {
        void dialog.bye({ cause: 487, text: 'the visitor has left' });
        return 487;
      }
      // Who was consulted has the contact in that conversation of theirs.
      this.view.continueIn(uri, dialog.inviteResponse?.headers.get('Ms-Conversation-ID'));
      this.#handOver(person, dialog, 'transferred');
      return status;
    });
  }

  async #moving<T>(move: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = (this.#move = new AbortController());
    try {
      return await move(abort.signal);
    } finally {
      if (this.#move === abort) this.#moved();
    }
  }

  #moved(): void {
    const left = this.#left;
    this.#move = this.#left = undefined;
    if (left === undefined || this.#leg || this.#parked) return;
    // Nobody was fast enough to be there instead.
    if (left === 'agent') this.hooks.onAgentEnded('lost');
    else this.hooks.onUnparked();
  }

  #handOver(agent: Agent, dialog: InviteDialog, how: HandOver): void {
    const { leg, parked } = this.#forget();
    this.#open(agent, dialog);
    // RFC 3891 section 3: who was replaced hears it by BYE.
    void leg?.end({ cause: 200, text: 'somebody else has the call' });
    void parked?.bye({ cause: 200, text: 'somebody else has the call' });
    this.hooks.onHandedOver(agent.uri, how);
  }

  #park(dialog: InviteDialog, media: MediaLeg): void {
    const { leg } = this.#forget();
    const call: CallDialog = new CallDialog(
      dialog,
      media,
      {
        onChanged: () => undefined,
        onDigit: () => undefined,
        onSeen: () => undefined,
        onMediaEnded: (reason) =>
          this.services.log.info('park-media-ended', { contact: this.facts.id, reason }),
        onRefer: (incoming) => receiveRefer(incoming, call, this.#targets(call), this.services.log),
      },
      this.services.log,
    );
    this.#parked = call;
    void dialog.terminated.then(({ by }) => {
      if (call === this.#parked && by !== 'local') this.#unparked();
    });
    void leg?.end({ cause: 200, text: 'the call is parked' });
    this.hooks.onChanged();
    this.hooks.onParked();
  }

  #unparked(): void {
    this.#forget();
    if (this.#move) this.#left = 'park';
    else this.hooks.onUnparked();
  }

  #person(uri: string): Agent {
    const { maker, clock } = this.services;
    const somebody = { uri, displayName: '', skills: [], roles: [] };
    return maker.roster.get(uri) ?? new Agent(somebody, Infinity, clock.now());
  }

  /** Nobody has the call; what is returned is to be ended. */
  #forget(): { leg: AgentLeg | undefined; parked: CallDialog | undefined } {
    const leg = this.#leg;
    const parked = this.#parked;
    for (const dialog of [leg?.dialog, parked]) {
      if (!dialog) continue;
      const { callId, localTag, remoteTag } = dialog;
      this.#ended.push({ callId, localTag, remoteTag });
    }
    if (this.#ended.length > maxEnded) this.#ended.splice(0, this.#ended.length - maxEnded);
    this.#leg = this.#call = this.#parked = undefined;
    return { leg, parked };
  }

  /** Without anybody again; true if there was somebody. */
  release(text: string): { had: boolean; done: Promise<unknown> } {
    this.#offer?.withdraw();
    this.#offer = this.#left = undefined;
    this.#move?.abort();
    const { leg, parked } = this.#forget();
    this.hooks.onChanged();
    const reason = { cause: 200, text };
    return { had: (leg ?? parked) !== undefined, done: Promise.all([leg?.end(reason), parked?.bye(reason)]) };
  }
}
