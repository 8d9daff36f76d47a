import { plural } from '../../internal/localisation/plural';
import type { AgentStatusStrings } from './en';

const fr: AgentStatusStrings = {
  label: 'Votre statut',
  presence: 'Présence',
  online: 'En ligne',
  busy: 'Occupé',
  onThePhone: 'Au téléphone',
  doNotDisturb: 'Ne pas déranger',
  beRightBack: 'De retour bientôt',
  away: 'Absent',
  offline: 'Apparaître hors ligne',
  changingTo: (name) => `Passage à ${name}…`,
  changed: (name) => `Votre statut : ${name}`,
  failed: 'Le changement n’a pas abouti. Rien n’a changé ; réessayez.',
  notConnected: 'Non connecté. Vous pourrez changer de statut au retour de la connexion.',
  readiness: 'Disponible pour les discussions',
  ready: 'Prêt',
  notReady: 'Pas prêt',
  whyNotReady: 'Pourquoi pas prêt',
  noReason: 'Sans motif',
  break: 'Pause',
  lunch: 'Déjeuner',
  training: 'Formation',
  meeting: 'Réunion',
  stateNotPresent: 'Aucune discussion ne vous est proposée tant que vous n’êtes pas en ligne.',
  stateReady: 'En attente de la prochaine discussion.',
  stateOffering: 'Une discussion vous est proposée.',
  stateOnThePhone: 'Vous êtes au téléphone. Rien ne vous est proposé entre-temps.',
  stateBusy: 'Vous avez atteint votre nombre maximal de discussions.',
  stateNotReady: 'Aucune discussion ne vous est proposée.',
  wrapUp: 'Post-traitement',
  wrapUpLeft: (time) => `encore ${time}`,
  wrapUpOpen: 'jusqu’à ce que vous terminiez',
  endWrapUp: 'Terminer',
  extend: (seconds) => {
    const n = Math.round(seconds / 60);
    return plural('fr', n, { one: `Une minute de plus`, other: `${n} minutes de plus` });
  },
  capacity: 'Discussions',
  capacityValue: (active, capacity) => `${active} sur ${capacity}`,
  queues: 'Files d’attente',
  waiting: (count) => plural('fr', count, { one: `${count} en attente`, other: `${count} en attente` }),
  longest: (time) => `la plus longue ${time}`,
  missed: (count) =>
    plural('fr', count, {
      one: `${count} proposition manquée`,
      other: `${count} propositions manquées de suite`,
    }),
};

export default fr;
