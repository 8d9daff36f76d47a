import { mediaTypeOf } from '../../../protocol/content-type';
import {
  buildCccpResponse,
  cccpContentType,
  parseCccp,
  type CccpRequest,
  type CccpResponse,
} from '../../../protocol/conferencing/cccp';
import type { IncomingRequest, InviteDialog } from '../../sip';
import { CommandFailure, prepareCommand, type CommandOutcome, type Execute } from './commands';
import type { Conference } from './conference';
import { Liveness } from './liveness';
import { goodbyes, type ConferenceLeg, type Goodbye } from './leg';
import { asRefusal, ConferenceRefusal, diagnosticsHeader, refuse } from './refusal';
import { negotiateInterval, minimumSeconds, SessionWatch } from './session-timer';

const allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE';

/** The dialog of one participant's device with the focus: it is in the conference as long as this lasts, and commands go through it. */
export class FocusLeg implements ConferenceLeg {
  readonly sessionType = 'focus';
  readonly #liveness: Liveness;
  readonly #session: SessionWatch;

  constructor(
    readonly user: string,
    readonly entity: string,
    readonly device: string | undefined,
    private readonly conference: Conference,
    private readonly dialog: InviteDialog,
    sessionSeconds: number | undefined,
  ) {
    const { services } = conference;
    this.#liveness = new Liveness(dialog, services, {
      gone: () => this.end(goodbyes.lost),
      missed: () => conference.suspect(user, device),
    });
    this.#session = new SessionWatch(services.clock, () => this.end(goodbyes.lost));
    this.#session.restart(sessionSeconds);
    dialog.onRequest = (incoming) => this.#requested(incoming);
    void dialog.terminated.then(() => {
      this.#session.stop();
      conference.left(this);
    });
  }

  suspect(): void {
    this.#liveness.suspect();
  }

  end(goodbye: Goodbye): void {
    void this.dialog.bye(goodbye);
  }

  #requested(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    this.#liveness.heard();
    if (method === 'INVITE' || method === 'UPDATE') return this.#refreshed(incoming);
    if (method === 'INFO') return this.#info(incoming);
    incoming.respond(method === 'OPTIONS' ? 200 : 405, { headers: [['Allow', allow]] });
  }

  /** RFC 4028 section 9. There is no session to change: whatever comes refreshes. */
  #refreshed(incoming: IncomingRequest): void {
    const { config } = this.conference.services;
    const interval = negotiateInterval(incoming.request, config.sessionExpiresSeconds);
    if (interval === 'too-small')
      return incoming.respond(422, { headers: [['Min-SE', String(minimumSeconds)]] });
    this.#session.restart(interval?.seconds);
    incoming.respond(200, {
      headers: [['Contact', `<${this.conference.focusUri}>;isfocus`], ...(interval?.headers ?? [])],
    });
  }

  #info(incoming: IncomingRequest): void {
    const { config, log } = this.conference.services;
    const { headers, body } = incoming.request;
    let request: CccpRequest<{ name: string }> | undefined;
    let execute: Execute;
    try {
      if (mediaTypeOf(headers.get('Content-Type')) !== cccpContentType)
        throw new ConferenceRefusal('unsupported');
      if (body.length > config.maxCommandBytes) throw new ConferenceRefusal('too-large');
      const document = parseCccp(body.toString('utf8'));
      // To a command of ours; we send none.
      if (document.kind === 'response') return incoming.respond(200);
      ({ request } = document);
      execute = prepareCommand(this.conference, this.user, document.request);
    } catch (error) {
      const refusal = asRefusal(error);
      // [MS-CONFPRO] 2.2.3: a 400 carries no response.
      const told = request && refusal.status !== 400 ? this.#response(request, 'failure') : undefined;
      const content = told === undefined ? {} : { body: told, contentType: cccpContentType };
      refuse(incoming, refusal, config.domain, content);
      log.info('conference-command-refused', { code: refusal.code, error: refusal });
      return;
    }
    // [MS-CONFIM] 4.3.1: accepted for processing; what it came to follows.
    incoming.respond(202);
    void this.#execute(request, execute);
  }

  async #execute(request: CccpRequest<{ name: string }>, execute: Execute): Promise<void> {
    const { config, log } = this.conference.services;
    let outcome: CommandOutcome = {};
    let body: string;
    const headers: [string, string][] = [];
    try {
      outcome = await execute();
      body = this.#response(request, 'success', outcome.result);
    } catch (error) {
      const reason = error instanceof CommandFailure ? error.reason : 'otherFailure';
      if (!(error instanceof CommandFailure) && asRefusal(error).code === 'internal')
        log.error('conference-command-failed', { command: request.command.name, error });
      body = this.#response(request, 'failure', { reason: reasonOf(error, reason) });
      if (error instanceof ConferenceRefusal) headers.push(diagnosticsHeader(error, config.domain));
    }
    if (this.dialog.state === 'confirmed') {
      const told = this.dialog.request('INFO', { headers, body, contentType: cccpContentType });
      // The INFO is on its way before the BYE that may be what was asked for.
      told.catch((error: unknown) => log.debug('conference-response-unanswered', { error }));
    }
    outcome.after?.();
  }

  #response(
    { from, to, requestId, command }: CccpRequest<{ name: string; element?: string }>,
    code: 'success' | 'failure',
    more: Partial<CccpResponse> = {},
  ): string {
    const name = command.name === 'unknown' ? (command.element ?? command.name) : command.name;
    return buildCccpResponse({ requestId, from: to, to: from, code, command: name, ...more });
  }
}

/** `invalid-target-user: 486`: what was wrong, in the words of `ms-diagnostics`' codes, where the specification has none. */
function reasonOf(error: unknown, reason: string): string {
  if (!(error instanceof ConferenceRefusal)) return reason;
  return error.detail === undefined ? error.code : `${error.code}: ${error.detail}`;
}
