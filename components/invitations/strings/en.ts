import { plural } from '../../internal/localisation/plural';

export const en = {
  label: 'Invitations',
  empty: 'Nobody is waiting',
  emptyText: (shortcut: string) =>
    shortcut
      ? `New conversations appear here. ${shortcut} takes you to them.`
      : 'New conversations appear here.',
  notConnected: 'You are not connected',
  notConnectedText: 'Nobody can reach you until the connection is back.',
  visitor: 'Visitor',
  announce: (name: string, text: string, shortcut: string) =>
    `${name} wants to chat. ${text}${shortcut ? ` Press ${shortcut} to answer.` : ''}`,
  call: 'Incoming call',
  videoCall: 'Incoming video call',
  ringBack: 'Your parked call comes back',
  conference: 'Invites you to a conference',
  chat: 'Chat',
  audio: 'Sound',
  join: 'Join',
  joinWithSound: 'Join with sound',
  joinWithoutSound: 'Join without sound',
  joining: 'Joining…',
  acceptVideo: 'With video',
  announceCall: (name: string, what: string, shortcut: string) =>
    `${name}: ${what}.${shortcut ? ` Press ${shortcut} to answer.` : ''}`,
  low: 'Low importance',
  high: 'High importance',
  emergency: 'Emergency',
  left: (seconds: number) =>
    plural('en', seconds, { one: `${seconds} second left`, other: `${seconds} seconds left` }),
  accept: 'Accept',
  decline: 'Decline',
  accepting: 'Accepting…',
  declining: 'Declining…',
  acceptFailed: 'It could not be accepted. Try again.',
  declineFailed: 'It could not be declined. Try again.',
  answeredElsewhere: 'Answered elsewhere',
  noLongerWaiting: 'No longer waiting',
  ranOut: 'The offer ran out',
  failed: 'The conversation could not be started',
  more: (count: number) =>
    plural('en', count, { one: `${count} more waiting`, other: `${count} more waiting` }),
  less: 'Show fewer',
  dismiss: 'Dismiss',
  room: 'Invitation to a room',
  roomBy: (name: string) => `${name} invites you to a room`,
};

export type InvitationsStrings = typeof en;
