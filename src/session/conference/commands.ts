import {
  buildCccpRequest,
  cccpContentType,
  parseCccpResponse,
  type CccpCommand,
  type CccpResponse,
} from '../../protocol/conferencing/cccp';
import { mediaTypeOf } from '../../protocol/content-type';
import { SessionError } from '../contract';
import { asSessionError } from '../failures';
import { withResolvers } from '../resolvers';
import type { Resolvers } from '../resolvers';
import type { Dialog, IncomingRequest, SipReader } from '../signaling/signaling';
import { commandError, conferenceError } from './conference-failures';

/** Milliseconds that the focus has for what it accepted with a 202. */
const COMMAND_TIMEOUT = 30_000;

/** Commands within the focus dialog that wait for their responses ([MS-CONFBAS] 3: INFO, 202, and an INFO with the response). */
export class Commands {
  readonly #pending = new Map<string, Resolvers<void>>();
  #requestId = 0;

  constructor(
    private readonly from: string,
    private readonly to: string,
  ) {}

  /** The body of a request with an id of its own. */
  write(command: CccpCommand): { readonly requestId: string; readonly content: string } {
    const requestId = String(++this.#requestId);
    return { requestId, content: buildCccpRequest({ requestId, from: this.from, to: this.to, command }) };
  }

  /** Resolves when the focus says that it is done. Rejects with `SessionError`. */
  async send(dialog: Dialog, command: CccpCommand): Promise<void> {
    const { content, requestId } = this.write(command);
    // The response may overtake the 202.
    const pending = withResolvers<void>();
    pending.promise.catch(() => undefined);
    this.#pending.set(requestId, pending);
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const body = { contentType: cccpContentType, content };
      const response = await dialog.request('INFO', { body });
      if (response.status >= 300) throw conferenceError(response);
      if (response.body) this.#settle(response);
      timer = setTimeout(
        () => pending.reject(new SessionError('timeout', 'The conference did not answer in time')),
        COMMAND_TIMEOUT,
      );
      await pending.promise;
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The command could not be sent');
    } finally {
      clearTimeout(timer);
      this.#pending.delete(requestId);
    }
  }

  /** An INFO of the focus. */
  receive(request: IncomingRequest): void {
    if (mediaTypeOf(request.contentType) !== cccpContentType)
      return request.respond(415, { headers: [['Accept', cccpContentType]] });
    try {
      this.#settle(request);
    } catch (error) {
      return request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
    }
    request.respond(200);
  }

  /** The dialog is gone: nothing will be answered any more. */
  fail(error: SessionError): void {
    for (const pending of this.#pending.values()) pending.reject(error);
  }

  #settle(message: SipReader): void {
    const response: CccpResponse = parseCccpResponse(message.body);
    const pending = this.#pending.get(response.requestId);
    if (response.code === 'success') pending?.resolve();
    else if (response.code === 'failure')
      pending?.reject(commandError(response, message.header('ms-diagnostics')));
  }
}
