import { mediaTypeOf } from '../../../protocol/content-type';
import { customerCardContentType } from '../../../protocol/customer-card';
import { utf8Length } from '../../../protocol/base64';
import { sessionInviteDataRoom, type SessionInvite } from '../../../protocol/session-invite';
import { parseMessageSdp } from '../../../protocol/sdp-message';
import type { IncomingRequest, InviteDialog } from '../../sip/endpoint';
import { SipFailureError } from '../../sip/errors';
import { addressOfRecord } from '../../sip/message';
import {
  ConversationContextChannels,
  type ChannelConversation,
  type ContextChannelNotification,
  type ConversationContextChannel,
} from '../context-channel';
import { Recovery } from '../context-channel/recovery';
import { inviteTo } from './agent-offer';
import type { ContextApplicationConfiguration } from './configuration';
import type { ContactCenterServices } from './contact-center-services';
import type { Agent } from './domain/agent';
import { carrierOf, isLost, sendTyping } from './leg';
import type { Carrier } from './message-pump';
import { offerMessages, type SessionOffers } from './session-offer';

export interface AgentLegOptions {
  readonly agent: Agent;
  readonly contactId: string;
  readonly conversationId: string;
  /** Who the agent sees: the contact's own address with the visitor's name. */
  readonly from: string;
  readonly applications: readonly ContextApplicationConfiguration[];
  /** For the way back after a loss; messages when absent. */
  readonly session?: SessionOffers;
  /** The customer card as JSON of at most so many bytes. */
  card(maxBytes?: number): string;
  onRequest(incoming: IncomingRequest): void;
  onRestored(): void;
  onLost(): void;
  /** The agent hung up, or did not come back in time. */
  onEnded(by: 'agent' | 'lost'): void;
  /** Data of the agent's application; resolves with the answer to it. */
  onData(application: ContextApplicationConfiguration, contentType: string, body: Buffer): Promise<number>;
}

/** The agent's side of a chat or a call: the dialog, its recovery, and the context channels that live and die with it. */
export class AgentLeg implements ChannelConversation {
  readonly id: string;
  #state: 'established' | 'recovering' | 'terminated' = 'established';
  #dialog: InviteDialog;
  #recovery: Recovery | undefined;
  #applicationsOpen = false;
  readonly #channels: ConversationContextChannels;
  readonly #listeners = new Set<(reason: string) => void>();

  constructor(
    dialog: InviteDialog,
    readonly options: AgentLegOptions,
    private readonly services: ContactCenterServices,
  ) {
    this.id = options.conversationId;
    this.#dialog = dialog;
    this.#attach(dialog);
    const { endpoint, clock, log, configuration } = services;
    const target = () =>
      this.#state === 'established' ? contactOf(options.agent, this.#dialog.remoteTarget) : undefined;
    this.#channels = new ConversationContextChannels(
      this,
      { from: options.from, to: options.agent.uri, target },
      { endpoint, clock, log, recoverySeconds: configuration.reconnectGraceSeconds },
      (channel, event) => this.#channelEvent(channel, event),
    );
  }

  get state(): 'established' | 'recovering' | 'terminated' {
    return this.#state;
  }

  get dialog(): InviteDialog {
    return this.#dialog;
  }

  get agent(): Agent {
    return this.options.agent;
  }

  onTerminated(listener: (reason: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  carrier(): Carrier {
    const sdp = this.#dialog.inviteResponse?.body.toString('utf8') ?? '';
    return carrierOf(this.#dialog, parseMessageSdp(sdp)?.acceptTypes ?? [], this.options.contactId);
  }

  /** Whether the agent's client shows the first message of the invitation as a message (instant-messaging rules: then it is not sent again). */
  get tookFirstMessage(): boolean {
    const supported = this.#dialog.inviteResponse?.headers.list('Supported') ?? [];
    return supported.some((tag) => tag.toLowerCase() === 'ms-text-format');
  }

  sendTyping(isTyping: boolean): void {
    if (this.#state === 'established') sendTyping(this.#dialog, isTyping, this.services.log);
  }

  /** Starts the configured applications. A channel that fails is the log's business, never the chat's. */
  openApplications(): void {
    if (this.#applicationsOpen) return;
    this.#applicationsOpen = true;
    for (const application of this.options.applications) {
      this.#open(application).catch((error: unknown) => {
        this.services.log.warn('context-channel-failed', {
          application: application.id,
          agent: this.agent.uri,
          error,
        });
      });
    }
  }

  /** The customer's context is another one: the whole card goes to every application. */
  cardChanged(): void {
    for (const channel of this.#channels.all) {
      const application = this.options.applications.find(({ id }) => this.#channels.get(id) === channel);
      if (!application) continue;
      try {
        channel.updateOptions(this.#establishOptions(application).options);
      } catch (error) {
        this.services.log.warn('customer-card-not-updated', { application: application.id, error });
      }
      if (channel.state === 'established') void this.#sendCard(channel);
    }
  }

  /** Asks whether the agent's client still knows the dialog, for when there is doubt, and resolves with whether it does. */
  async probe(): Promise<boolean> {
    if (this.#state !== 'established') return false;
    const dialog = this.#dialog;
    try {
      const { status } = await dialog.request('OPTIONS');
      if (isLost(status)) this.lost(dialog);
    } catch (error) {
      this.services.log.info('agent-probe-unanswered', { agent: this.agent.uri, error });
      this.lost(dialog);
    }
    return this.#state === 'established';
  }

  /** The agent's client has said something that was answered elsewhere: it is there. */
  seen(dialog: InviteDialog): void {
    if (dialog === this.#dialog && this.#state === 'recovering') this.#restored(dialog);
  }

  /** The way to the agent is gone: tries to get it back while the grace time lasts. */
  lost(dialog = this.#dialog): void {
    if (this.#state !== 'established' || dialog !== this.#dialog) return;
    this.#state = 'recovering';
    this.#channels.lost();
    this.options.onLost();
    this.#recover().catch((error: unknown) => {
      this.services.log.error('agent-recovery-failed', { agent: this.agent.uri, error });
      this.#gone('lost');
    });
  }

  /** The agent may be back. */
  retry(): void {
    this.#recovery?.retryNow();
  }

  /** Ends both dialog and channels, with the reason for the agent's client. */
  async end(reason: { cause: number; text: string }): Promise<void> {
    if (this.#state === 'terminated') return;
    this.#terminate(reason.text);
    await Promise.all([this.#dialog.bye(reason), this.#channels.terminate()]);
  }

  // ------------------------------------------------------------------------------------------------------------ recovery

  async #recover(): Promise<void> {
    const { clock, configuration } = this.services;
    const recovery = (this.#recovery = new Recovery(clock, configuration.reconnectGraceSeconds));
    const restored = await recovery.run((signal) => this.#reinvite(signal));
    if (this.#recovery !== recovery) return;
    this.#recovery = undefined;
    if (!restored && this.#state === 'recovering') this.#gone('lost');
  }

  async #reinvite(signal: AbortSignal): Promise<boolean> {
    const { log } = this.services;
    const { agent, from, conversationId, session = offerMessages } = this.options;
    try {
      const dialog = await inviteTo(this.services, agent.uri, await session(this.#dialog), {
        from,
        headers: [
          ['P-Asserted-Identity', from],
          ['Ms-Conversation-ID', conversationId],
          ['Ms-Resume', 'true'],
        ],
        signal,
      });
      if (this.#state !== 'recovering') {
        await dialog.bye({ cause: 200, text: 'conversation ended' });
        return true;
      }
      const old = this.#dialog;
      this.#restored(dialog);
      void old.bye({ cause: 200, text: 'resumed elsewhere' });
      return true;
    } catch (error) {
      log.info('agent-not-back', { agent: agent.uri, error });
      if (error instanceof SipFailureError && [481, 486, 600, 603].includes(error.status))
        this.#recovery?.stop();
      return false;
    }
  }

  #restored(dialog: InviteDialog): void {
    if (this.#state !== 'recovering') return;
    this.#state = 'established';
    if (dialog !== this.#dialog) {
      this.#dialog = dialog;
      this.#attach(dialog);
    } else this.#recovery?.stop();
    this.#channels.retry();
    this.options.onRestored();
  }

  #gone(by: 'agent' | 'lost'): void {
    if (this.#state === 'terminated') return;
    this.#terminate(by === 'agent' ? 'agent ended' : 'agent lost');
    void this.#dialog.bye({ cause: 408, text: 'agent not reachable' });
    this.options.onEnded(by);
  }

  #terminate(reason: string): void {
    this.#state = 'terminated';
    this.#recovery?.stop();
    for (const listener of [...this.#listeners]) listener(reason);
    this.#listeners.clear();
  }

  #attach(dialog: InviteDialog): void {
    dialog.onRequest = (incoming) => {
      if (dialog !== this.#dialog || this.#state === 'terminated') return incoming.respond(481);
      this.options.onRequest(incoming);
      // Given up too early: the agent is still there, or a re-INVITE says where.
      if (this.#state === 'recovering') this.#restored(dialog);
    };
    void dialog.terminated.then(({ by }) => {
      if (dialog !== this.#dialog || by === 'local') return;
      if (by === 'remote') this.#gone('agent');
      else this.lost(dialog);
    });
  }

  // ------------------------------------------------------------------------------------------------------------ channels

  async #open(application: ContextApplicationConfiguration): Promise<void> {
    const { options, truncated } = this.#establishOptions(application);
    const channel = await this.#channels.open(application.id, options);
    if (truncated) await this.#sendCard(channel);
  }

  #establishOptions(application: ContextApplicationConfiguration) {
    const { id, name, toast, simpleLink, installLink } = application;
    const invite: SessionInvite = {
      applicationId: id,
      applicationName: name,
      ...(toast !== undefined && { toast }),
      ...(simpleLink !== undefined && { simpleLink }),
      ...(installLink !== undefined && { installLink }),
    };
    const contextualData = this.options.card(sessionInviteDataRoom(invite));
    const options = {
      applicationName: name,
      contextualData,
      ...(toast !== undefined && { toast }),
      ...(simpleLink !== undefined && { simpleLink }),
      ...(installLink !== undefined && { applicationInstallerPath: installLink }),
    };
    return { options, truncated: utf8Length(contextualData) < utf8Length(this.options.card()) };
  }

  async #sendCard(channel: ConversationContextChannel): Promise<void> {
    try {
      await channel.sendData(customerCardContentType, this.options.card());
    } catch (error) {
      this.services.log.warn('customer-card-not-sent', { application: channel.applicationId, error });
    }
  }

  #channelEvent(channel: ConversationContextChannel, event: ContextChannelNotification): void {
    const { log } = this.services;
    if (event.type === 'state-changed') {
      const { previousState, state, reason } = event;
      log.debug('context-channel', { application: channel.applicationId, previousState, state, reason });
      // What changed while it was away is in no INFO: the whole card once more.
      if (previousState === 'recovering' && state === 'established') void this.#sendCard(channel);
      return;
    }
    const { contentType, body, answerWith } = event;
    const application = this.options.applications.find(({ id }) => this.#channels.get(id) === channel);
    const allowed = application?.toCustomer?.some((type) => mediaTypeOf(type) === mediaTypeOf(contentType));
    answerWith(
      application && allowed ? this.options.onData(application, contentType, body) : Promise.resolve(415),
    );
  }
}

/** Where the agent's client said it is; undefined when it named somebody else of the same domain, who is not to get the customer's data. */
function contactOf({ uri }: Agent, target: string): string | undefined {
  const aor = addressOfRecord(target);
  const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);
  return aor === uri || domainOf(aor) !== domainOf(uri) ? target : undefined;
}
