import { plural } from '../../internal/localisation/plural';
import type { SipTraceStrings } from './en';

const de: SipTraceStrings = {
  label: 'SIP-Mitschnitt',
  filter: 'Filter',
  filterHint: 'INVITE, eine Call-ID, -NOTIFY …',
  pause: 'Anhalten',
  resume: 'Fortsetzen',
  clear: 'Leeren',
  copyAll: 'Alles kopieren',
  copyOne: 'Diese Nachricht kopieren',
  download: 'Herunterladen',
  copied: 'Kopiert.',
  copyFailed:
    'Der Browser hat das Kopieren nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn von Hand.',
  empty: 'Noch keine Nachrichten. Was die Sitzung ab jetzt sendet und empfängt, erscheint hier.',
  noSession:
    'Keine Sitzung. Setzen Sie dieses Element in eine lync-session, oder nennen Sie eine mit dem Attribut session.',
  noMatch: 'Keine Nachricht passt zum Filter.',
  paused: (count) =>
    plural('de', count, {
      one: `Angehalten; ${count} Nachricht wartet.`,
      other: `Angehalten; ${count} Nachrichten warten.`,
    }),
  count: (shown, all) =>
    shown === all
      ? plural('de', all, { one: `${all} Nachricht`, other: `${all} Nachrichten` })
      : `${shown} von ${all} Nachrichten`,
  messages: 'Nachrichten',
  dialogs: 'Dialoge',
  allDialogs: 'Alle Dialoge',
  self: 'Diese Sitzung',
  edge: 'Edge',
  focus: (id) => `Fokus ${id}`,
  chatMcu: (id) => `Chat-MCU ${id}`,
  audioVideoMcu: (id) => `A/V-MCU ${id}`,
  sent: (what, who) => `${what}, gesendet an ${who}`,
  received: (what, who) => `${what}, empfangen von ${who}`,
  dialog: (number, purpose) => `Dialog ${number}: ${purpose}`,
  took: (milliseconds) => `${milliseconds} ms`,
  details: 'Text der Nachricht',
  choose: 'Wählen Sie eine Nachricht, um sie zu lesen.',
  close: 'Schließen',
  purposes: {
    registration: 'Anmeldung',
    'conference-invitation': 'Konferenzeinladung',
    focus: 'Konferenzfokus',
    'chat-mcu': 'Konferenz-Chat',
    'audio-video-mcu': 'Konferenz-Audio',
    'context-channel': 'Kontextkanal',
    call: 'Anruf',
    chat: 'Chat',
    subscription: 'Abonnement',
    publication: 'Veröffentlichung',
    service: 'Dienstanfrage',
    message: 'Nachricht',
    refer: 'Übergabe',
    other: 'Anderes',
  },
};

export default de;
