import { plural } from '../../internal/localisation/plural';
import type { SupervisorStrings } from './en';

const fr: SupervisorStrings = {
  queues: 'Files d’attente',
  contacts: 'Contacts',
  agents: 'Agents',
  waiting: (count) => plural('fr', count, { one: `${count} en attente`, other: `${count} en attente` }),
  longest: (time) => `au plus ${time}`,
  noContacts: 'Aucun contact pour le moment',
  noContactsHint: 'Toute personne qui écrit à une file ou l’appelle apparaît ici.',
  omitted: (count) =>
    plural('fr', count, {
      one: `${count} autre n’est pas affiché.`,
      other: `${count} autres ne sont pas affichés.`,
    }),
  noAgents: 'Il n’y a pas d’agents',
  notAllowed: 'Vous n’êtes pas superviseur',
  notAllowedHint:
    'Seuls les superviseurs voient le centre de contact. Demandez ce rôle à votre administrateur.',
  notConnected: 'Vous n’êtes pas connecté',
  notConnectedHint:
    'Ces informations peuvent être anciennes. Elles seront mises à jour au retour de la connexion.',
  loading: 'Interrogation du centre de contact…',
  visitor: 'Visiteur',
  call: 'Appel',
  chat: 'Discussion',
  state: {
    queued: 'En attente',
    offering: 'Proposé à un agent',
    connected: 'En conversation',
    parked: 'Parqué',
  },
  with: (names) => `avec ${names}`,
  ringing: (name) => `${name} (sonnerie)`,
  alsoListening: (names) => `Écoute aussi : ${names}`,
  listen: 'Écouter',
  stop: 'Arrêter',
  part: (name) => `Votre rôle dans le contact avec ${name}`,
  mode: { monitor: 'Écouter', whisper: 'Chuchoter', barge: 'Intervenir' },
  hint: {
    monitor: 'Vous entendez et lisez tout. Personne ne vous entend ni ne vous lit.',
    whisper: 'Seuls les agents vous entendent et vous lisent.',
    barge: 'Le client et les agents vous entendent et vous lisent.',
  },
  takeOver: 'Reprendre',
  yours: 'Ce contact est à vous',
  listening: (name) => `Vous écoutez le contact avec ${name}.`,
  stopped: (name) => `Vous n’écoutez plus le contact avec ${name}.`,
  failed: (name) => `Échec pour le contact avec ${name}. Rien n’a changé.`,
  reasons: {
    forbidden: 'Vous n’en avez pas le droit.',
    'not-found': 'Le contact est terminé, ou vous ne l’écoutez pas.',
    unreachable: 'Personne n’a le contact pour le moment.',
    busy: 'Le contact change de main. Réessayez.',
  },
  agentState: {
    'not-present': 'Absent',
    'not-ready': 'Pas prêt',
    ready: 'Prêt',
    offering: 'Sollicité',
    busy: 'Occupé',
    'wrap-up': 'Post-traitement',
  },
  missedOffers: 'propositions manquées',
  load: (active, capacity) => `${active} sur ${capacity}`,
  loadLabel: (active, capacity) => `${active} contacts sur ${capacity}`,
  onThePhone: 'au téléphone',
  idle: (time) => `libre depuis ${time}`,
};

export default fr;
