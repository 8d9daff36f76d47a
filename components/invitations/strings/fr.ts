import { plural } from '../../internal/localisation/plural';
import type { InvitationsStrings } from './en';

const fr: InvitationsStrings = {
  label: 'Invitations',
  empty: 'Personne n’attend',
  emptyText: (shortcut) =>
    shortcut
      ? `Les nouvelles conversations apparaissent ici. ${shortcut} vous y amène.`
      : 'Les nouvelles conversations apparaissent ici.',
  notConnected: 'Vous n’êtes pas connecté',
  notConnectedText: 'Personne ne peut vous joindre tant que la connexion n’est pas rétablie.',
  visitor: 'Visiteur',
  announce: (name, text, shortcut) =>
    `${name} souhaite discuter. ${text}${shortcut ? ` Appuyez sur ${shortcut} pour répondre.` : ''}`,
  call: 'Appel entrant',
  videoCall: 'Appel vidéo entrant',
  ringBack: 'Votre appel parqué revient',
  conference: 'Vous invite à une conférence',
  chat: 'Messages',
  audio: 'Son',
  join: 'Participer',
  joinWithSound: 'Participer avec le son',
  joinWithoutSound: 'Participer sans le son',
  joining: 'Entrée en cours…',
  acceptVideo: 'Avec vidéo',
  announceCall: (name, what, shortcut) =>
    `${name} : ${what}.${shortcut ? ` Appuyez sur ${shortcut} pour répondre.` : ''}`,
  low: 'Importance faible',
  high: 'Importance élevée',
  emergency: 'Urgence',
  left: (seconds) =>
    plural('fr', seconds, { one: `encore ${seconds} seconde`, other: `encore ${seconds} secondes` }),
  accept: 'Accepter',
  decline: 'Refuser',
  accepting: 'Acceptation…',
  declining: 'Refus…',
  acceptFailed: 'Impossible d’accepter. Réessayez.',
  declineFailed: 'Impossible de refuser. Réessayez.',
  answeredElsewhere: 'Répondu ailleurs',
  noLongerWaiting: 'N’attend plus',
  ranOut: 'La proposition a expiré',
  failed: 'La conversation n’a pas pu commencer',
  more: (count) =>
    plural('fr', count, { one: `${count} autre en attente`, other: `${count} autres en attente` }),
  less: 'Afficher moins',
  dismiss: 'Fermer',
  room: 'Invitation dans un salon',
  roomBy: (name) => `${name} vous invite dans un salon`,
};

export default fr;
