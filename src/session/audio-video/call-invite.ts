import { sipReasonOf } from '../../protocol/reason';
import { SessionError } from '../contract';
import type { FailureSnapshot } from '../contract';
import { asSessionError, responseError } from '../failures';
import { addressOf } from '../identity';
import { conversationIdHeader, withContext } from '../im/im-invite';
import type {
  DialogEnd,
  DialogHandlers,
  HeaderList,
  InviteOutcome,
  OutgoingInvite,
  Signaling,
  SipReader,
} from '../signaling/signaling';
import { SignalingError } from '../signaling/signaling';
import { CallLeg } from './call-leg';
import type { CallLegHandlers, RemoteParty } from './call-leg';
import type { MediaController } from './media/media-controller';
import type { MediaEngine } from './media/media-engine';

/** Milliseconds that it may ring before we give up; proxies end it after three minutes (RFC 3261 section 16.6). */
const NO_ANSWER = 120_000;

export interface CallInvite {
  readonly target: string;
  readonly displayName: string;
  readonly conversationId: string;
  /** Besides those that every call has. */
  readonly headers?: HeaderList;
  /** JSON of the visitor's context. */
  readonly context?: string | undefined;
  readonly signal: AbortSignal;
  onRinging?(): void;
}

export interface CallingHost {
  readonly engine: MediaEngine;
  readonly iceServers: readonly RTCIceServer[];
  readonly random: () => number;
  /** Resolves when requests can be sent. Rejects with `SessionError` when that takes too long. */
  whenSendable(signal: AbortSignal): Promise<Signaling>;
}

/** Calls somebody with what `media` captures. Resolves with the established leg. Rejects with `SessionError`; nothing is left then. */
export async function placeCall(
  invite: CallInvite,
  media: MediaController,
  host: CallingHost,
  handlers: CallLegHandlers,
): Promise<CallLeg> {
  const { signal, target } = invite;
  const remote = { uri: addressOf(target) || target, displayName: invite.displayName, isParkService: false };
  const leg = new CallLeg(host.engine.open(host.iceServers), handlers, true, remote, host.random);
  let outgoing: OutgoingInvite | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;
  const cancel = () => outgoing?.cancel();
  try {
    await media.feed(leg.media);
    const offer = async () => withContext(await leg.firstOffer(), invite.context);
    const headers: HeaderList = [
      [conversationIdHeader, invite.conversationId],
      ['Supported', 'replaces'],
      ...(invite.headers ?? []),
    ];
    const dialogHandlers: DialogHandlers = {
      ...leg.dialogHandlers,
      onProgress: ({ status }) => {
        if (status === 180 || status === 183) invite.onRinging?.();
      },
    };
    signal.addEventListener('abort', cancel);
    timer = setTimeout(() => {
      isLate = true;
      cancel();
    }, NO_ANSWER);
    const answered = async (): Promise<InviteOutcome> => {
      const body = await offer();
      const signaling = await host.whenSendable(signal);
      signal.throwIfAborted();
      outgoing = signaling.invite(target, { headers, body }, dialogHandlers);
      try {
        return await outgoing.outcome;
      } catch (error) {
        // The connection went before anybody answered: whoever it rings at sees the same call again.
        const isLost = error instanceof SignalingError && error.code === 'connection-lost';
        if (!isLost || isLate || signal.aborted) throw error;
        await leg.media.rollback();
        return answered();
      }
    };
    const { dialog, response } = await answered();
    if (!dialog) throw responseError(response);
    leg.remote = remoteOf(response, remote);
    await leg.begin(dialog, response);
    signal.throwIfAborted();
    return leg;
  } catch (error) {
    void leg.close();
    if (isLate) throw new SessionError('no-answer', 'Nobody answered', { cause: error });
    if (signal.aborted) throw new SessionError('cancelled', 'The call was given up', { cause: error });
    throw asSessionError(error, 'connection-failed', 'The call could not be made');
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/** Who answered, as far as the edge vouches for it; else who was called. */
function remoteOf(response: SipReader, called: RemoteParty): RemoteParty {
  const asserted = response.header('p-asserted-identity');
  const name = /^\s*"((?:[^"\\]|\\.)*)"/.exec(asserted ?? '')?.[1]?.replace(/\\(.)/g, '$1');
  const uri = addressOf(asserted ?? '') || called.uri;
  const displayName = name ?? (uri === called.uri ? called.displayName : '');
  return { uri, displayName, isParkService: isParkService(response) };
}

/** Why the other side ended it, where its diagnostics say. */
export function failureOf({ diagnostics, reason }: DialogEnd): FailureSnapshot | undefined {
  if (!diagnostics) return undefined;
  const message = sipReasonOf(reason)?.text ?? 'The other side has ended the call';
  return Object.freeze({ code: 'terminated-remotely', message, diagnostics });
}

/** [MS-SIPAPP] 3.1.5.2: a feature tag (RFC 3840 section 10) of the Contact. */
export function isParkService(message: SipReader): boolean {
  return /;\s*isCps\b/i.test(message.header('contact') ?? '');
}
