import { plural } from '../../internal/localisation/plural';
import type { InvitationsStrings } from './en';

const de: InvitationsStrings = {
  label: 'Einladungen',
  empty: 'Niemand wartet',
  emptyText: (shortcut) =>
    shortcut
      ? `Neue Unterhaltungen erscheinen hier. ${shortcut} bringt Sie dorthin.`
      : 'Neue Unterhaltungen erscheinen hier.',
  notConnected: 'Sie sind nicht verbunden',
  notConnectedText: 'Niemand kann Sie erreichen, bis die Verbindung wieder da ist.',
  visitor: 'Besucher',
  announce: (name, text, shortcut) =>
    `${name} möchte chatten. ${text}${shortcut ? ` Mit ${shortcut} antworten.` : ''}`,
  call: 'Eingehender Anruf',
  videoCall: 'Eingehender Videoanruf',
  ringBack: 'Ihr geparkter Anruf kommt zurück',
  conference: 'Lädt Sie zu einer Konferenz ein',
  chat: 'Chat',
  audio: 'Ton',
  join: 'Teilnehmen',
  joinWithSound: 'Mit Ton teilnehmen',
  joinWithoutSound: 'Ohne Ton teilnehmen',
  joining: 'Sie kommen dazu …',
  acceptVideo: 'Mit Video',
  announceCall: (name, what, shortcut) => `${name}: ${what}.${shortcut ? ` Mit ${shortcut} antworten.` : ''}`,
  low: 'Niedrige Wichtigkeit',
  high: 'Hohe Wichtigkeit',
  emergency: 'Notfall',
  left: (seconds) =>
    plural('de', seconds, { one: `noch ${seconds} Sekunde`, other: `noch ${seconds} Sekunden` }),
  accept: 'Annehmen',
  decline: 'Ablehnen',
  accepting: 'Wird angenommen …',
  declining: 'Wird abgelehnt …',
  acceptFailed: 'Annehmen war nicht möglich. Versuchen Sie es erneut.',
  declineFailed: 'Ablehnen war nicht möglich. Versuchen Sie es erneut.',
  answeredElsewhere: 'Anderswo angenommen',
  noLongerWaiting: 'Wartet nicht mehr',
  ranOut: 'Das Angebot ist abgelaufen',
  failed: 'Die Unterhaltung konnte nicht beginnen',
  more: (count) =>
    plural('de', count, { one: `${count} weitere Person wartet`, other: `${count} weitere warten` }),
  less: 'Weniger anzeigen',
  dismiss: 'Schließen',
  room: 'Einladung in einen Raum',
  roomBy: (name) => `${name} lädt Sie in einen Raum ein`,
};

export default de;
