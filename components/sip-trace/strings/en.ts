import { plural } from '../../internal/localisation/plural';

export const en = {
  label: 'SIP trace',
  filter: 'Filter',
  filterHint: 'INVITE, a Call-ID, -NOTIFY …',
  pause: 'Pause',
  resume: 'Resume',
  clear: 'Clear',
  copyAll: 'Copy all',
  copyOne: 'Copy this message',
  download: 'Download',
  copied: 'Copied.',
  copyFailed: 'The browser did not allow copying. Select the text and copy it by hand.',
  empty: 'No messages yet. What the session sends and receives from now on appears here.',
  noSession: 'No session. Put this element into a lync-session, or name one with its session attribute.',
  noMatch: 'No message matches the filter.',
  paused: (count: number) =>
    plural('en', count, {
      one: `Paused; ${count} message is waiting.`,
      other: `Paused; ${count} messages are waiting.`,
    }),
  count: (shown: number, all: number) =>
    shown === all
      ? plural('en', all, { one: `${all} message`, other: `${all} messages` })
      : `${shown} of ${all} messages`,
  messages: 'Messages',
  dialogs: 'Dialogs',
  allDialogs: 'All dialogs',
  self: 'This session',
  edge: 'Edge',
  focus: (id: string) => `Focus ${id}`,
  chatMcu: (id: string) => `Chat MCU ${id}`,
  audioVideoMcu: (id: string) => `A/V MCU ${id}`,
  sent: (what: string, to: string) => `${what}, sent to ${to}`,
  received: (what: string, from: string) => `${what}, received from ${from}`,
  dialog: (number: number, purpose: string) => `Dialog ${number}: ${purpose}`,
  took: (milliseconds: string) => `${milliseconds} ms`,
  details: 'Message text',
  choose: 'Choose a message to read it.',
  close: 'Close',
  purposes: {
    registration: 'Registration',
    'conference-invitation': 'Conference invitation',
    focus: 'Conference focus',
    'chat-mcu': 'Conference chat',
    'audio-video-mcu': 'Conference audio',
    'context-channel': 'Context channel',
    call: 'Call',
    chat: 'Chat',
    subscription: 'Subscription',
    publication: 'Publication',
    service: 'Service request',
    message: 'Message',
    refer: 'Transfer',
    other: 'Other',
  },
};

export type SipTraceStrings = typeof en;
