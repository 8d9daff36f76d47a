import type { Core } from 'sip.js';
import { ALLOW } from './connection';
import type { Connection } from './connection';
import { InviteDialog } from './invite-dialog';
import { headerLines, parseAddress, ReceivedRequest, ReceivedResponse, sessionBody } from './sip-messages';
import { SignalingError } from './signaling';
import type {
  Dialog,
  DialogHandlers,
  IncomingInvite,
  InviteOutcome,
  OutgoingInvite,
  RequestOptions,
  ResponseOptions,
} from './signaling';

type AddDialog = (session: Core.Session, dialog: InviteDialog) => void;

/** The library hands out its dialog as an interface that lacks what its class has. */
const dialogOf = (session: Core.Session) => session as Core.SessionDialog;

export function sendInvite(
  connection: Connection,
  to: string,
  { body, headers }: RequestOptions,
  handlers: DialogHandlers,
  add: AddDialog,
): OutgoingInvite {
  let invite: Core.OutgoingInviteRequest | undefined;
  let cancelled = false;
  const outcome = connection.wait<InviteOutcome>((resolve) => {
    const message = connection.makeRequest('INVITE', parseAddress(to), {
      headers: [connection.contact, ALLOW, ...(headers ?? [])],
      body,
    });
    let answered = false;
    const fail = ({ message: response }: Core.IncomingResponse) =>
      resolve({ response: new ReceivedResponse(response) });
    invite = connection.core.invite(message, {
      onAccept: (accepted) => {
        const { message: response, session } = accepted;
        accepted.ack();
        // One 200 is ours. Those of other branches (RFC 3261 section 13.2.2.4), or one that crossed our CANCEL, are acknowledged and ended.
        if (answered || cancelled) {
          session.bye();
          if (!answered) resolve({ response: new ReceivedResponse(response) });
          answered = true;
          return;
        }
        answered = true;
        const dialog = new InviteDialog(connection, dialogOf(session), handlers, body);
        add(session, dialog);
        resolve({ response: new ReceivedResponse(response), dialog });
      },
      onProgress: ({ message: response }) => handlers.onProgress?.(new ReceivedResponse(response)),
      onRedirect: fail,
      onReject: fail,
    });
  });
  return {
    outcome,
    cancel: () => {
      cancelled = true;
      invite?.cancel();
    },
  };
}

class ReceivedInvite extends ReceivedRequest implements IncomingInvite {
  onWithdrawn: (reason: string | undefined) => void = () => undefined;
  #open = true;
  readonly #forget: () => void;

  constructor(
    private readonly connection: Connection,
    private readonly request: Core.IncomingInviteRequest,
    private readonly add: AddDialog,
  ) {
    super(request.message);
    request.delegate = {
      onCancel: (cancel) => {
        request.reject({ statusCode: 487 });
        this.#withdraw(cancel.getHeader('reason'));
      },
    };
    this.#forget = connection.onEnd(() => this.#withdraw(undefined));
  }

  ringing(): void {
    if (this.#open) this.request.progress({ statusCode: 180 });
  }

  reject(status: number, { headers, reason }: ResponseOptions = {}): void {
    if (!this.#close()) return;
    this.request.reject({
      statusCode: status,
      ...(reason && { reasonPhrase: reason }),
      extraHeaders: headerLines(headers),
    });
  }

  accept(options: RequestOptions, handlers: DialogHandlers): Promise<Dialog> {
    if (!this.#close()) return Promise.reject(new SignalingError('withdrawn', 'The invitation is gone'));
    return this.connection.wait<Dialog>((resolve, reject) => {
      // The inviter's library may drop a session body without this label (RFC 3261 section 20.11: the default is "render").
      const headers = [
        ...(options.body ? ['Content-Disposition: session'] : []),
        ...headerLines(options.headers),
      ];
      const { session } = this.request.accept({
        statusCode: 200,
        extraHeaders: headers,
        // The library wants something to send; of no length, nothing is sent but its type.
        body: sessionBody(options.body ?? { contentType: this.contentType, content: '' }),
      });
      const dialog = new InviteDialog(this.connection, dialogOf(session), handlers, options.body);
      this.add(session, dialog);
      session.delegate = {
        ...session.delegate,
        onAck: () => resolve(dialog),
        onAckTimeout: () => {
          const failure = (cause?: unknown): void =>
            reject(new SignalingError('dialog-ended', 'The inviter never acknowledged', { cause }));
          dialog.bye().then(() => failure(), failure);
        },
      };
    });
  }

  #withdraw(reason: string | undefined): void {
    if (this.#close()) this.onWithdrawn(reason);
  }

  /** True for the first of answer and withdrawal. */
  #close(): boolean {
    const wasOpen = this.#open;
    this.#open = false;
    this.#forget();
    return wasOpen;
  }
}

export function receiveInvite(
  connection: Connection,
  request: Core.IncomingInviteRequest,
  add: AddDialog,
): IncomingInvite {
  // Stops the inviter's retransmissions and its search for a dead peer while a person decides (RFC 3261 section 17.2.1).
  request.trying();
  return new ReceivedInvite(connection, request, add);
}
