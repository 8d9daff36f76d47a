import type { CallLeg } from '../audio-video/call-leg';
import type { AudioVideoCall } from '../audio-video/call';
import { SessionError } from '../contract';
import type { ConferenceModality, ConferenceParticipantSnapshot } from '../contract';
import { addressOf } from '../identity';
import type { ConferenceSession } from './conference';

/** Milliseconds that who has accepted has to appear in the roster, in every modality. */
const PEER_JOINS = 30_000;

/** The call, if there is one to go on with. */
function liveCall({ conversation }: ConferenceSession): AudioVideoCall | undefined {
  const { call } = conversation.audioVideo;
  return call && (call.status.state === 'connected' || call.status.state === 'held') ? call : undefined;
}

/**
 * Makes a conference of a conversation of two. Both are connected as before until the other side is in; then messages and voice go over to the MCUs and the old
 * dialogs end. When it fails, everything is as it was. Rejects with `SessionError`.
 */
export async function escalate(
  conference: ConferenceSession,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { conversation } = conference;
  const stop = new AbortController();
  const onAbort = () => stop.abort(new SessionError('aborted', 'Aborted'));
  const onState = () => {
    if (conversation.state === 'established' || conversation.state === 'conferenced') return;
    stop.abort(new SessionError('connection-failed', `The conversation is ${conversation.state}`));
  };
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  conversation.addEventListener('state-changed', onState);
  const call = liveCall(conference);
  let leg: CallLeg | undefined;
  try {
    stop.signal.throwIfAborted();
    const waitedFor: ConferenceModality[] = conversation.hasMessages || !call ? ['chat'] : [];
    if (call) waitedFor.push('audio');
    // Chat even of a call in which nobody wrote: nobody else would be there to read what one of them writes later.
    const modalities: ConferenceModality[] = call ? ['chat', 'audio'] : ['chat'];
    conference.modalities = modalities;
    conference.isHeldBack = true;
    conference.start();
    await orStopped(conference.whenJoined, stop.signal);
    leg = call && (await placeLeg(conference, call, stop));
    const peer = addressOf(conversation.init.peerUri);
    await conference.invite(peer, { modalities, signal: stop.signal });
    // From now on the other side may end what the two had at any time.
    conference.adopt();
    await orStopped(appears(conference, peer, waitedFor), stop.signal);
  } catch (error) {
    void leg?.close();
    await conference.hangUp();
    withdraw(conference);
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    conversation.removeEventListener('state-changed', onState);
  }
  switchOver(conference, call, leg);
  await conversation.hangUpMessages();
}

/** The other side makes a conference of it: joins with what the two have, and leaves the old dialogs to who began. */
export async function takeOver(
  conference: ConferenceSession,
  offered: readonly ConferenceModality[],
): Promise<void> {
  const call = offered.includes('audio') ? liveCall(conference) : undefined;
  conference.modalities = offered.filter((each) => each === 'chat' || call);
  conference.isHeldBack = true;
  // The goodbye to the old dialogs may be quicker than our roster.
  conference.adopt();
  let leg: CallLeg | undefined;
  try {
    conference.start();
    await conference.whenJoined;
    leg = call && (await placeLeg(conference, call, new AbortController()));
  } catch (error) {
    await conference.hangUp();
    withdraw(conference);
    throw error;
  }
  switchOver(conference, call, leg, false);
}

function placeLeg(
  conference: ConferenceSession,
  call: AudioVideoCall,
  attempt: AbortController,
): Promise<CallLeg> {
  return call.place(conference.mcu('audio-video'), [], attempt);
}

function switchOver(
  conference: ConferenceSession,
  call: AudioVideoCall | undefined,
  leg: CallLeg | undefined,
  saysGoodbye = true,
): void {
  const { conversation } = conference;
  if (call && leg) {
    // It may have been ended by a person meanwhile.
    if (!call.status.can('replace')) void leg.close();
    else {
      const old = call.established(leg, 'replace');
      if (saysGoodbye) void old?.close();
    }
  }
  conference.release();
  if (conversation.state === 'established' || conversation.state === 'recovering') conversation.establish();
}

/** It came to nothing: what the two had goes on, if it is still there. */
function withdraw(conference: ConferenceSession): void {
  const { conversation } = conference;
  if (conversation.conference === conference) conversation.conference = undefined;
  const isLive = conversation.hasMessages || conversation.audioVideo.call?.isLive;
  if (conversation.state === 'established' && !isLive) conversation.end('terminated-remotely');
  else conversation.refreshActions();
}

/** Resolves when the roster shows them connected in each of `modalities` within the time. */
function appears(
  conference: ConferenceSession,
  uri: string,
  modalities: readonly ConferenceModality[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      conference.removeEventListener('changed', look);
      act();
    };
    const look = () => {
      const peer = conference.status.view.participants.find((each) => each.uri === uri);
      if (peer && isIn(peer, modalities)) settle(resolve);
    };
    const timer = setTimeout(
      () => settle(() => reject(new SessionError('no-answer', 'The other side did not come'))),
      PEER_JOINS,
    );
    conference.addEventListener('changed', look);
    look();
  });
}

function isIn(
  { audioVideo, chat }: ConferenceParticipantSnapshot,
  modalities: readonly ConferenceModality[],
): boolean {
  return (
    (!modalities.includes('chat') || chat === 'connected') &&
    (!modalities.includes('audio') || audioVideo === 'connected')
  );
}

/** `signal.reason` is a `SessionError`. */
function orStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as SessionError);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
