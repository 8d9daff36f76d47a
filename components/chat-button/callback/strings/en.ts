import { plural } from '../../../internal/localisation/plural';

const en = {
  callback: 'Callback',
  title: 'We call you back',
  titleTo: (name: string) => `${name}, we call you back`,
  hint: 'Say where and when. A short menu asks what it is about, then somebody who can help talks to you.',
  where: 'Where shall we call?',
  here: 'In this browser',
  hereHint: 'Nothing to dial. Keep this page open, with sound on.',
  phone: 'On my phone',
  phoneHint: 'Any number we can reach.',
  when: 'When?',
  now: 'Now',
  inMinutes: (minutes: number) =>
    minutes === 60
      ? 'In an hour'
      : plural('en', minutes, { one: 'In 1 minute', other: `In ${minutes} minutes` }),
  shareHint: 'It helps to answer faster. Nothing is sent before you ask for the call.',
  ask: 'Call me back',
  asking: 'Asking…',
  write: 'Write instead',
  comesNow: 'We are calling you now',
  comesAt: (time: string) => `We call you at ${time}`,
  stayHere: 'It rings here. Keep this page open, with sound on.',
  goesTo: (target: string) => `Your phone will ring: ${target}`,
  cancel: 'I do not need the call',
  cancelled: 'The call was given up.',
  overdue: 'We could not reach you',
  overdueHint: 'The call did not get through to this browser. Ask for another, or write to us.',
  again: 'Ask again',
  problems: {
    badNumber: 'Write a phone number with its area code, such as +353 1 555 0142.',
    notAllowed: 'We cannot call this number from here. Choose “In this browser”, or write to us.',
    notOffered: 'Nobody can call back here at the moment. Write to us instead.',
    already: 'You have asked for a call already. Wait for it, or write to us.',
    tooLate: 'It was too late to give it up: the call rings already, or it is over.',
    failed: 'It did not work. Try again in a moment, or write to us.',
  },
};

export type CallbackStrings = typeof en;
export default en;
