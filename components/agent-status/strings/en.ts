import { plural } from '../../internal/localisation/plural';

export const en = {
  label: 'Your status',
  presence: 'Presence',
  online: 'Online',
  busy: 'Busy',
  onThePhone: 'On the phone',
  doNotDisturb: 'Do not disturb',
  beRightBack: 'Be right back',
  away: 'Away',
  offline: 'Appear offline',
  changingTo: (name: string) => `Changing to ${name}…`,
  changed: (name: string) => `You are now: ${name}`,
  failed: 'That change did not go through. Nothing has changed; try again.',
  notConnected: 'Not connected. Your status can be changed when the connection is back.',
  readiness: 'Ready for chats',
  ready: 'Ready',
  notReady: 'Not ready',
  whyNotReady: 'Why not ready',
  noReason: 'No reason',
  break: 'Break',
  lunch: 'Lunch',
  training: 'Training',
  meeting: 'Meeting',
  stateNotPresent: 'You are offered no chats while you are not online.',
  stateReady: 'Waiting for the next chat.',
  stateOffering: 'A chat is being offered to you.',
  stateBusy: 'You have as many chats as you may.',
  stateNotReady: 'You are offered no chats.',
  wrapUp: 'Wrap-up',
  wrapUpLeft: (time: string) => `${time} left`,
  wrapUpOpen: 'until you finish',
  endWrapUp: 'Finish',
  extend: (seconds: number) =>
    plural('en', Math.round(seconds / 60), {
      one: 'One more minute',
      other: `${Math.round(seconds / 60)} more minutes`,
    }),
  capacity: 'Chats',
  capacityValue: (active: string, capacity: string) => `${active} of ${capacity}`,
  queues: 'Queues',
  waiting: (count: number) => plural('en', count, { one: `${count} waiting`, other: `${count} waiting` }),
  longest: (time: string) => `longest ${time}`,
  missed: (count: number) =>
    plural('en', count, { one: `${count} offer missed`, other: `${count} offers missed in a row` }),
};

export type AgentStatusStrings = typeof en;
