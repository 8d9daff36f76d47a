import { WireFormatError } from '../../../../protocol/wire-format-error';
import type { Timer } from '../../../sip/clock';
import type { IncomingRequest } from '../../../sip/endpoint';
import { addressOfRecord } from '../../../sip/message';
import type { ContactCenterServices } from '../contact-center-services';
import type { CustomerSession } from '../customer-session';
import { diagnosticsHeader, type DiagnosticCode } from '../diagnostics';
import { InvitationRefusal, type VisitorInvitation } from '../visitor-invitation';
import { callbackTarget } from './callback-target';
import { readCallback, type ReadCallback } from './read-callback';

const defaultMaxDelaySeconds = 86_400;
const defaultRingSeconds = 30;
/** Calls that may be waited for at once, of all visitors. */
const maxPending = 1000;

export interface CallbackDeskHooks {
  createSession(visitorUri: string, invitation: VisitorInvitation): CustomerSession;
  /** From now on the session hears what becomes of its contact. */
  register(session: CustomerSession): void;
  /** The running contact of the visitor that has this conversation. */
  find(visitorUri: string, conversationId: string): CustomerSession | undefined;
  /** Whether this visitor may have one contact more. */
  hasRoom(visitorUri: string): boolean;
}

interface Pending {
  readonly session: CustomerSession;
  readonly queueUri: string;
  readonly target: string;
  timer?: Timer;
}

/** Takes visitors' requests to be called, and calls them when it is time. */
export class CallbackDesk {
  readonly #pending = new Set<Pending>();

  constructor(
    private readonly services: ContactCenterServices,
    private readonly hooks: CallbackDeskHooks,
  ) {}

  /** A request to a queue outside of any dialog. */
  receive(incoming: IncomingRequest): void {
    if (incoming.request.method === 'OPTIONS') return incoming.respond(200);
    this.#take(incoming).catch((error: unknown) => {
      if (error instanceof WireFormatError) return refuse(incoming, 400, 'malformed-body', error.message);
      if (error instanceof InvitationRefusal)
        return incoming.respond(error.status, { headers: [...error.headers] });
      this.services.log.error('callback-not-stored', { error });
      refuse(incoming, 503, 'store-failure');
    });
  }

  /** Nobody is called any more: what is pending gets its outcome. The match maker must be draining. */
  close(): void {
    for (const entry of [...this.#pending]) this.#begin(entry);
  }

  async #take(incoming: IncomingRequest): Promise<void> {
    const { clock, media, maker } = this.services;
    const { callback } = this.services.configuration.voice ?? {};
    const { identity, request } = incoming;
    const read = request.method === 'MESSAGE' && callback && media && readCallback(request, clock.now());
    if (!read) return incoming.respond(405, { headers: [['Allow', 'INVITE, ACK, CANCEL, OPTIONS']] });
    if (identity === undefined) return refuse(incoming, 403, 'no-identity');
    if (read.request.cancel) return this.#cancel(incoming, identity, read.invitation.conversationId);
    const target = callbackTarget(read.request, identity, callback);
    if (target === undefined) return refuse(incoming, 403, 'not-allowed');
    const delay = Math.max(0, (read.request.at ?? 0) - clock.now());
    if (delay > (callback.maxDelaySeconds ?? defaultMaxDelaySeconds) * 1000)
      return refuse(incoming, 400, 'malformed-body', 'at');
    if (maker.draining) return refuse(incoming, 503, 'draining');
    const { conversationId } = read.invitation;
    const known = delay === 0 ? this.hooks.find(identity, conversationId) : undefined;
    if (known) {
      await known.addCall(target, callback.ringSeconds ?? defaultRingSeconds);
      return incoming.respond(202, { headers: [['Ms-Conversation-ID', conversationId]] });
    }
    const isTheirs = [...this.#pending].some(({ session }) => session.visitorUri === identity);
    if (isTheirs || !this.hooks.hasRoom(identity) || this.#pending.size >= maxPending)
      return refuse(incoming, 429, 'rate-limited');
    await this.#plan(incoming, identity, target, delay, read);
  }

  /** Not wanted any more: planned, or ringing. What the visitor has answered, they end themselves. */
  #cancel(incoming: IncomingRequest, identity: string, conversationId: string): void {
    const planned = [...this.#pending].find(
      ({ session }) =>
        session.visitorUri === identity && session.invitation.conversationId === conversationId,
    );
    const ringing = planned ? undefined : this.hooks.find(identity, conversationId);
    if (planned) this.#forget(planned);
    else if (!ringing || ringing.hasVisitor) return incoming.respond(481);
    else this.services.maker.end(ringing.contact, 'visitor-ended');
    incoming.respond(200);
  }

  /** Nobody was called; the contact was stored, and so has an outcome. */
  #forget(entry: Pending): void {
    const { session, queueUri } = entry;
    const { maker } = this.services;
    this.#pending.delete(entry);
    entry.timer?.cancel();
    this.hooks.register(session);
    const { priority } = session.invitation;
    const contact = maker.admit({ id: session.id, queueUri, priority, suspended: true, audio: true });
    session.bind(contact);
    if (contact.state !== 'ended') maker.end(contact, 'visitor-ended');
    void session.settle();
  }

  async #plan(
    incoming: IncomingRequest,
    identity: string,
    target: string,
    delay: number,
    { invitation }: ReadCallback,
  ): Promise<void> {
    const session = this.hooks.createSession(identity, invitation);
    const entry: Pending = { session, target, queueUri: addressOfRecord(incoming.request.uri) };
    this.#pending.add(entry);
    try {
      await session.begin(entry.queueUri);
    } catch (error) {
      this.#pending.delete(entry);
      throw error;
    }
    // Stopped meanwhile: `close` has begun it, and it came to nothing.
    if (!this.#pending.has(entry)) return refuse(incoming, 503, 'draining');
    incoming.respond(202, { headers: [['Ms-Conversation-ID', invitation.conversationId]] });
    entry.timer = this.services.clock.setTimeout(() => this.#begin(entry), delay);
  }

  #begin(entry: Pending): void {
    if (!this.#pending.delete(entry)) return;
    entry.timer?.cancel();
    this.#call(entry).catch((error: unknown) => {
      const { session } = entry;
      this.services.log.info('callback-failed', { contact: session.id, error });
      this.services.maker.end(session.contact, 'not-reached');
      void session.settle();
    });
  }

  async #call({ session, queueUri, target }: Pending): Promise<void> {
    const { maker, configuration } = this.services;
    this.hooks.register(session);
    const { priority } = session.invitation;
    // The place in the queue is theirs while it rings and while they are asked.
    const contact = maker.admit({ id: session.id, queueUri, priority, suspended: true, audio: true });
    session.bind(contact);
    if (contact.state === 'ended') return session.settle();
    await session.callVisitor(target, configuration.voice?.callback?.ringSeconds ?? defaultRingSeconds);
  }
}

function refuse(incoming: IncomingRequest, status: number, code: DiagnosticCode, detail?: string): void {
  const headers = [diagnosticsHeader(code, detail)];
  if (status === 429 || status === 503) headers.push(['Retry-After', '30']);
  incoming.respond(status, { headers });
}
