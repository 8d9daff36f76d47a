import type { SupervisionMode } from '../../../../protocol/supervision';
import type { MediaLeg } from '../../../media';
import type { InviteDialog } from '../../../sip/endpoint';
import type { ContactCenterServices } from '../contact-center-services';
import type { ContactRecord } from '../contact-record';
import type { Agent } from '../domain/agent';
import { SupervisorInbox } from '../inboxes';
import { carrierOf } from '../leg';
import { MessagePump, type Delivery } from '../message-pump';
import { CallDialog } from '../voice/call-dialog';

export interface SupervisorHooks {
  readonly contactId: string;
  readonly record: ContactRecord;
  hasRoom(bytes: number): boolean;
  /** Wrote to the agents, or to everybody, as the mode says. */
  onMessage(delivery: Delivery): void;
  onTyping(isTyping: boolean): void;
  /** The mode, the media or what they have is another one. */
  onTuned(): void;
  /** A line has ended; its media is not theirs any more. */
  onCallEnded(media: MediaLeg): void;
  /** Has nothing left. */
  onGone(): void;
}

/** The line of somebody who listens in. */
export interface SupervisorCall {
  readonly dialog: InviteDialog;
  readonly media: MediaLeg;
}

/** One supervisor in one contact: listens to its call, reads along, or both. Who was lost calls again. */
export class Supervisor {
  #mode: SupervisionMode = 'monitor';
  #call: (SupervisorCall & { readonly line: CallDialog }) | undefined;
  #chat: { readonly dialog: InviteDialog } | undefined;
  readonly #pump: MessagePump;
  readonly #inbox: SupervisorInbox;

  constructor(
    readonly agent: Agent,
    private readonly hooks: SupervisorHooks,
    private readonly services: ContactCenterServices,
  ) {
    const { clock, log } = services;
    const { contactId: contact } = hooks;
    this.#pump = new MessagePump({
      ...{ clock, log, waiting: 200 },
      onDelivered: () => undefined,
      onRefused: ({ number }, status) => log.info('message-refused', { contact, number, status }),
      onLost: () => this.endChat('lost'),
    });
    this.#inbox = new SupervisorInbox(services, hooks.record, agent.uri, {
      mode: () => this.#mode,
      typing: (isTyping) => hooks.onTyping(isTyping),
      hasRoom: (bytes) => hooks.hasRoom(bytes),
      message: (delivery) => hooks.onMessage(delivery),
      refreshed: () => undefined,
    });
  }

  get uri(): string {
    return this.agent.uri;
  }

  get mode(): SupervisionMode {
    return this.#mode;
  }

  get call(): SupervisorCall | undefined {
    return this.#call;
  }

  get hasChat(): boolean {
    return this.#chat !== undefined;
  }

  setMode(mode: SupervisionMode): void {
    this.#mode = mode;
    this.hooks.onTuned();
  }

  /** Listens in by this dialog; an older one of theirs ends. */
  listen(dialog: InviteDialog, media: MediaLeg): void {
    this.endCall('resumed elsewhere');
    const line: CallDialog = new CallDialog(
      dialog,
      media,
      {
        onChanged: () => isTheirs() && this.hooks.onTuned(),
        onDigit: () => undefined,
        onSeen: () => undefined,
        onMediaEnded: () => isTheirs() && this.endCall('no media'),
      },
      this.services.log,
    );
    const isTheirs = (): boolean => this.#call?.line === line;
    this.#call = { dialog, media, line };
    void dialog.terminated.then(({ by }) => {
      if (isTheirs() && by !== 'local') this.endCall('ended');
    });
    this.hooks.onTuned();
  }

  /** Reads along by this dialog, from the beginning. */
  read(dialog: InviteDialog, acceptTypes: readonly string[], earlier: readonly Delivery[]): void {
    this.endChat('resumed elsewhere');
    const chat = (this.#chat = { dialog });
    dialog.onRequest = this.#inbox.receive;
    void dialog.terminated.then(({ by }) => {
      if (this.#chat === chat && by !== 'local') this.endChat('ended');
    });
    this.#pump.open(carrierOf(dialog, acceptTypes, this.hooks.contactId), earlier);
  }

  push(delivery: Delivery): void {
    if (this.#chat) this.#pump.push(delivery);
  }

  endCall(text: string): void {
    const call = this.#call;
    if (!call) return;
    this.#call = undefined;
    this.hooks.onCallEnded(call.media);
    void call.line.bye({ cause: 200, text });
    this.#checkGone();
  }

  endChat(text: string): void {
    const chat = this.#chat;
    if (!chat) return;
    this.#chat = undefined;
    this.#pump.discard(481);
    void chat.dialog.bye({ cause: 200, text });
    this.#checkGone();
  }

  /** Ends both. */
  end(text: string): void {
    this.endCall(text);
    this.endChat(text);
  }

  /** Has the contact from now on: what they had goes on under somebody else's care. */
  yield(): { readonly call: SupervisorCall | undefined; readonly chat: InviteDialog | undefined } {
    const call = this.#call;
    const chat = this.#chat?.dialog;
    this.#call = this.#chat = undefined;
    this.#pump.discard(481);
    return { call, chat };
  }

  #checkGone(): void {
    if (!this.#call && !this.#chat) this.hooks.onGone();
  }
}
