import { plural } from '../../internal/localisation/plural';

const en = {
  chat: 'Chat',
  greeting: 'How can we help?',
  greetingTo: (name: string) => `Hello ${name}, how can we help?`,
  hint: 'Write below, and we will connect you with somebody who can help.',
  hintCall: 'Write below what it is about. As soon as somebody is there, you can call them from this chat.',
  hintCallback: 'Leave your number and say what it is about. We will call you back.',
  name: 'Your name',
  email: 'E-mail',
  phone: 'Phone number',
  optional: 'optional',
  phoneMissing: 'We need your number to call you back.',
  share: 'Share what I have been looking at',
  shareHint: 'It helps to answer faster. Nothing is sent before you write.',
  shareDetails: 'See what is shared',
  sharePage: 'This page',
  shareReferrer: 'Where you came from',
  shareLinks: (count: number) =>
    plural('en', count, { one: 'A link you followed', other: `${count} links you followed` }),
  shareCookies: 'Kept by this site',
  shareData: 'Details of this site',
  minimise: 'Close the chat window',
  end: 'End chat',
  queued: 'You are in the queue',
  position: (position: number) => (position === 1 ? 'You are next' : `Number ${position} in the queue`),
  wait: (minutes: number) =>
    plural('en', minutes, { one: 'about 1 minute', other: `about ${minutes} minutes` }),
  offering: 'Somebody is about to join you',
  connectedTo: (name: string) => `You are chatting with ${name}`,
  connecting: 'Connecting…',
  ended: 'Chat ended',
  transcript: 'Save transcript',
  again: 'Start a new chat',
  unread: (count: number) =>
    plural('en', count, { one: '1 unread message', other: `${count} unread messages` }),
  notStarted: 'The chat could not be started.',
};

export type ChatStrings = typeof en;
export default en;
