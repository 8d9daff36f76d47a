import type { Core } from 'sip.js';
import type { Connection } from './connection';
import { headerLines, plainBody, ReceivedRequest, ReceivedResponse, sessionBody } from './sip-messages';
import { SignalingError } from './signaling';
import type {
  Dialog,
  DialogHandlers,
  HeaderList,
  IncomingRequest,
  RequestOptions,
  ResponseOptions,
  SipBody,
  SipResponse,
} from './signaling';

/** A received request with its answer still to be given; a second answer is ignored. */
export class AnswerableRequest extends ReceivedRequest implements IncomingRequest {
  #answered = false;

  /** `server` is absent for requests that get no answer. */
  constructor(
    message: Core.IncomingRequestMessage,
    private readonly server?: Core.IncomingRequest,
    /** The Contact line of an answer to a re-INVITE, whose body is the session's. */
    private readonly contact?: HeaderList[number],
  ) {
    super(message);
  }

  respond(status: number, { body, headers, reason }: ResponseOptions = {}): void {
    if (!this.server || this.#answered) return;
    this.#answered = true;
    const options = {
      statusCode: status,
      ...(reason && { reasonPhrase: reason }),
      extraHeaders: headerLines(this.contact ? [this.contact, ...(headers ?? [])] : headers),
      ...(body && { body: this.contact ? sessionBody(body) : plainBody(body) }),
    };
    if (status < 300) this.server.accept(options);
    else this.server.reject(options);
  }
}

/** A confirmed INVITE dialog of either direction. */
export class InviteDialog implements Dialog {
  readonly remoteUri: string;
  #over = false;

  constructor(
    private readonly connection: Connection,
    private readonly session: Core.SessionDialog,
    private readonly handlers: DialogHandlers,
    private readonly localBody: SipBody | undefined,
  ) {
    this.remoteUri = `sip:${session.remoteURI.aor}`;
    const pass = (request: Core.IncomingRequest) =>
      handlers.onRequest(new AnswerableRequest(request.message, request));
    session.delegate = {
      onInfo: pass,
      onMessage: pass,
      onNotify: pass,
      onRefer: pass,
      onInvite: (request) => this.#onReinvite(request),
      onBye: (request) => {
        request.accept();
        const { message } = request;
        this.end({
          by: 'remote',
          reason: message.getHeader('reason'),
          diagnostics: message.getHeader('ms-diagnostics'),
        });
      },
    };
  }

  get ids() {
    const { callId, localTag, remoteTag } = this.session;
    return { callId, localTag, remoteTag };
  }

  async reinvite({ body, headers }: RequestOptions): Promise<SipResponse> {
    if (this.#over) throw new SignalingError('dialog-ended', 'The dialog has ended');
    return this.#checked(
      await this.connection.wait<SipResponse>((resolve) => {
        const done = ({ message }: Core.IncomingResponse) => resolve(new ReceivedResponse(message));
        this.session.invite(
          {
            onAccept: (accepted) => {
              accepted.ack();
              done(accepted);
            },
            onRedirect: done,
            onReject: done,
          },
          {
            extraHeaders: headerLines([this.connection.contact, ...(headers ?? [])]),
            body: body && sessionBody(body),
          },
        );
      }),
    );
  }

  async request(method: string, options: RequestOptions = {}): Promise<SipResponse> {
    if (this.#over) throw new SignalingError('dialog-ended', 'The dialog has ended');
    // RFC 3311 section 5.1: UPDATE refreshes the target, so it must name it.
    const contact = method === 'UPDATE' ? [this.connection.contact] : [];
    const message = this.session.createOutgoingRequestMessage(method, {
      extraHeaders: headerLines([...contact, ...(options.headers ?? [])]),
      body: plainBody(options.body),
    });
    const response = await this.connection.send(message);
    // A challenged request was sent twice; the library counts that in the request and forgets the dialog (RFC 3261 section 12.2.1.1).
    while ((this.session.localSequenceNumber ?? Infinity) < message.cseq)
      this.session.incrementLocalSequenceNumber();
    return this.#checked(response);
  }

  async bye(headers?: HeaderList): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.connection.wait<void>((resolve) => {
      const done = () => resolve();
      this.session.bye(
        { onAccept: done, onRedirect: done, onReject: done },
        { extraHeaders: headerLines(headers) },
      );
    });
  }

  /** For requests that the library does not pass on. */
  receive(request: IncomingRequest): void {
    if (!this.#over) this.handlers.onRequest(request);
  }

  /** The peer's end, or that of the connection. */
  end(end: Parameters<DialogHandlers['onEnded']>[0]): void {
    if (this.#over) return;
    this.#over = true;
    this.handlers.onEnded(end);
  }

  #checked(response: SipResponse): SipResponse {
    // RFC 5057 section 5.1: these two end the dialog, not only the request.
    if (!response.local && (response.status === 481 || response.status === 408)) {
      this.session.dispose();
      this.end({ by: 'error', reason: response.header('reason') });
    }
    return response;
  }

  /** A target or session refresh (RFC 3261 section 14.2): without a handler, what was agreed stays agreed. */
  #onReinvite(request: Core.IncomingInviteRequest): void {
    if (this.handlers.onReinvite)
      return this.handlers.onReinvite(
        new AnswerableRequest(request.message, request, this.connection.contact),
      );
    if (!this.localBody) {
      request.reject({ statusCode: 488 });
      return;
    }
    request.accept({
      statusCode: 200,
      extraHeaders: ['Content-Disposition: session'],
      body: { ...this.localBody, contentDisposition: 'session' },
    });
  }
}
