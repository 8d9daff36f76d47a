import { cccpContentType, parseCccpResponse, buildCccpRequest } from '../../protocol/conferencing/cccp';
import { parseConfInvite } from '../../protocol/conferencing/conf-invite';
import type { ConfInvite } from '../../protocol/conferencing/conf-invite';
import {
  focusFactoryUri,
  isSameConferenceUri,
  mcuTypes,
  parseConferenceUri,
} from '../../protocol/conferencing/conference-info-names';
import { isConversationId } from '../../protocol/conversation-id';
import { importanceOf } from '../../protocol/importance';
import { sipReasonOf } from '../../protocol/reason';
import { SessionError } from '../contract';
import type {
  ConferenceContract,
  ConferenceModality,
  CreateConferenceOptions,
  EscalateOptions,
  InvitationSnapshot,
  JoinConferenceOptions,
} from '../contract';
import type { Conversation } from '../conversation';
import type { ConversationRegistry, RegistryHost } from '../conversation-registry';
import { asSessionError } from '../failures';
import { addressOf, assertedIdentity } from '../identity';
import { conversationIdHeader } from '../im/im-invite';
import { newConversationId } from '../im/receive-im-invite';
import type { IncomingInvite } from '../signaling/signaling';
import { uuid } from '../uuid';
import { ConferenceSession } from './conference';
import { commandError, conferenceError } from './conference-failures';
import { escalate, takeOver } from './escalation';
import { acceptInvitation, IncomingInvitation } from './incoming-invitation';

/** Invitations that may wait for a person at once. */
const MAX_WAITING = 20;

/** Everything of conferences in a session, loaded with the first of them. */
export class Conferences {
  /** Conversations of two that are becoming conferences by our wish. */
  readonly #escalating = new Set<Conversation>();

  constructor(
    private readonly host: RegistryHost,
    private readonly registry: ConversationRegistry,
  ) {}

  /** The conference of a conversation that was begun with the address of one; made when first asked for. */
  of(conversation: Conversation): ConferenceSession {
    if (conversation.conference) return conversation.conference;
    const { left, modality, peerUri, subject } = conversation.init;
    const conference = new ConferenceSession(conversation, peerUri, this.host, subject);
    conference.modalities = left?.modalities ?? (modality ? ['audio'] : ['chat']);
    return conference.adopt();
  }

  /** Rejects with `SessionError`; the conversation has ended then. */
  async join(uri: string, options: JoinConferenceOptions = {}): Promise<Conversation> {
    const { conversationId, modalities, signal, subject } = options;
    if (parseConferenceUri(uri)?.type !== 'focus')
      throw new SessionError('invalid-argument', `Not the address of a conference: ${uri}`);
    throwIfAborted(signal);
    const conversation =
      this.#inConference(uri) ??
      this.registry.start(uri, {
        ...(subject !== undefined && { subject }),
        ...(conversationId !== undefined && { conversationId }),
      });
    const conference = this.of(conversation);
    if (modalities && conference.status.state === 'idle') conference.modalities = modalities;
    conference.start();
    const onAbort = () => void conversation.terminate();
    signal?.addEventListener('abort', onAbort);
    try {
      await conference.whenJoined;
    } catch (error) {
      throwIfAborted(signal);
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    return conversation;
  }

  async create(options: CreateConferenceOptions = {}): Promise<Conversation> {
    const { invite = [], modalities, signal, subject } = options;
    const uri = await this.addConference(options);
    const conversation = await this.join(uri, {
      ...(subject !== undefined && { subject }),
      ...(modalities && { modalities }),
      ...(signal && { signal }),
    });
    for (const each of invite) {
      // What becomes of it is among the invitees.
      conversation.conference?.invite(each).catch(() => undefined);
    }
    return conversation;
  }

  async escalate(conversation: Conversation, options: EscalateOptions = {}): Promise<ConferenceContract> {
    if (conversation.conference) return conversation.conference;
    if (this.#escalating.has(conversation))
      throw new SessionError('invalid-state', 'It is becoming a conference already');
    this.#escalating.add(conversation);
    try {
      const { subject = conversation.init.subject } = options;
      const uri = await this.addConference({ ...options, ...(subject !== undefined && { subject }) });
      const conference = new ConferenceSession(conversation, uri, this.host, subject);
      await escalate(conference, options.signal);
      for (const each of options.invite ?? []) conference.invite(each).catch(() => undefined);
      return conference;
    } finally {
      this.#escalating.delete(conversation);
    }
  }

  /** Answers, or lets a person answer, an invitation to a conference. */
  receive(invite: IncomingInvite): void {
    let content: ConfInvite;
    try {
      content = parseConfInvite(invite.body);
    } catch (error) {
      return invite.reject(400, { reason: error instanceof Error ? error.message : 'Malformed' });
    }
    const modalities: ConferenceModality[] = [];
    if (content.im) modalities.push('chat');
    if (content.audio) modalities.push('audio');
    if (modalities.length === 0) return invite.reject(488);
    // Who is in needs no invitation.
    if (this.#inConference(content.focusUri)) return acceptInvitation(invite);
    const from = assertedIdentity(invite);
    const given = invite.header(conversationIdHeader) ?? '';
    const id = isConversationId(given) ? given : newConversationId();
    const existing = this.registry.get(id);
    if (existing && existing.state !== 'terminated')
      return this.#continue(existing, from, invite, content, modalities);
    this.#ask(id, from, invite, content, modalities);
  }

  /** The address of a new conference of this user's. Rejects with `SessionError`. */
  async addConference({ admission, subject }: CreateConferenceOptions): Promise<string> {
    const { self, signaling } = this.host;
    if (!signaling) throw new SessionError('connection-failed', 'There is no connection');
    const factory = focusFactoryUri(self.uri);
    const content = buildCccpRequest({
      requestId: '1',
      from: self.uri,
      to: factory,
      command: {
        name: 'addConference',
        conference: {
          entity: '',
          state: 'full',
          description: {
            ...(subject && { subject }),
            // The client chooses the id ([MS-CONFPRO] 4.1).
            conferenceId: uuid().replaceAll('-', '').toUpperCase(),
            admissionPolicy: admission ?? 'openAuthenticated',
          },
          views: mcuTypes.map((entity) => ({ entity })),
        },
      },
    });
    try {
      const response = await signaling.request('SERVICE', factory, {
        body: { contentType: cccpContentType, content },
      });
      if (response.status >= 300) throw conferenceError(response);
      const answer = parseCccpResponse(response.body);
      if (answer.code !== 'success') throw commandError(answer, response.header('ms-diagnostics'));
      const uri = answer.conference?.entity ?? '';
      if (parseConferenceUri(uri)?.type !== 'focus')
        throw new SessionError('conference-failed', 'The server made no conference');
      return uri;
    } catch (error) {
      throw asSessionError(error, 'conference-failed', 'The conference could not be made');
    }
  }

  #inConference(uri: string): Conversation | undefined {
    return this.registry.all.find(
      ({ conference, state }) =>
        state !== 'terminated' &&
        state !== 'terminating' &&
        conference &&
        conference.status.state !== 'disconnected' &&
        !conference.invitation &&
        isSameConferenceUri(conference.uri, uri),
    );
  }

  /** Whom we talk to makes a conference of it: nobody is asked again. */
  #continue(
    conversation: Conversation,
    from: string,
    invite: IncomingInvite,
    content: ConfInvite,
    modalities: readonly ConferenceModality[],
  ): void {
    if (addressOf(conversation.init.peerUri) !== from) return invite.reject(403);
    // Both wish it at once: neither is sure to be first (RFC 3261 section 14.1 in spirit).
    if (conversation.state !== 'established' || conversation.conference || this.#escalating.has(conversation))
      return invite.reject(491);
    acceptInvitation(invite);
    const conference = new ConferenceSession(conversation, content.focusUri, this.host, content.subject);
    takeOver(conference, modalities).catch((error: unknown) =>
      this.host.report(
        asSessionError(error, 'conference-failed', 'The conference could not be joined').toSnapshot(),
      ),
    );
  }

  #ask(
    id: string,
    from: string,
    invite: IncomingInvite,
    content: ConfInvite,
    modalities: readonly ConferenceModality[],
  ): void {
    const waiting = this.registry.all.filter(({ state }) => state === 'incoming');
    if (waiting.length >= MAX_WAITING) return invite.reject(486);
    const subject = content.subject ?? invite.header('subject') ?? '';
    const expires = Number(invite.header('expires'));
    const receivedAt = Date.now();
    const invitation: InvitationSnapshot = {
      toast: content.firstMessage ?? subject,
      fromUri: from,
      fromName: invite.fromName,
      receivedAt,
      ...(expires > 0 && { expiresAt: receivedAt + expires * 1000 }),
      ...(content.audio && { modality: 'audio' }),
      conference: Object.freeze({ uri: content.focusUri, modalities: Object.freeze(modalities) }),
    };
    const init = {
      id,
      direction: 'incoming',
      peerUri: from,
      peerName: invite.fromName,
      subject,
      importance: importanceOf(invite.header('priority')),
    } as const;
    invite.ringing();
    this.registry.addIncoming(init, undefined, invitation, false, (conversation) => {
      const conference = new ConferenceSession(conversation, content.focusUri, this.host, subject);
      conference.modalities = modalities;
      conference.invitation = new IncomingInvitation(invite, invitation.expiresAt, (how, reason) => {
        // RFC 3326 section 3.1: cause 200 in a CANCEL means that another endpoint has answered.
        const isAnswered = how === 'cancelled' && sipReasonOf(reason)?.cause === 200;
        conversation.end(isAnswered ? 'answered-elsewhere' : how);
      });
      conference.adopt();
    });
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SessionError('aborted', 'Aborted');
}
