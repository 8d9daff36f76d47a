import { plural } from '../../internal/localisation/plural';
import type { SipTraceStrings } from './en';

const fr: SipTraceStrings = {
  label: 'Trace SIP',
  filter: 'Filtre',
  filterHint: 'INVITE, un Call-ID, -NOTIFY …',
  pause: 'Suspendre',
  resume: 'Reprendre',
  clear: 'Vider',
  copyAll: 'Tout copier',
  copyOne: 'Copier ce message',
  download: 'Télécharger',
  copied: 'Copié.',
  copyFailed: 'Le navigateur n’a pas permis la copie. Sélectionnez le texte et copiez-le à la main.',
  empty: 'Pas encore de message. Ce que la session envoie et reçoit à partir de maintenant apparaît ici.',
  noSession:
    'Aucune session. Placez cet élément dans une lync-session, ou nommez-en une par l’attribut session.',
  noMatch: 'Aucun message ne correspond au filtre.',
  paused: (count) =>
    plural('fr', count, {
      one: `Suspendu ; ${count} message attend.`,
      other: `Suspendu ; ${count} messages attendent.`,
    }),
  count: (shown, all) =>
    shown === all
      ? plural('fr', all, { one: `${all} message`, other: `${all} messages` })
      : `${shown} sur ${all} messages`,
  messages: 'Messages',
  dialogs: 'Dialogues',
  allDialogs: 'Tous les dialogues',
  self: 'Cette session',
  edge: 'Edge',
  focus: (id) => `Focus ${id}`,
  chatMcu: (id) => `MCU de chat ${id}`,
  audioVideoMcu: (id) => `MCU A/V ${id}`,
  sent: (what, who) => `${what}, envoyé à ${who}`,
  received: (what, who) => `${what}, reçu de ${who}`,
  dialog: (number, purpose) => `Dialogue ${number} : ${purpose}`,
  took: (milliseconds) => `${milliseconds} ms`,
  details: 'Texte du message',
  choose: 'Choisissez un message pour le lire.',
  close: 'Fermer',
  purposes: {
    registration: 'Enregistrement',
    'conference-invitation': 'Invitation à une conférence',
    focus: 'Focus de conférence',
    'chat-mcu': 'Chat de conférence',
    'audio-video-mcu': 'Audio de conférence',
    'context-channel': 'Canal de contexte',
    call: 'Appel',
    chat: 'Chat',
    subscription: 'Abonnement',
    publication: 'Publication',
    service: 'Requête de service',
    message: 'Message',
    refer: 'Transfert',
    other: 'Autre',
  },
};

export default fr;
