import { embeddedOf, linkOf, parseDataUri, parseUcwaImportance } from '../../protocol/ucwa';
import type { UcwaEvent, UcwaEvents, UcwaResource } from '../../protocol/ucwa';
import type { InvitationSnapshot } from '../contract';
import type { ConversationInit } from '../conversation-init';
import type { UcwaConnection } from './connection';
import type { UcwaConversation } from './conversation';
import { UcwaRefusal } from './http';

/** How many invitations are remembered to recognise repetitions. */
const REMEMBERED = 100;

export interface EventRouterHost {
  readonly connection: UcwaConnection;
  getConversation(threadId: string): UcwaConversation | undefined;
  addIncoming(init: ConversationInit, invitation: UcwaResource, snapshot: InvitationSnapshot): void;
  /** `me`, `presence` and `note` of this user. */
  onMe(rel: string, resource: UcwaResource): void;
}

/** Resources that have to be looked at when an event tells only where they are. */
const read = ['messagingInvitation', 'conversation', 'messaging', 'message', 'presence', 'note'];

/** Takes the events to the conversations they are about. The same event may come twice. */
export class EventRouter {
  /** By the address of its resource. */
  readonly #byHref = new Map<string, UcwaConversation>();

  /** Invitations that rang: one that was declined rings no more, however often it is told. */
  readonly #rang = new Set<string>();

  constructor(private readonly host: EventRouterHost) {}

  /** Rejects when something could not be looked at: then all of it has to come again. */
  async route({ sender: senders }: UcwaEvents): Promise<void> {
    for (const { events, href } of senders)
      for (const event of events) await this.#event(event, this.host.connection.resolve(href));
  }

  /** Events of this address are this conversation's. */
  expect(href: string, conversation: UcwaConversation): void {
    this.#byHref.set(href, conversation);
  }

  /** It has ended: what is still said of what it was says nothing of what it may become when it is begun anew. */
  forget(conversation: UcwaConversation): void {
    for (const [href, known] of this.#byHref) if (known === conversation) this.#byHref.delete(href);
  }

  /** The application is gone, and what was in it. */
  clear(): void {
    this.#byHref.clear();
  }

  async #event(event: UcwaEvent, sender: string): Promise<void> {
    const { in: within, link, reason, type } = event;
    const { connection } = this.host;
    const { rel = '' } = link;
    if (rel === 'participant') return this.#participant(event, this.#byHref.get(sender));
    if (!read.includes(rel)) return;
    const href = connection.resolve(link.href);
    if (type === 'deleted') {
      if (rel === 'conversation' && within?.rel !== 'typingParticipants') {
        this.#byHref.get(href)?.onEnded(reason);
        this.#byHref.delete(href);
      }
      return;
    }
    const resource = await this.#resource(event, rel, href);
    if (!resource) return;
    switch (rel) {
      case 'messagingInvitation':
        return this.#invitation(event, resource);
      case 'conversation':
        return this.#conversation(href, resource, type === 'added');
      case 'messaging': {
        const conversation = this.#byHref.get(this.#hrefOf(resource, 'conversation') ?? sender);
        return conversation?.onMessaging(resource);
      }
      case 'message': {
        const conversation = this.#byHref.get(sender);
        const failure = event.status === 'Failure' ? (reason ?? { code: 'RemoteFailure' }) : undefined;
        return conversation?.messaging.onMessage(resource, href, failure);
      }
      default:
        return this.host.onMe(rel, resource);
    }
  }

  #invitation({ reason, status, type }: UcwaEvent, resource: UcwaResource): void {
    const threadId = String(resource.threadId);
    const known = this.host.getConversation(threadId);
    const isIncoming = String(resource.direction).toLowerCase() === 'incoming';
    if (!known || (isIncoming && known.state === 'terminated')) {
      // One that can be accepted no longer is over already.
      if (isIncoming && type === 'started' && linkOf(resource, 'accept')) this.#receive(threadId, resource);
      return;
    }
    // Of an earlier one in the same thread.
    if (!known.isInvitedBy(resource)) return;
    const href = this.#hrefOf(resource, 'conversation');
    if (href) this.#byHref.set(href, known);
    known.onInvitation(resource);
    if (type === 'completed' && status === 'Failure') known.onEnded(reason);
  }

  #receive(threadId: string, resource: UcwaResource): void {
    const invitation = this.#hrefOf(resource, 'self') ?? '';
    if (this.#rang.has(invitation)) return;
    this.#rang.add(invitation);
    for (const oldest of this.#rang) {
      if (this.#rang.size <= REMEMBERED) break;
      this.#rang.delete(oldest);
    }
    const [from] = embeddedOf(resource, 'from');
    const uri = typeof from?.uri === 'string' ? from.uri : '';
    const name = typeof from?.name === 'string' ? from.name : (linkOf(resource, 'from')?.title ?? '');
    const subject = typeof resource.subject === 'string' ? resource.subject : '';
    const message = linkOf(resource, 'message');
    const toast = (message && parseDataUri(message.href)?.text) ?? '';
    this.host.addIncoming(
      {
        ...{ id: threadId, direction: 'incoming', peerUri: uri, peerName: name, subject },
        importance: parseUcwaImportance(String(resource.importance)) ?? 'normal',
      },
      resource,
      { toast, fromUri: uri, fromName: name, receivedAt: Date.now() },
    );
    const href = this.#hrefOf(resource, 'conversation');
    const added = this.host.getConversation(threadId);
    if (href && added) this.#byHref.set(href, added);
  }

  #conversation(href: string, resource: UcwaResource, isNew: boolean): void {
    const conversation =
      this.#byHref.get(href) ?? (isNew ? this.host.getConversation(String(resource.threadId)) : undefined);
    if (!conversation || conversation.state === 'terminated') return;
    this.#byHref.set(href, conversation);
    conversation.onConversation(resource);
  }

  #participant({ in: within, link, type }: UcwaEvent, conversation: UcwaConversation | undefined): void {
    if (!conversation) return;
    if (within?.rel === 'typingParticipants') conversation.messaging.onTyping(type === 'added');
    else if (type === 'added' && link.title) conversation.onPeerName(link.title);
  }

  /** What the event is about, as it brings it or as it is now. Undefined: it is gone. */
  async #resource(event: UcwaEvent, rel: string, href: string): Promise<UcwaResource | undefined> {
    const [embedded] = embeddedOf(event, rel);
    if (embedded) return embedded;
    try {
      return await this.host.connection.get(href);
    } catch (error) {
      if (error instanceof UcwaRefusal && (error.httpStatus === 404 || error.httpStatus === 409))
        return undefined;
      throw error;
    }
  }

  #hrefOf(resource: UcwaResource, rel: string): string | undefined {
    const link = linkOf(resource, rel);
    return link && this.host.connection.resolve(link.href);
  }
}
