import { randomBytes } from 'node:crypto';
import { generateConversationId, isConversationId } from '../../../../protocol/conversation-id';
import { importanceOf } from '../../../../protocol/importance';
import { parseTextFormat } from '../../../../protocol/text-format';
import { parseDataUri, parseUcwaImportance } from '../../../../protocol/ucwa';
import {
  buildVisitorContext,
  maxVisitorContextBytes,
  parseVisitorContext,
} from '../../../../protocol/visitor-context';
import { WireFormatError } from '../../../../protocol/wire-format-error';
import type { IncomingInvite } from '../../../sip/endpoint';
import { addressOfRecord, decodeUtf8, parseNameAddr, parseUri } from '../../../sip/message';
import type { UcwaBody } from '../body';
import { UcwaFailure } from '../failure';
import type { Operations } from '../operations';
import type { UcwaPerson } from '../services';
import { maxMessageBytes } from '../sip/messaging-leg';
import type { TextContent } from '../sip/read-content';
import { messageSdpOf } from '../sip/session-description';
import { UcwaConversation } from './conversation';
import type { ConversationHost } from './conversation-host';
import { UcwaInvitation, type InvitationInit } from './invitation';

/** How long what has ended can still be looked at. */
const afterlifeMs = 60_000;
const maxInviteSeconds = 180;

/** The conversations of one application, by id and by what they are called on the SIP side. */
export class ConversationBook {
  readonly #byId = new Map<string, UcwaConversation>();
  readonly #byInvitation = new Map<string, UcwaConversation>();

  constructor(
    private readonly host: ConversationHost,
    private readonly operations: Operations,
  ) {}

  get live(): readonly UcwaConversation[] {
    return [...this.#byId.values()].filter(({ state }) => state !== 'Disconnected');
  }

  /** Throws `UcwaFailure` when it is gone. One that has just ended is still found. */
  find(id: string): UcwaConversation {
    const found = this.#byId.get(id);
    if (!found) throw UcwaFailure.noConversation();
    return found;
  }

  /** Somebody there is a conversation with, or has just been. */
  peer(uri: string): UcwaPerson | undefined {
    return [...this.#byId.values()].find(({ peer }) => addressOfRecord(peer.uri) === uri)?.peer;
  }

  /** The conversation of an invitation. Throws `UcwaFailure`. */
  invited(id: string): UcwaConversation {
    const found = this.#byInvitation.get(id);
    if (!found) throw new UcwaFailure('NotFound', undefined, 'The invitation is not there any more.');
    return found;
  }

  /** POST startMessaging: the address of the new invitation. Throws `UcwaFailure`. */
  start(body: UcwaBody): string {
    const to = peerAddress(body.required('to', 512));
    const operationId = body.text('operationId', 50);
    const subject = (body.text('subject', 250) ?? '').replace(/\p{Cc}+/gu, ' ');
    const importance = parseUcwaImportance(body.text('importance', 20) ?? 'Normal');
    if (!importance) throw UcwaFailure.parameter('importance', 'must be Normal, Urgent or Emergency');
    const threadId = body.text('threadId', 512);
    if (threadId !== undefined && !isConversationId(threadId))
      throw UcwaFailure.parameter('threadId', 'must be one word');
    const message = firstMessage(body.link('message'));
    const context = visitorContext(body.value('context'));
    const session = body.text('sessionContext', 512);
    const request = ['start', to, session, subject, threadId, message];
    return this.operations.once(operationId, request, () => {
      this.#checkRoom(threadId);
      const conversation = this.#add(threadId ?? this.#newThreadId(), this.#person(to), {
        ...{ id: randomBytes(8).toString('hex'), direction: 'Outgoing', importance, subject },
        ...(operationId !== undefined && { operationId }),
        ...(message && { message }),
      });
      conversation.start(context);
      return this.host.hrefs.invitation(conversation.invitation.id);
    });
  }

  /** An INVITE for this user. */
  receive(invite: IncomingInvite): void {
    const { headers } = invite.request;
    try {
      if (!messageSdpOf(invite.request)) return invite.reject(488);
    } catch (error) {
      if (!(error instanceof WireFormatError)) throw error;
      return invite.reject(400, { reason: 'Malformed Body' });
    }
    const { settings } = this.host.services;
    if (this.host.channel.absence > settings.absentSeconds * 1000) return invite.reject(480);
    const from = parseNameAddr(headers.get('From') ?? '');
    const uri = invite.identity ?? addressOfRecord(from?.uri ?? '');
    const given = headers.get('Ms-Conversation-ID') ?? '';
    const threadId = isConversationId(given) ? given : this.#newThreadId();
    const known = this.live.find(({ init }) => init.threadId === threadId);
    if (known) return this.#continue(known, uri, invite);
    // Nobody opens a conversation of before without asking, since nothing is kept of it.
    if (headers.get('Ms-Resume')?.toLowerCase() === 'true') return invite.reject(481);
    if (this.live.length >= settings.maxConversations) return invite.reject(486);
    const name = decodeUtf8(from?.displayName ?? '')
      .replace(/\p{C}+/gu, ' ')
      .trim()
      .slice(0, 100);
    const toast = parseTextFormat(headers.get('Ms-Text-Format'));
    const conversation = this.#add(
      threadId,
      { uri, name: name || this.#person(uri).name },
      {
        ...{ id: randomBytes(8).toString('hex'), direction: 'Incoming' },
        importance: importanceOf(headers.get('Priority')),
        subject: (headers.text('Subject') ?? '').slice(0, 250),
        ...(toast?.contentType === 'text/plain' && { message: { format: 'Plain', text: toast.body } }),
      },
    );
    const expires = Number(headers.get('Expires'));
    conversation.ring(invite, expires > 0 ? Math.min(expires, maxInviteSeconds) : settings.answerSeconds);
  }

  ended(conversation: UcwaConversation): void {
    this.host.services.clock.setTimeout(() => {
      this.#byId.delete(conversation.init.id);
      this.#byInvitation.delete(conversation.invitation.id);
    }, afterlifeMs);
  }

  clientReturned(): void {
    for (const conversation of this.live) conversation.clientReturned();
  }

  terminateAll(reason: { cause: number; text: string }, isPatient: boolean): void {
    for (const conversation of this.live) conversation.terminate(reason, isPatient);
  }

  /** The same conversation over a new dialog: the old one is lost, or soon will be. */
  #continue(conversation: UcwaConversation, uri: string, invite: IncomingInvite): void {
    if (addressOfRecord(conversation.peer.uri) !== uri) return invite.reject(403);
    if (conversation.state !== 'Connected') return invite.reject(491);
    void conversation.replaceDialog(invite);
  }

  #checkRoom(threadId: string | undefined): void {
    const { live } = this;
    if (threadId !== undefined && live.some(({ init }) => init.threadId === threadId))
      throw new UcwaFailure(
        'Conflict',
        'ThreadIdAlreadyExists',
        'A conversation of this thread is going on.',
      );
    if (live.length >= this.host.services.settings.maxConversations)
      throw new UcwaFailure('TooManyRequests', 'TooManyConversations', 'Too many conversations at once.');
  }

  #add(threadId: string, peer: UcwaPerson, init: InvitationInit): UcwaConversation {
    const { importance, subject } = init;
    const id = randomBytes(6).toString('hex');
    const conversation = new UcwaConversation(
      this.host,
      { id, threadId, subject, importance },
      peer,
      new UcwaInvitation(init),
    );
    this.#byId.set(id, conversation);
    this.#byInvitation.set(init.id, conversation);
    return conversation;
  }

  #person(uri: string): UcwaPerson {
    const { services, user } = this.host;
    const known = services.directory.find(uri);
    // A guest who tries somebody's address does not learn their name.
    if (known && (user.kind === 'user' || known.isPublished)) return known;
    return { uri, name: uri.replace(/^sips?:/i, '').split('@')[0] ?? uri };
  }

  #newThreadId(): string {
    return generateConversationId(this.host.services.clock.now(), new Uint8Array(randomBytes(16)));
  }
}

/** A SIP address, or a mail address that is meant as one. */
function peerAddress(text: string): string {
  const uri = parseUri(/^sips?:/i.test(text) ? text : `sip:${text}`);
  if (uri?.user === undefined || uri.headers !== undefined || /[\s<>"]/.test(text))
    throw UcwaFailure.parameter('to', 'must be an address such as sip:alice@contoso.com');
  return addressOfRecord(uri);
}

function firstMessage(href: string | undefined): TextContent | undefined {
  if (href === undefined) return undefined;
  const data = parseDataUri(href);
  if (!data || !/^text\/(plain|html)$/.test(data.contentType))
    throw UcwaFailure.parameter('message', 'must be a data URI of text/plain or text/html');
  if (Buffer.byteLength(data.text) > maxMessageBytes)
    throw new UcwaFailure('EntityTooLarge', undefined, `A message has at most ${maxMessageBytes} bytes.`);
  if (data.text === '') return undefined;
  return { format: data.contentType === 'text/html' ? 'Html' : 'Plain', text: data.text };
}

/** Ours: what a visitor shares with a queue, as on the SIP side. */
function visitorContext(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    return buildVisitorContext(parseVisitorContext(JSON.stringify(value), maxVisitorContextBytes));
  } catch (error) {
    if (!(error instanceof WireFormatError)) throw error;
    throw UcwaFailure.parameter('context', error.message);
  }
}
