import { plural } from '../../internal/localisation/plural';
import type { ContextPaneStrings } from './en';

const fr: ContextPaneStrings = {
  label: 'Contexte du client',
  noConversationTitle: 'Aucune conversation sélectionnée',
  noConversationText: 'Choisissez une conversation pour voir qui écrit.',
  waitingTitle: 'Le contexte arrive avec la conversation',
  waitingText: 'Dès qu’elle est établie, vous voyez ici qui est le client et ce qu’il a consulté.',
  emptyTitle: 'Rien n’a encore été partagé',
  emptyText:
    'Les informations sur le client et les applications de cette conversation s’affichent ici à leur arrivée.',
  endedTitle: 'Rien n’a été partagé',
  endedText: 'Cette conversation s’est terminée sans contexte.',
  stateNone: 'Prêt',
  stateEstablishing: 'Connexion',
  stateLive: 'En direct',
  stateRecovering: 'Reconnexion',
  stateEnded: 'Terminé',
  stateFailed: 'Échec',
  stateBlocked: 'Non ouverte',
  faceEstablishing: 'Le service ouvre cette application.',
  faceRecovering:
    'La connexion a été interrompue. L’affichage n’est peut-être plus à jour ; la reprise est automatique et la discussion continue.',
  faceEndedLocally: 'Fermé de ce côté. Ce qui a été reçu reste affiché.',
  faceEndedRemotely: 'Le service a fermé ce canal. Ce qui a été reçu reste affiché.',
  faceEstablishFailed: 'Ce canal n’a pas pu être ouvert. La discussion n’est pas affectée.',
  faceRemoteUnreachable:
    'Le service qui alimente cette application est injoignable. La discussion n’est pas affectée.',
  faceFirstHopUnreachable:
    'Votre propre connexion a été perdue avant l’ouverture de ce canal. Vérifiez votre réseau.',
  faceRecoveryFailed:
    'La connexion n’a pas pu être rétablie ; l’affichage date de ce moment. Demandez au client ce qui est plus récent.',
  unseen: 'nouvelles données',
  notRegisteredTitle: (name) => `« ${name} » n’est pas configurée ici`,
  notRegisteredText:
    'Elle a été proposée pour cette conversation, mais elle n’est pas enregistrée. Elle n’a pas été ouverte.',
  notForRoleTitle: (name) => `« ${name} » n’est pas destinée à votre rôle`,
  notForRoleText:
    'Elle est enregistrée pour d’autres rôles. Adressez-vous à votre responsable si vous en avez besoin.',
  installCaution:
    'Personne n’a vérifié ce programme d’installation. Utilisez-le seulement à la demande de votre administrateur.',
  install: (host) => `L’obtenir sur ${host}`,
  linkCaution:
    'Le service a envoyé un lien. Personne ne l’a vérifié : ouvrez-le seulement si vous l’attendez.',
  openLink: (host) => `Ouvrir ${host}`,
  linkRefused: 'Un lien qui n’est pas une adresse web a été envoyé ; il ne peut pas être ouvert :',
  newTab: 'nouvel onglet',
  elementMissing: (tag) =>
    `Cette page n’a pas encore de <${tag}>. L’application démarre dès qu’il est présent.`,
  notStarted:
    'L’adresse ou l’élément enregistré pour cette application n’est pas valide. Prévenez votre administrateur.',
  wrongOrigin: (origin) =>
    `Cette application est passée sur un autre site (${origin}) et ne reçoit plus de données. Rechargez-la pour revenir.`,
  reload: 'Recharger',
  frameTitle: (name) => `Application : ${name}`,
  nothingYet: 'Rien n’a encore été envoyé à cette application.',
  received: 'Reçu',
  updated: 'mis à jour',
  updatedNow: (what) => `Mis à jour : ${what}`,
  verified: 'Vérifié',
  verifiedHint: 'Signé par le site',
  claimed: 'Selon le visiteur',
  contradiction: (value) => `Selon le visiteur : ${value}`,
  unnamed: 'Visiteur sans nom',
  contact: 'Contact',
  name: 'Nom',
  email: 'E-mail',
  phone: 'Téléphone',
  page: 'Page actuelle',
  referrer: (from) => `depuis ${from}`,
  links: 'Liens suivis',
  cookies: 'Cookies',
  data: 'Données de la page',
  waited: (time) => `a attendu ${time}`,
  truncated: 'La suite arrive.',
  more: (count) => plural('fr', count, { one: `${count} autre`, other: `${count} autres` }),
};

export default fr;
