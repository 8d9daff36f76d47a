import { linkOf, ucwaImportanceOf } from '../../protocol/ucwa';
import type { UcwaResource } from '../../protocol/ucwa';
import { SessionError } from '../contract';
import type { ConversationInit } from '../conversation-init';
import { settledWithin } from '../retrying';
import { invitationContext } from '../share-context';
import { uuid } from '../uuid';
import type { UcwaConnection } from './connection';

/** How long ending a conversation waits for the server, in milliseconds; it is told later if it does not answer. */
const GOODBYE_TIMEOUT = 2000;

/** Where a conversation is at the server; enough to find it again after a page reload. */
export interface LegAddress {
  readonly conversation: string;
  readonly messaging: string;
}

/** The conversation at the server: what has been asked for, and the links for what can be done. */
export class ConversationLeg {
  #operationId: string | undefined;
  #invitation: string | undefined;
  #accept: string | undefined;
  #decline: string | undefined;
  #stop: string | undefined;
  #address: LegAddress | undefined;
  /** Ended here before the server had told how. */
  #mustStop = false;

  constructor(
    private readonly connection: UcwaConnection,
    address?: LegAddress,
  ) {
    this.#address = address;
  }

  /** Somebody is being invited, or was. */
  get isInvited(): boolean {
    return this.#operationId !== undefined;
  }

  /** The server has said what has become of the request. */
  get isKnown(): boolean {
    return this.#stop !== undefined || this.#address !== undefined;
  }

  get address(): LegAddress | undefined {
    return this.#address;
  }

  /** Whether this is the invitation that the conversation has come from, and not one of before in the same thread. */
  isOf(invitation: UcwaResource, direction: ConversationInit['direction']): boolean {
    return direction === 'outgoing'
      ? invitation.operationId === this.#operationId
      : this.#href(invitation, 'self') === this.#invitation;
  }

  /** Resolves when the server has taken it, however often it has to be asked. Rejects with `SessionError`. */
  async invite(
    { context, id, importance = 'normal', peerUri, subject }: ConversationInit,
    signedContext: string | undefined,
    message: string | undefined,
  ): Promise<void> {
    const operationId = (this.#operationId = uuid());
    const shared = invitationContext(context, signedContext);
    const json = {
      ...{ operationId, to: peerUri, threadId: id, importance: ucwaImportanceOf(importance) },
      ...(subject !== undefined && { subject }),
      ...(shared !== undefined && { context: JSON.parse(shared) as object }),
      ...(message !== undefined && { _links: { message: { href: message } } }),
    };
    const { connection } = this;
    await connection.persist(() =>
      connection.send('POST', connection.link('communication', 'startMessaging'), { json }),
    );
  }

  /** Nobody was invited after all. */
  withdraw(): void {
    this.#operationId = undefined;
  }

  async accept(): Promise<void> {
    const href = this.#accept;
    if (!href) throw new SessionError('invalid-state', 'The invitation cannot be accepted any more');
    await this.connection.persist(() => this.connection.send('POST', href));
  }

  /** "Local" would be for this client only (480 to the caller); anything else is a no. */
  async decline(reason = 'Unknown'): Promise<void> {
    const href = this.#decline;
    const json = { reason: reason.toLowerCase() === 'local' ? 'Unknown' : reason.slice(0, 100) };
    if (href) await this.connection.persist(() => this.connection.send('POST', href, { json }));
  }

  /** Tells the server, now or as soon as that is possible; waits for a while. */
  async hangUp(): Promise<void> {
    const href = this.#stop ?? this.#decline;
    this.#mustStop = href === undefined && this.isInvited;
    if (!href) return;
    // Its failure: it is over there as well, or the session is.
    const json = { reason: 'Local' };
    const told = this.connection.persist(() => this.connection.send('POST', href, { json }));
    await settledWithin(GOODBYE_TIMEOUT, told);
  }

  onInvitation(invitation: UcwaResource): void {
    this.#invitation = this.#href(invitation, 'self');
    this.#accept = this.#href(invitation, 'accept');
    this.#decline = this.#href(invitation, 'decline');
    this.#stop ??= this.#href(invitation, 'cancel');
    const [conversation, messaging] = ['conversation', 'messaging'].map((rel) => this.#href(invitation, rel));
    if (conversation && messaging) this.#address = { conversation, messaging };
    this.#stopIfOver();
  }

  onMessaging(messaging: UcwaResource): void {
    this.#stop = this.#href(messaging, 'stopMessaging') ?? this.#stop;
    this.#stopIfOver();
  }

  #stopIfOver(): void {
    if (!this.#mustStop || !this.#stop) return;
    this.#mustStop = false;
    void this.hangUp();
  }

  #href(resource: UcwaResource, rel: string): string | undefined {
    const link = linkOf(resource, rel);
    return link && this.connection.resolve(link.href);
  }
}
