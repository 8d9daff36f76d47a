import type { ContactTeamStrings } from './en';

const de: ContactTeamStrings = {
  title: 'Bei diesem Kunden',
  you: 'Sie',
  ringing: 'wird gefragt …',
  supervisor: 'Aufsicht',
  invite: 'Jemanden dazuholen',
  ask: 'Dazuholen',
  handOver: 'Übergeben',
  remove: 'Entfernen',
  leave: 'Verlassen',
  leaveHint: (name) => `${name} macht mit dem Kunden weiter.`,
  nobody: 'Niemand könnte dazukommen',
  asked: (name) => `${name} wird gefragt.`,
  joined: (name) => `${name} ist da.`,
  left: (name) => `${name} ist gegangen.`,
  declined: (name) => `${name} hat abgelehnt.`,
  missed: (name) => `${name} hat nicht geantwortet.`,
  unreached: (name) => `${name} war nicht zu erreichen.`,
  failed: 'Das hat nicht geklappt. Es hat sich nichts geändert.',
  reasons: {
    busy: 'Dort läuft ein Anruf, oder die Person ist schon dabei.',
    'not-found': 'Diese Person gibt es nicht mehr.',
    forbidden: 'Das dürfen Sie hier nicht.',
    'invalid-state': 'Sie sind nicht verbunden.',
  },
  state: {
    'not-present': 'nicht da',
    'not-ready': 'nicht bereit',
    ready: 'frei',
    offering: 'wird gefragt',
    busy: 'beschäftigt',
    'wrap-up': 'in Nachbearbeitung',
  },
};

export default de;
