import type { Core } from 'sip.js';
import { ALLOW, Connection } from './connection';
import type { InviteDialog } from './invite-dialog';
import { AnswerableRequest } from './invite-dialog';
import { receiveInvite, sendInvite } from './invites';
import type {
  DialogHandlers,
  OutgoingInvite,
  RegisterOutcome,
  RequestOptions,
  Signaling,
  SignalingOptions,
  SipResponse,
  SubscribeOptions,
  Subscription,
} from './signaling';
import { SignalingError } from './signaling';
import { parseAddress } from './sip-messages';
import { subscribe } from './subscribe';
import { uuid } from '../uuid';

/** `Signaling` on sip.js 0.21.2. The only folder that imports it. */
class SipJsSignaling implements Signaling {
  readonly #connection: Connection;
  readonly #dialogs = new WeakMap<object, InviteDialog>();
  readonly #registrationCallId = uuid();
  #registrationCSeq = 0;

  constructor(private readonly options: SignalingOptions) {
    const { handlers } = options;
    this.#connection = new Connection(
      options,
      {
        onInvite: (request) => handlers.onInvite(receiveInvite(this.#connection, request, this.#add)),
        onMessage: (request) => handlers.onRequest(new AnswerableRequest(request.message, request)),
      },
      (message) => this.#onBenotify(message),
    );
  }

  async register(expires: number): Promise<RegisterOutcome> {
    const { aor } = this.#connection;
    // RFC 5626 section 4.2: the instance and flow number let the registrar see that this replaces an older connection.
    const contact = `${this.#connection.contact[1]};reg-id=1;+sip.instance="<urn:uuid:${this.options.instanceId}>"`;
    const message = this.#connection.makeRequest(
      'REGISTER',
      parseAddress(`sip:${aor.host}`),
      {
        headers: [['Contact', `${contact};expires=${expires}`], ['Expires', String(expires)], ALLOW],
      },
      { callId: this.#registrationCallId, cseq: ++this.#registrationCSeq },
    );
    // The Request-URI is the domain, the To the address of record (RFC 3261 section 10.2).
    message.setHeader('to', `<${aor.toString()}>`);
    const response = await this.#connection.send(message);
    this.#registrationCSeq = message.cseq;
    this.#connection.proven = response.status < 300;
    const tooBrief = response.status === 423 && Number(response.header('min-expires'));
    if (tooBrief && tooBrief > expires) return this.register(tooBrief);
    return { response, expires: this.#grantedExpires(response) ?? expires };
  }

  request(method: string, to: string, options: RequestOptions = {}): Promise<SipResponse> {
    const { contact } = this.#connection;
    // RFC 6665 section 3.1.2: also one that is answered at once and leaves no subscription.
    const headers = method === 'SUBSCRIBE' ? [contact, ...(options.headers ?? [])] : options.headers;
    return this.#connection.send(
      this.#connection.makeRequest(method, parseAddress(to), { ...options, headers }),
    );
  }

  invite(to: string, options: RequestOptions, handlers: DialogHandlers): OutgoingInvite {
    return sendInvite(this.#connection, to, options, handlers, this.#add);
  }

  subscribe(to: string, options: SubscribeOptions): Subscription {
    return subscribe(this.#connection, to, options);
  }

  async close(): Promise<void> {
    this.#connection.end(new SignalingError('closed', 'The session was closed'));
    await this.#connection.transport.close();
  }

  readonly #add = (session: Core.Session, dialog: InviteDialog): void =>
    void this.#dialogs.set(session, dialog);

  #onBenotify(message: Core.IncomingRequestMessage): void {
    const id = message.callId + message.toTag + message.fromTag;
    const request = new AnswerableRequest(message);
    const session = this.#connection.core.dialogs.get(id);
    const dialog = session && this.#dialogs.get(session);
    // Lync sends them also without a dialog, as an implicit subscription.
    if (dialog) dialog.receive(request);
    else this.options.handlers.onRequest(request);
  }

  #grantedExpires(response: SipResponse): number | undefined {
    const own = this.#connection.core.configuration.contact.uri.user;
    const mine = response.headers('contact').find((contact) => own && contact.includes(own));
    const seconds = Number(/;\s*expires=(\d+)/i.exec(mine ?? '')?.[1] ?? response.header('expires'));
    return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  }
}

export const createSignaling = (options: SignalingOptions): Signaling => new SipJsSignaling(options);
