import { buildConfInvite, confInviteContentType } from '../../protocol/conferencing/conf-invite';
import { SessionError } from '../contract';
import type { ConferenceInviteOptions, ConferenceModality } from '../contract';
import { asSessionError, responseError } from '../failures';
import { addressOf } from '../identity';
import { conversationIdHeader } from '../im/im-invite';
import type { OutgoingInvite } from '../signaling/signaling';
import { uuid } from '../uuid';
import type { ConferenceSession } from './conference';

/** Milliseconds that somebody is asked. */
const NO_ANSWER = 60_000;
/** Software that knows no conference invitation: the conference itself calls it ([MS-CONFBAS] 2.2.3.15). */
const NOT_UNDERSTOOD = [415, 488, 606];

/** Asks somebody to join, by an INVITE whose dialog ends at once (the seed's dialog 1). Rejects with `SessionError`; `invitees` tells as well. */
export async function inviteParticipant(
  conference: ConferenceSession,
  to: string,
  { modalities = ownModalities(conference), signal }: ConferenceInviteOptions = {},
): Promise<void> {
  const uri = addressOf(to);
  const { status } = conference;
  if (!uri) throw new SessionError('invalid-argument', `Not a SIP address: ${to}`);
  if (!conference.canInvoke('invite')) {
    const isForbidden = status.state === 'connected';
    throw new SessionError(
      isForbidden ? 'forbidden' : 'invalid-state',
      isForbidden ? 'Inviting is for presenters' : 'Not in the conference',
    );
  }
  if (status.view.participants.some((each) => each.uri === uri))
    throw new SessionError('invalid-argument', `${uri} is in the conference`);
  signal?.throwIfAborted();
  status.setInvitee(uri, { state: 'inviting' });
  try {
    if (isClosed(conference)) await letIn(conference, uri);
    if (!(await ask(conference, uri, modalities, signal))) {
      status.setInvitee(uri, { state: 'dialing-out' });
      await dialOut(conference, uri, modalities);
    }
  } catch (error) {
    const failure = asSessionError(error, 'connection-failed', 'The invitation could not be sent');
    // Who came meanwhile by another way has not failed.
    const isThere = status.view.participants.some((each) => each.uri === uri);
    if (status.state !== 'disconnected' && !isThere)
      status.setInvitee(
        uri,
        failure.code === 'aborted' ? undefined : { state: 'failed', failure: failure.toSnapshot() },
      );
    throw failure;
  }
}

/** Only those on its list get in. */
const isClosed = ({ roster }: ConferenceSession): boolean =>
  roster?.description?.admissionPolicy?.toLowerCase() === 'closedauthenticated';

/** Onto the list, in the role they have there already or as an attendee ([MS-CONFBAS] 2.2.3.3). */
async function letIn({ focus, uri: confEntity }: ConferenceSession, uri: string): Promise<void> {
  if (!focus) throw new SessionError('connection-failed', 'The connection was lost');
  await focus.command({ name: 'addUser', confEntity, user: { entity: uri } });
}

/** False if the other side has no conference invitations. */
async function ask(
  conference: ConferenceSession,
  uri: string,
  modalities: readonly ConferenceModality[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { signaling } = conference.host;
  if (!signaling) throw new SessionError('connection-failed', 'There is no connection');
  const { subject } = conference.snapshot;
  const content = buildConfInvite({
    focusUri: conference.uri,
    subject,
    audio: modalities.includes('audio'),
    im: modalities.includes('chat'),
  });
  let isLate = false;
  const invite: OutgoingInvite = signaling.invite(
    uri,
    {
      headers: [
        ...(subject ? ([['Subject', subject]] as const) : []),
        [conversationIdHeader, conference.conversation.id],
        ['Supported', 'ms-sender'],
      ],
      body: { contentType: confInviteContentType, content },
    },
    // It has no business but the invitation.
    { onRequest: (request) => request.respond(481), onEnded: () => undefined },
  );
  const cancel = () => invite.cancel();
  const timer = setTimeout(() => {
    isLate = true;
    cancel();
  }, NO_ANSWER);
  signal?.addEventListener('abort', cancel);
  try {
    const { dialog, response } = await invite.outcome;
    if (dialog) {
      // The seed: "the application will end the signaling session right away".
      void dialog.bye().catch(() => undefined);
      return true;
    }
    if (signal?.aborted) throw new SessionError('aborted', 'The invitation was withdrawn');
    if (isLate) throw new SessionError('no-answer', 'Nobody answered');
    if (NOT_UNDERSTOOD.includes(response.status)) return false;
    throw responseError(response);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** The MCUs call them, each with its medium. */
async function dialOut(
  conference: ConferenceSession,
  uri: string,
  modalities: readonly ConferenceModality[],
): Promise<void> {
  const { focus } = conference;
  if (!focus) throw new SessionError('connection-failed', 'The connection was lost');
  const type = modalities.includes('audio') ? 'audio-video' : 'chat';
  await focus.command({
    name: 'addUser',
    confEntity: conference.uri,
    mcuUri: conference.mcu(type),
    user: {
      entity: uri,
      roles: ['attendee'],
      endpoints: [{ entity: `{${uuid()}}`, endpointUri: uri, joiningMethod: 'dialed-out' }],
    },
  });
}

/** What this participant is in, or came for. */
function ownModalities({ modalities, status }: ConferenceSession): readonly ConferenceModality[] {
  const self = status.view.participants.find(({ isSelf }) => isSelf);
  const own = new Set(modalities);
  if (self && self.chat !== 'none') own.add('chat');
  if (self && self.audioVideo !== 'none') own.add('audio');
  return [...own];
}
