import type { QueueStatus } from '../../../../protocol/queue-status';
import type {
  UcwaConversationState,
  UcwaMessageFormat,
  UcwaMessagingState,
  UcwaReason,
} from '../../../../protocol/ucwa';
import type { DialogEnd, IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import type { SentEvent } from '../events/event-log';
import { UcwaFailure } from '../failure';
import type { ConversationHrefs, Hrefs } from '../hrefs';
import type { UcwaPerson, UcwaUser } from '../services';
import { MessagingLeg, type LegHandlers, type ReceivedText } from '../sip/messaging-leg';
import { failedInvitation, reasonOfStatus } from '../sip/outcome';
import type { TextContent } from '../sip/read-content';
import { acceptTypesIn, inFormat, negotiate } from '../sip/session-description';
import { mayEmbed, messageIdHeader } from '../sip/user-agent';
import type { ConversationHost, ConversationInit } from './conversation-host';
import * as events from './events';
import { acceptSession, IncomingRing } from './incoming-ring';
import type { UcwaInvitation } from './invitation';
import { MessageStore, type StoredMessage } from './message-store';
import { OutgoingMessages } from './outgoing-messages';
import { queueNotices } from './queue-notices';
import { nextConversationState } from './states';
import { LocalTyping, RemoteTyping } from './typing';

/** A writer is told that the text was taken, although the client has not fetched it, after this long. Below the 20 s of our contact centre. */
const takenMs = 10_000;
const maxWaiting = 100;
/** How long texts that the client has written before it ended the conversation may take. */
const drainMs = 5_000;
/** Characters that may wait for the client before more is refused. */
const maxBacklog = 4 * 1024 * 1024;

/** A conversation of messages between the client and one peer, with its invitation. */
export class UcwaConversation {
  readonly href: ConversationHrefs;
  readonly #outgoing: OutgoingMessages;
  readonly #messages = new MessageStore();
  readonly #typing: LocalTyping;
  readonly #peerTyping: RemoteTyping;
  readonly #abort = new AbortController();
  #state: UcwaConversationState;
  #formats: readonly UcwaMessageFormat[] = ['Plain'];
  #queue: QueueStatus | undefined;
  #leg: MessagingLeg | undefined;
  #ring: IncomingRing | undefined;
  #missed = false;
  #isEnding = false;

  constructor(
    private readonly host: ConversationHost,
    readonly init: ConversationInit,
    readonly peer: UcwaPerson,
    readonly invitation: UcwaInvitation,
  ) {
    const { clock } = host.services;
    this.href = host.hrefs.conversation(init.id);
    this.#state = invitation.init.direction === 'Incoming' ? 'Incoming' : 'Connecting';
    this.#outgoing = new OutgoingMessages((message, reason) =>
      this.#publish(events.messageCompleted(this, message, reason)),
    );
    this.#typing = new LocalTyping(clock, (isTyping) => this.#leg?.sendTyping(isTyping));
    this.#peerTyping = new RemoteTyping(clock, (isTyping) =>
      this.#publish(events.typingChanged(this, isTyping)),
    );
  }

  get hrefs(): Hrefs {
    return this.host.hrefs;
  }
  get user(): UcwaUser {
    return this.host.user;
  }
  get state(): UcwaConversationState {
    return this.#state;
  }
  get messagingState(): UcwaMessagingState {
    return this.#state === 'Incoming' ? 'Connecting' : this.#state;
  }
  /** Formats that both sides read. */
  get formats(): readonly UcwaMessageFormat[] {
    return this.#formats;
  }
  /** Of a visitor: how it stands with the queue. */
  get queue(): QueueStatus | undefined {
    return this.#queue;
  }
  /** Whether the client may ask for the presence of the peer. */
  get hasPeerPresence(): boolean {
    const { services, user } = this.host;
    const known = services.directory.find(this.peer.uri);
    return user.kind === 'user' && known !== undefined && !known.isPublished;
  }
  get isPeerTyping(): boolean {
    return this.#peerTyping.isTyping;
  }

  message(number: number): StoredMessage | undefined {
    return this.#messages.get(number);
  }

  // ------------------------------------------------------------------------------------------------------------ outgoing

  /** Calls. `context` is JSON of what a visitor shares. */
  start(context: string | undefined): void {
    this.#publish(events.outgoingStarted(this));
    void this.#call(context, false);
  }

  async #call(context: string | undefined, resume: boolean): Promise<void> {
    const { agent, formats } = this.host;
    const { init, peer } = this;
    const { message: first, importance, subject } = this.invitation.init;
    const stored = first && !resume ? this.#store('Outgoing', first) : undefined;
    const embedded = stored && mayEmbed(stored.content) ? stored : undefined;
    let dialog: InviteDialog;
    try {
      dialog = await agent.call({
        ...{ to: peer.uri, conversationId: init.threadId, subject, importance, formats, resume },
        ...(embedded && { firstMessage: { ...embedded.content, id: this.#messageId(embedded) } }),
        ...(context !== undefined && { context }),
        signal: this.#abort.signal,
      });
    } catch (error) {
      if (this.#state === 'Disconnected') return;
      const { reason, state } = failedInvitation(error);
      if (!resume) this.invitation.state = state;
      return this.#end(reason);
    }
    if (this.state === 'Disconnected') return void dialog.bye();
    const answer = dialog.inviteResponse;
    const took = answer?.headers.list('Supported').some((tag) => tag.toLowerCase() === 'ms-text-format');
    this.#formats = negotiate(formats, answer ? acceptTypesIn(answer) : []);
    this.#attach(dialog);
    if (resume) return this.#openOutgoing();
    this.#connected(events.outgoingConnected);
    if (embedded && took) this.#publish(events.messageCompleted(this, embedded));
    else if (stored) this.#outgoing.add(stored);
    this.#openOutgoing();
  }

  // ------------------------------------------------------------------------------------------------------------ incoming

  /** Rings, and waits for the person. `seconds` is how long. */
  ring(invite: IncomingInvite, seconds: number): void {
    this.#ring = new IncomingRing(invite, this.host.services.clock, seconds, (by) => {
      if (this.#state !== 'Incoming') return;
      this.invitation.state = by === 'caller' ? 'Cancelled' : 'Failed';
      this.#end({ code: by === 'caller' ? 'RemoteFailure' : 'LocalFailure', subcode: 'Missed' });
    });
    this.#publish(events.incomingStarted(this));
    this.#publish(events.incomingParticipant(this));
  }

  /** The person says yes. Doing so again changes nothing. Throws `UcwaFailure` when it is too late. */
  accept(): void {
    const { invitation } = this;
    if (invitation.init.direction === 'Outgoing' || this.#state === 'Disconnected')
      throw UcwaFailure.tooLate();
    if (!invitation.isOpen) return;
    invitation.isOpen = false;
    this.#ring?.stop();
    this.#publish(events.invitationUpdated(this));
    void this.#accept();
  }

  /** The person says no; `everywhere`: for all their clients. Throws `UcwaFailure` when it is too late. */
  decline(everywhere: boolean): void {
    if (!this.invitation.isOpen || this.#state !== 'Incoming') throw UcwaFailure.tooLate();
    this.#ring?.invite.reject(everywhere ? 603 : 480);
    this.invitation.state = 'Declined';
    this.#end({ code: 'LocalFailure', subcode: 'Declined' });
  }

  async #accept(): Promise<void> {
    const ring = this.#ring;
    if (!ring) return;
    const first = this.invitation.init.message;
    const took = first !== undefined && ring.embedsMessage;
    try {
      this.#attach(await this.#answer(ring.invite, took ? [['Supported', 'ms-text-format']] : []));
    } catch (error) {
      if (this.state === 'Disconnected') return;
      this.invitation.state = 'Failed';
      return this.#end(failedInvitation(error).reason);
    }
    if (this.state === 'Disconnected') return;
    this.#connected(events.incomingConnected);
    const id = ring.invite.request.headers.get(messageIdHeader);
    if (took && this.#messages.isNew(id))
      this.#publish(events.messageCompleted(this, this.#store('Incoming', first)));
    this.#openOutgoing();
  }

  /** A new dialog of the same peer, in place of one that is lost or soon will be. */
  async replaceDialog(invite: IncomingInvite): Promise<void> {
    const old = this.#leg;
    this.#outgoing.shut();
    this.#leg = undefined;
    old?.drop();
    try {
      const dialog = await this.#answer(invite);
      if (this.#state !== 'Connected') return void dialog.bye();
      this.#attach(dialog);
    } catch (error) {
      this.host.services.log.info('ucwa-resume-failed', { conversation: this.init.id, error });
      if (this.#state === 'Connected') this.#end(failedInvitation(error).reason);
    } finally {
      // It may be gone on the other side: its answer does not matter.
      void old?.hangUp();
    }
    this.#openOutgoing();
  }

  #answer(invite: IncomingInvite, headers?: [string, string][]): Promise<InviteDialog> {
    this.#formats = negotiate(this.host.formats, acceptTypesIn(invite.request));
    return acceptSession(invite, this.user.uri, this.host.formats, headers);
  }

  // ------------------------------------------------------------------------------------------------------- while it lives

  /** The client writes; the result has its number. Throws `UcwaFailure`. */
  send(content: TextContent, operationId: string | undefined): StoredMessage {
    if (this.#state === 'Disconnected' || this.#isEnding) throw UcwaFailure.noConversation();
    // Before it is known what the peer reads, everything is taken that may be right.
    if (this.#state === 'Connected' && !this.#formats.includes(content.format))
      throw new UcwaFailure('UnsupportedMediaType', undefined, 'The other side reads plain text only.');
    if (this.#outgoing.size >= maxWaiting)
      throw new UcwaFailure('TooManyRequests', undefined, 'Too many messages wait to be sent.', {
        headers: { 'Retry-After': '5' },
      });
    this.#typing.clear();
    const message = this.#store('Outgoing', content, operationId);
    this.#outgoing.add(message);
    return message;
  }

  /** Throws `UcwaFailure` when nobody is there to be told. */
  setTyping(): void {
    if (this.#state !== 'Connected' || this.#isEnding) throw UcwaFailure.noConversation();
    this.#typing.touch();
  }

  /** The client ends it, in whatever state. `isPatient`: what it has written is sent before, which may take a while. */
  terminate(reason = { cause: 200, text: 'Conversation ended' }, isPatient = true): void {
    const state = this.#state;
    if (state === 'Disconnected') return;
    if (state === 'Incoming') {
      this.#ring?.invite.reject(480);
      this.invitation.state = 'Declined';
      return this.#end({ code: 'LocalFailure', subcode: 'Declined' });
    }
    if (state === 'Connecting') {
      this.invitation.state = 'Cancelled';
      this.#end(reasonOfStatus(487));
      return this.#abort.abort();
    }
    if (isPatient && this.#outgoing.size > 0) {
      if (this.#isEnding) return;
      this.#isEnding = true;
      const { clock } = this.host.services;
      return void this.#outgoing.drained(clock, drainMs).then(() => this.terminate(reason, false));
    }
    void this.#leg?.hangUp(reason);
    this.#end({ code: 'Informational', subcode: 'Ended' });
  }

  /** The client is back: a peer that may take us for lost is called again. */
  clientReturned(): void {
    if (!this.#missed || this.#state !== 'Connected' || this.#isEnding) return;
    this.#missed = false;
    // Whoever called us calls again by itself; so does our contact centre its agents.
    if (this.invitation.init.direction === 'Incoming') return;
    this.#outgoing.shut();
    const old = this.#leg;
    this.#leg = undefined;
    old?.drop();
    // A BYE before the peer has the new dialog would end the conversation.
    void this.#call(undefined, true).then(() => old?.hangUp());
  }

  #attach(dialog: InviteDialog): void {
    const { channel, services } = this.host;
    const handlers: LegHandlers = {
      isPresent: () =>
        channel.absence <= services.settings.absentSeconds * 1000 && channel.size <= maxBacklog,
      onMissed: () => (this.#missed = true),
      onText: (text, answer) => this.#received(text, answer),
      onTyping: (isTyping, refresh) => this.#peerTyping.set(isTyping, refresh),
      onQueueStatus: (status) => this.#queueStatus(status),
      onEnded: (end) => this.#peerEnded(end),
    };
    this.#leg = new MessagingLeg(dialog, handlers, services.log);
  }

  #openOutgoing(): void {
    const leg = this.#leg;
    if (leg && this.#state === 'Connected')
      this.#outgoing.open((message) =>
        leg.send(inFormat(message.content, this.#formats), this.#messageId(message)),
      );
  }

  /** The writer's 2xx says that the client has it: 202 that it will, when it comes back. */
  #received(text: ReceivedText, answer: (status: number) => void): void {
    if (!this.#messages.isNew(text.id)) return answer(200);
    this.#peerTyping.set(false);
    const content = inFormat({ format: text.format, text: text.text }, this.host.formats);
    const message = this.#store('Incoming', content, undefined, text.notice);
    const timer = this.host.services.clock.setTimeout(() => answer(202), takenMs);
    this.host.channel.publish(events.messageCompleted(this, message), {
      onAcknowledged: () => {
        timer.cancel();
        answer(200);
      },
    });
  }

  #queueStatus(status: QueueStatus): void {
    const before = this.#queue;
    if (JSON.stringify(before) === JSON.stringify(status)) return;
    this.#queue = status;
    this.#publish(events.conversationUpdated(this));
    for (const text of queueNotices(before, status, this.host.services.settings)) {
      // For clients that show nothing but messages; others know it by its notice.
      const message = this.#store('Incoming', { format: 'Plain', text }, undefined, 'queue-status');
      this.#publish(events.messageCompleted(this, message));
    }
  }

  #peerEnded({ by, reason, status }: DialogEnd): void {
    if (this.#state !== 'Connected') return;
    const subcode = by === 'remote' ? 'Ended' : 'Unreachable';
    const code = by === 'remote' && (status ?? 200) < 300 ? 'Informational' : 'RemoteFailure';
    this.#end({ code, subcode, ...(reason !== undefined && { message: reason }) });
  }

  #connected(group: (conversation: UcwaConversation) => SentEvent[]): void {
    this.#state = nextConversationState(this.#state, 'connect');
    this.invitation.state = 'Connected';
    this.#publish(group(this));
  }

  #end(reason: UcwaReason): void {
    const failed = this.#state !== 'Connected';
    this.#state = nextConversationState(this.#state, 'disconnect');
    this.invitation.isOpen = false;
    this.#ring?.stop();
    this.#typing.clear();
    this.#peerTyping.set(false);
    this.#outgoing.fail(reason);
    this.#publish(events.ended(this, reason, failed));
    this.host.onConversationEnded(this);
  }

  #store(
    direction: StoredMessage['direction'],
    content: TextContent,
    operationId?: string,
    notice?: string,
  ): StoredMessage {
    return this.#messages.add({
      ...{ direction, content, at: this.host.services.clock.now() },
      ...(operationId !== undefined && { operationId }),
      ...(notice !== undefined && { notice }),
    });
  }

  #messageId({ number }: StoredMessage): string {
    return `${this.init.id}.${number}`;
  }

  #publish(group: SentEvent[]): void {
    this.host.channel.publish(group);
  }
}
