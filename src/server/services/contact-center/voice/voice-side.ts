import type { IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { LegEndReason, MediaLeg, MediaRoom, MediaService } from '../../../media';
import type { AgentView } from '../agent-view';
import type { ContactCenterServices } from '../contact-center-services';
import type { ConversationFacts } from '../conversation-facts';
import type { SessionOffers } from '../session-offer';
import { offerCall } from './agent-call';
import { AgentParty, type AgentPartyHooks } from './agent-party';
import { CallDialog } from './call-dialog';
import { HoldMusic } from './hold-music';
import { mediaRefusal } from './media-refusal';

export interface VoiceSideHooks extends Omit<AgentPartyHooks, 'onChanged' | 'onDigit'> {
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
  /** Whoever the visitor talks to. */
  readonly party: AgentParty;
  #visitor: CallDialog | undefined;
  #quiet = false;
  #closed = false;

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    media: MediaService,
    view: AgentView,
    private readonly hooks: VoiceSideHooks,
  ) {
    const { music } = services.configuration.voice ?? {};
    this.#room = media.createRoom({ name: `contact ${facts.id}` });
    this.#music = new HoldMusic(this.#room, music === undefined ? undefined : { file: music });
    this.party = new AgentParty(facts, services, this.#room, view, {
      ...hooks,
      onChanged: () => this.#tune(),
      onDigit: (digit) => this.#visitor?.sendDigit(digit),
    });
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
          if (!this.#quiet) this.party.call?.sendDigit(digit);
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
    await Promise.all([this.party.release(reason.text).done, visitor?.bye(reason)]);
    await this.#room.close();
  }

  #tune(): void {
    if (this.#closed) return;
    const visitor = this.#visitor;
    const agent = this.party.call;
    if (visitor) this.#music.set(visitor.media, !this.#quiet && !agent?.isAudible);
    if (agent) this.#music.set(agent.media, visitor?.media.held === true);
  }
}
