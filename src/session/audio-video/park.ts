import { callParkFailureOf, type CallParkFailureCode } from '../../protocol/call-park/diagnostics';
import { callParkContentType } from '../../protocol/call-park/document';
import { buildParkRequest } from '../../protocol/call-park/park-request';
import { parseParkResponse } from '../../protocol/call-park/park-response';
import { parseRingBack, ringBackHeader } from '../../protocol/call-park/ring-back';
import { buildRetrieveUri } from '../../protocol/call-park/retrieve-uri';
import { parseUnparkNotification } from '../../protocol/call-park/unpark-notification';
import { mediaTypeOf } from '../../protocol/content-type';
import { parseDiagnostics } from '../../protocol/diagnostics';
import { SessionError } from '../contract';
import type { CallParkOrbit, CallSnapshot, SessionErrorCode } from '../contract';
import { asSessionError, responseError } from '../failures';
import { conversationIdHeader, resumeHeader } from '../im/im-invite';
import type {
  Dialog,
  DialogEnd,
  DialogHandlers,
  HeaderList,
  IncomingRequest,
  InviteOutcome,
  OutgoingInvite,
  SipResponse,
} from '../signaling/signaling';
import { SignalingError } from '../signaling/signaling';
import { uuid } from '../uuid';
import type { AudioVideoCall } from './call';
import { isParkService } from './call-invite';
import type { CallLeg } from './call-leg';

/** Milliseconds. The service waits for the parkee, who answers without being asked. */
const PARK_TIMEOUT = 32_000;
/** Milliseconds between attempts to hear of the call again while the service has trouble. */
const RETRY_AFTER = 1000;

type Unparked = NonNullable<CallSnapshot['unparked']>;

/** The control dialog with the call park service ([MS-SIPAPP]): it parks the call, and tells what becomes of it. */
export class ParkedCall {
  /** The parkee left the dialog that was being replaced. */
  endedMeanwhile: DialogEnd | undefined;
  readonly #requestId = uuid();
  /** Seconds until it rings back, where the service says so. */
  ringBackAfter: number | undefined;
  #dialog: Dialog | undefined;
  #isParked = false;
  #content = '';
  /** The connection went, and the dialog with it. */
  #isDetached = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly call: AudioVideoCall,
    private readonly serviceUri: string,
  ) {}

  /** The call is at the service, as far as we know. */
  get isAlive(): boolean {
    return this.#isParked;
  }

  /** Resolves when the call is parked. Rejects with `SessionError`; no call was parked then. */
  async request(leg: CallLeg, signal: AbortSignal | undefined): Promise<CallParkOrbit> {
    this.#content = this.#requestFor(leg);
    const outgoing = await this.#invite();
    const cancel = () => outgoing.cancel();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      cancel();
    }, PARK_TIMEOUT);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    try {
      return this.#parked(await outgoing.outcome);
    } catch (error) {
      if (isLate)
        throw new SessionError('timeout', 'The call park service did not answer in time', { cause: error });
      if (signal?.aborted) throw new SessionError('aborted', 'Parking was given up', { cause: error });
      throw asSessionError(error, 'connection-failed', 'The call park service could not be reached');
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** The call stays parked; we hear no more of it. */
  async forget(): Promise<void> {
    this.#isParked = false;
    clearTimeout(this.#retry);
    await this.#dialog?.bye().catch(() => undefined);
  }

  /** The connection went, and the dialog with it. */
  detach(): void {
    clearTimeout(this.#retry);
    this.#isDetached = true;
    this.#dialog = undefined;
  }

  /** There is a connection again: the same request once more tells whether the call is there, and is how we hear of it from now on. */
  attach(): void {
    if (!this.#isDetached || !this.#isParked) return;
    this.#isDetached = false;
    void this.#resume(Date.now() + this.call.host.recoveryTimeout);
  }

  async #resume(deadline: number): Promise<void> {
    try {
      const { dialog, response } = await (await this.#invite([[resumeHeader, 'true']])).outcome;
      if (!this.#isParked) return void dialog?.bye().catch(() => undefined);
      if (dialog) return this.#resumed({ dialog, response });
      // It has left meanwhile, or the service was restarted.
      if (response.status === 481) return this.#unparked({ reason: 'unknown' });
      const isTrouble =
        response.status === 408 ||
        response.status === 480 ||
        (response.status >= 500 && response.status < 600);
      if (!isTrouble || Date.now() >= deadline) throw parkError(response);
      this.#retry = setTimeout(() => void this.#resume(deadline), RETRY_AFTER);
    } catch (error) {
      // The next connection tries by itself.
      if (error instanceof SignalingError && error.code === 'connection-lost') return;
      this.#lose(error);
    }
  }

  #resumed(outcome: InviteOutcome): void {
    const { conversation, status } = this.call;
    this.#parked(outcome);
    const { ringBackAfter } = this;
    status.set({ ringBackAt: ringBackAfter && Date.now() + ringBackAfter * 1000 });
    if (conversation.state === 'recovering' && !conversation.hasMessages) conversation.establish();
  }

  /** It may be there, but we hear no more of it. */
  #lose(error: unknown): void {
    this.#isParked = false;
    const failure = asSessionError(error, 'recovery-failed', 'What becomes of the parked call is not known');
    if (this.call.status.state === 'parked') this.call.finish('recovery-failed', failure.toSnapshot());
  }

  async #invite(more: HeaderList = []): Promise<OutgoingInvite> {
    const signaling = await this.call.host.whenSendable(new AbortController().signal);
    const headers: HeaderList = [
      [conversationIdHeader, this.call.conversation.id],
      ['Accept', callParkContentType],
      ...more,
    ];
    const body = { contentType: callParkContentType, content: this.#content };
    return signaling.invite(this.serviceUri, { headers, body }, this.#handlers);
  }

  readonly #handlers: DialogHandlers = {
    onRequest: (request) => this.#onRequest(request),
    onEnded: () => this.#unparked({ reason: 'disconnected' }),
  };

  #requestFor({ dialog, remote }: CallLeg): string {
    if (!dialog) throw new SessionError('invalid-state', 'There is no call');
    const { callId, localTag, remoteTag } = dialog.ids;
    try {
      return buildParkRequest({
        requestId: this.#requestId,
        target: remote.uri,
        callId,
        fromTag: localTag,
        toTag: remoteTag,
      });
    } catch (error) {
      throw asSessionError(error, 'invalid-state', 'This call cannot be named to the service');
    }
  }

  #parked({ dialog, response }: InviteOutcome): CallParkOrbit {
    if (!dialog) throw parkError(response);
    this.#dialog = dialog;
    try {
      // [MS-SIPAPP] 3.1.5.2: so does a service name itself; anybody else has not parked anything.
      if (!isParkService(response))
        throw new SessionError('server-error', 'The answer is not that of a call park service');
      if (mediaTypeOf(response.contentType) !== callParkContentType)
        throw new SessionError('server-error', 'The answer of the call park service is of another type');
      const { msParkedCall, orbit, requestId } = parseParkResponse(response.body);
      if (requestId !== this.#requestId)
        throw new SessionError('server-error', 'The call park service answered another request');
      this.#isParked = true;
      this.ringBackAfter = parseRingBack(response.header(ringBackHeader));
      const safeRetrieveUri = buildRetrieveUri(this.serviceUri, { orbit, msParkedCall });
      return Object.freeze({ friendlyOrbit: orbit, safeRetrieveUri, msParkedCall });
    } catch (error) {
      void this.forget();
      throw asSessionError(error, 'server-error', 'The answer of the call park service cannot be read');
    }
  }

  #onRequest(request: IncomingRequest): void {
    if (request.method !== 'INFO') return request.respond(405, { headers: [['Allow', 'INFO, BYE']] });
    if (mediaTypeOf(request.contentType) !== callParkContentType)
      return request.respond(415, { headers: [['Accept', callParkContentType]] });
    let notification;
    try {
      notification = parseUnparkNotification(request.body);
    } catch (error) {
      return request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
    }
    if (notification.requestId !== this.#requestId)
      return request.respond(400, { reason: 'Another request-id' });
    request.respond(200);
    const { reason, target } = notification;
    this.#unparked({ reason, ...(target !== undefined && { target }) });
  }

  #unparked(unparked: Unparked): void {
    if (!this.#isParked) return;
    this.#isParked = false;
    const { status } = this.call;
    const { orbit } = status.facts;
    status.set({
      unparked: Object.freeze(unparked),
      ...(orbit && { orbit: Object.freeze({ ...orbit, safeRetrieveUri: null }) }),
    });
    // Rung back, it is a call again.
    if (status.state === 'parked') this.call.finish('unparked');
  }
}

/** Resolves when the call is parked. When it fails the call goes on, unless it ended meanwhile, and `SessionError` says why. */
export async function parkCall(
  call: AudioVideoCall,
  signal: AbortSignal | undefined,
): Promise<CallParkOrbit> {
  const { host, status } = call;
  const leg = call.require('connected');
  const serviceUri = host.provisioning?.callParkServerUri;
  if (!call.actions.includes('park') || !serviceUri)
    throw new SessionError('park-not-available', 'This call cannot be parked here and now');
  status.transition('park', { failure: undefined });
  const parked = (call.parked = new ParkedCall(call, serviceUri));
  try {
    const orbit = await parked.request(leg, signal);
    if (status.state !== 'parking') {
      // Ended here meanwhile: the service will ring back.
      void parked.forget();
      throw new SessionError('cancelled', 'The call was ended while it was parked');
    }
    const { ringBackAfter } = parked;
    // Only audio is parked; video is gone with the dialog.
    status.transition('parked', {
      orbit,
      // Of a park before, which has rung back.
      unparked: undefined,
      ringBackAt: ringBackAfter === undefined ? undefined : Date.now() + ringBackAfter * 1000,
      audio: 'none',
      video: 'none',
      quality: undefined,
      oneWay: undefined,
    });
    call.letGo();
    void leg.close();
    return orbit;
  } catch (error) {
    const failure = asSessionError(error, 'server-error', 'The call could not be parked');
    call.parked = undefined;
    if (status.state !== 'parking') throw failure;
    status.transition('park-failed', { failure: failure.toSnapshot() });
    // What happened meanwhile counts now.
    if (parked.endedMeanwhile) call.onEnded(leg, parked.endedMeanwhile);
    else call.settle();
    throw failure;
  }
}

/** Why the service refused: its diagnostics say it better than the status. */
export function parkError(response: SipResponse): SessionError {
  return (
    withDiagnostics(responseError(response), response.header('ms-diagnostics')) ?? responseError(response)
  );
}

/** Undefined unless the diagnostics are of call park. */
export function withDiagnostics(cause: unknown, diagnostics: string | undefined): SessionError | undefined {
  const parsed = parseDiagnostics(diagnostics);
  const code: CallParkFailureCode | undefined = callParkFailureOf(parsed?.errorId);
  if (!code || diagnostics === undefined) return undefined;
  const status = cause instanceof SessionError ? cause.details.status : undefined;
  const details = { ...(status !== undefined && { status }), diagnostics, cause };
  return new SessionError(code satisfies SessionErrorCode, parsed?.reason ?? code, details);
}
