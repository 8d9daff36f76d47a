import { plural } from '../../internal/localisation/plural';
import type { AgentStatusStrings } from './en';

const de: AgentStatusStrings = {
  label: 'Ihr Status',
  presence: 'Präsenz',
  online: 'Online',
  busy: 'Beschäftigt',
  onThePhone: 'Am Telefon',
  doNotDisturb: 'Nicht stören',
  beRightBack: 'Bin gleich zurück',
  away: 'Abwesend',
  offline: 'Als offline anzeigen',
  changingTo: (name) => `Wechsel zu ${name} …`,
  changed: (name) => `Sie sind jetzt: ${name}`,
  failed: 'Die Änderung ist nicht angekommen. Es bleibt, wie es war; versuchen Sie es erneut.',
  notConnected: 'Nicht verbunden. Sie können den Status ändern, sobald die Verbindung wieder da ist.',
  readiness: 'Bereit für Chats',
  ready: 'Bereit',
  notReady: 'Nicht bereit',
  whyNotReady: 'Warum nicht bereit',
  noReason: 'Ohne Grund',
  break: 'Pause',
  lunch: 'Mittagessen',
  training: 'Schulung',
  meeting: 'Besprechung',
  stateNotPresent: 'Solange Sie nicht online sind, werden Ihnen keine Chats angeboten.',
  stateReady: 'Wartet auf den nächsten Chat.',
  stateOffering: 'Ihnen wird gerade ein Chat angeboten.',
  stateOnThePhone: 'Sie telefonieren. Solange wird Ihnen nichts angeboten.',
  stateBusy: 'Sie haben so viele Chats, wie Sie dürfen.',
  stateNotReady: 'Ihnen werden keine Chats angeboten.',
  wrapUp: 'Nachbearbeitung',
  wrapUpLeft: (time) => `noch ${time}`,
  wrapUpOpen: 'bis Sie abschließen',
  endWrapUp: 'Abschließen',
  extend: (seconds) => {
    const n = Math.round(seconds / 60);
    return plural('de', n, { one: `Eine Minute mehr`, other: `${n} Minuten mehr` });
  },
  capacity: 'Chats',
  capacityValue: (active, capacity) => `${active} von ${capacity}`,
  queues: 'Warteschlangen',
  waiting: (count) => plural('de', count, { one: `${count} wartet`, other: `${count} warten` }),
  longest: (time) => `am längsten ${time}`,
  missed: (count) =>
    plural('de', count, { one: `${count} Angebot verpasst`, other: `${count} Angebote in Folge verpasst` }),
};

export default de;
