import { plural } from '../../internal/localisation/plural';
import type { ChatStrings } from './en';

const fr: ChatStrings = {
  chat: 'Discussion',
  greeting: 'Comment pouvons-nous vous aider ?',
  greetingTo: (name) => `Bonjour ${name}, comment pouvons-nous vous aider ?`,
  hint: 'Écrivez ci-dessous, et nous vous mettrons en relation avec quelqu’un qui peut vous aider.',
  hintCall:
    'Écrivez ci-dessous de quoi il s’agit. Dès que quelqu’un est là, vous pourrez l’appeler depuis cette discussion.',
  hintCallback: 'Laissez votre numéro et dites-nous de quoi il s’agit. Nous vous rappellerons.',
  name: 'Votre nom',
  email: 'E-mail',
  phone: 'Numéro de téléphone',
  optional: 'facultatif',
  phoneMissing: 'Il nous faut votre numéro pour vous rappeler.',
  share: 'Partager ce que j’ai consulté',
  shareHint: 'Cela aide à répondre plus vite. Rien n’est envoyé avant que vous écriviez.',
  shareDetails: 'Voir ce qui est partagé',
  sharePage: 'Cette page',
  shareReferrer: 'D’où vous venez',
  shareLinks: (count) =>
    plural('fr', count, { one: 'Un lien que vous avez suivi', other: `${count} liens que vous avez suivis` }),
  shareCookies: 'Conservé par ce site',
  shareData: 'Informations de ce site',
  minimise: 'Fermer la fenêtre de discussion',
  end: 'Terminer la discussion',
  queued: 'Vous êtes dans la file d’attente',
  position: (position) =>
    position === 1 ? 'C’est bientôt votre tour' : `Vous êtes numéro ${position} dans la file d’attente`,
  wait: (minutes) =>
    plural('fr', minutes, { one: `environ ${minutes} minute`, other: `environ ${minutes} minutes` }),
  offering: 'Quelqu’un va vous rejoindre',
  connectedTo: (name) => `Vous discutez avec ${name}`,
  connecting: 'Connexion…',
  ended: 'Discussion terminée',
  transcript: 'Enregistrer la conversation',
  again: 'Nouvelle discussion',
  unread: (count) =>
    plural('fr', count, { one: `${count} message non lu`, other: `${count} messages non lus` }),
  notStarted: 'La discussion n’a pas pu commencer.',
};

export default fr;
