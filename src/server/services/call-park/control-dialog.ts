import { mediaTypeOf } from '../../../protocol/content-type';
import {
  buildParkResponse,
  buildUnparkNotification,
  callParkContentType,
  parseParkRequest,
  ringBackHeader,
  type ParkResponse,
  type UnparkReason,
} from '../../../protocol/call-park';
import type { IncomingInvite, IncomingRequest, InviteDialog, RespondOptions } from '../../sip';
import type { CallParkServices } from './call-park-services';
import { CallParkRefusal, diagnosticsHeader, refuse } from './refusal';

/** The dialog that the park INVITE made: no media, kept until the call is unparked, to tell the parker how. */
export class ControlDialog {
  /** Undefined when the parker never acknowledged our 200. */
  readonly #dialog: Promise<InviteDialog | undefined>;

  /** Answers the park INVITE with 200. `ringBackSeconds`: until the call rings back, while that is known. */
  constructor(
    invite: IncomingInvite,
    private readonly response: ParkResponse,
    private readonly services: CallParkServices,
    private readonly ringBackSeconds: () => number | undefined,
  ) {
    this.#dialog = invite.accept(this.#ok()).then(
      (dialog) => {
        dialog.onRequest = (incoming) => this.#requested(incoming);
        return dialog;
      },
      (error: unknown) => {
        // The call stays parked, as if the parker had hung up.
        services.log.info('parker-gone', { orbit: response.orbit, error });
        return undefined;
      },
    );
  }

  /** Notification, then BYE ([MS-SIPAPP] 3.1.5.5, 3.1.5.10); nothing if the parker is gone. Never rejects. */
  async end(reason: UnparkReason, target?: string): Promise<void> {
    const { log, configuration } = this.services;
    const { requestId } = this.response;
    const dialog = await this.#dialog;
    if (dialog?.state !== 'confirmed') return;
    const body = buildUnparkNotification({ requestId, reason, ...(target !== undefined && { target }) });
    try {
      const { status } = await dialog.request('INFO', { body, contentType: callParkContentType });
      if (status >= 300) log.info('unpark-notification-refused', { status });
      if (dialog.state !== 'confirmed') return;
      await dialog.request('BYE', {
        headers: [diagnosticsHeader('parker-dialog-terminated', configuration.domain)],
      });
    } catch (error) {
      log.info('parker-not-notified', { reason, error });
    }
  }

  /** The parker has another one from now on. Never rejects. */
  async replaced(): Promise<void> {
    const dialog = await this.#dialog;
    await dialog?.bye({ cause: 200, text: 'resumed elsewhere' });
  }

  #ok(): RespondOptions {
    const seconds = this.ringBackSeconds();
    return {
      headers: [
        ['Contact', this.services.contact],
        // Browsers' SIP libraries take a body that is no SDP only if it says what it is for.
        ['Content-Disposition', 'session'],
        ...(seconds === undefined ? [] : ([[ringBackHeader, String(seconds)]] as [string, string][])),
      ],
      contentType: callParkContentType,
      body: buildParkResponse(this.response),
    };
  }

  #requested(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    if (method === 'OPTIONS' || method === 'UPDATE') return incoming.respond(200);
    if (method !== 'INVITE')
      return incoming.respond(405, { headers: [['Allow', 'INVITE, ACK, BYE, OPTIONS, UPDATE']] });
    // The parker refreshes its contact, or repeats its request; a request for another call needs a dialog of its own.
    if (this.#asksForAnother(incoming))
      return void refuse(incoming, new CallParkRefusal('double-park'), this.services.configuration.domain);
    incoming.respond(200, this.#ok());
  }

  #asksForAnother({ request }: IncomingRequest): boolean {
    if (mediaTypeOf(request.headers.get('Content-Type')) !== callParkContentType) return false;
    try {
      return parseParkRequest(request.body.toString('utf8')).requestId !== this.response.requestId;
    } catch (error) {
      this.services.log.debug('park-request-unreadable', { error });
      return true;
    }
  }
}
