import { plural } from '../../internal/localisation/plural';
import type { ChatStrings } from './en';

const de: ChatStrings = {
  chat: 'Chat',
  greeting: 'Wie können wir helfen?',
  greetingTo: (name) => `Hallo ${name}, wie können wir helfen?`,
  hint: 'Schreiben Sie unten, und wir verbinden Sie mit jemandem, der helfen kann.',
  hintCall: 'Schreiben Sie unten, worum es geht. Sobald jemand da ist, können Sie aus diesem Chat anrufen.',
  hintCallback: 'Hinterlassen Sie Ihre Nummer und schreiben Sie, worum es geht. Wir rufen zurück.',
  name: 'Ihr Name',
  email: 'E-Mail',
  phone: 'Telefonnummer',
  optional: 'freiwillig',
  phoneMissing: 'Für den Rückruf brauchen wir Ihre Nummer.',
  share: 'Teilen, was ich mir angesehen habe',
  shareHint: 'So geht es schneller. Gesendet wird erst, wenn Sie schreiben.',
  shareDetails: 'Zeigen, was geteilt wird',
  sharePage: 'Diese Seite',
  shareReferrer: 'Woher Sie kamen',
  shareLinks: (count) =>
    plural('de', count, { one: 'Ein Link, dem Sie folgten', other: `${count} Links, denen Sie folgten` }),
  shareCookies: 'Von dieser Website gespeichert',
  shareData: 'Angaben dieser Website',
  minimise: 'Chatfenster schließen',
  end: 'Chat beenden',
  queued: 'Sie sind in der Warteschlange',
  position: (position) =>
    position === 1 ? 'Sie sind als Nächstes dran' : `Sie sind Nummer ${position} in der Warteschlange`,
  wait: (minutes) => plural('de', minutes, { one: 'etwa 1 Minute', other: `etwa ${minutes} Minuten` }),
  offering: 'Gleich ist jemand für Sie da',
  connectedTo: (name) => `Sie chatten mit ${name}`,
  connecting: 'Verbindung wird hergestellt…',
  ended: 'Chat beendet',
  transcript: 'Gespräch speichern',
  again: 'Neuen Chat beginnen',
  unread: (count) =>
    plural('de', count, { one: '1 ungelesene Nachricht', other: `${count} ungelesene Nachrichten` }),
  notStarted: 'Der Chat konnte nicht begonnen werden.',
};

export default de;
