import { plural } from '../../internal/localisation/plural';
import type { SupervisorStrings } from './en';

const de: SupervisorStrings = {
  queues: 'Warteschlangen',
  contacts: 'Kontakte',
  agents: 'Agenten',
  waiting: (count) => plural('de', count, { one: `${count} wartet`, other: `${count} warten` }),
  longest: (time) => `am längsten ${time}`,
  noContacts: 'Zurzeit kein Kontakt',
  noContactsHint: 'Wer an eine Warteschlange schreibt oder sie anruft, erscheint hier.',
  omitted: (count) =>
    plural('de', count, {
      one: `${count} weiterer wird nicht gezeigt.`,
      other: `${count} weitere werden nicht gezeigt.`,
    }),
  noAgents: 'Es gibt keine Agenten',
  notAllowed: 'Sie haben keine Aufsicht',
  notAllowedHint: 'Nur die Aufsicht sieht das Contact Center. Bitten Sie die Administration um die Rolle.',
  notConnected: 'Sie sind nicht verbunden',
  notConnectedHint:
    'Was Sie sehen, kann veraltet sein. Es wird erneuert, sobald die Verbindung wieder da ist.',
  loading: 'Das Contact Center wird gefragt …',
  visitor: 'Besucher',
  call: 'Anruf',
  chat: 'Chat',
  state: {
    queued: 'Wartet',
    offering: 'Wird angeboten',
    connected: 'Im Gespräch',
    parked: 'Geparkt',
  },
  with: (names) => `mit ${names}`,
  ringing: (name) => `${name} (klingelt)`,
  alsoListening: (names) => `Hört auch mit: ${names}`,
  listen: 'Mithören',
  stop: 'Beenden',
  part: (name) => `Ihre Rolle im Kontakt mit ${name}`,
  mode: { monitor: 'Mithören', whisper: 'Flüstern', barge: 'Mitreden' },
  hint: {
    monitor: 'Sie hören und lesen alles. Niemand hört oder liest Sie.',
    whisper: 'Nur die Agenten hören und lesen Sie.',
    barge: 'Kunde und Agenten hören und lesen Sie.',
  },
  takeOver: 'Übernehmen',
  yours: 'Sie haben diesen Kontakt',
  listening: (name) => `Sie hören bei ${name} mit.`,
  stopped: (name) => `Sie hören bei ${name} nicht mehr mit.`,
  failed: (name) => `Beim Kontakt mit ${name} hat das nicht geklappt. Es hat sich nichts geändert.`,
  reasons: {
    forbidden: 'Das dürfen Sie nicht.',
    'not-found': 'Der Kontakt ist beendet, oder Sie hören nicht mit.',
    unreachable: 'Zurzeit hat niemand den Kontakt.',
    busy: 'Der Kontakt wechselt gerade den Besitzer. Versuchen Sie es noch einmal.',
  },
  agentState: {
    'not-present': 'Nicht da',
    'not-ready': 'Nicht bereit',
    ready: 'Bereit',
    offering: 'Wird gefragt',
    busy: 'Beschäftigt',
    'wrap-up': 'Nachbearbeitung',
  },
  missedOffers: 'Angebote verpasst',
  load: (active, capacity) => `${active} von ${capacity}`,
  loadLabel: (active, capacity) => `${active} von ${capacity} Kontakten`,
  onThePhone: 'telefoniert',
  idle: (time) => `frei seit ${time}`,
};

export default de;
