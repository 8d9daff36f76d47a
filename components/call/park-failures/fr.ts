import type { ParkFailureStrings } from './en';

const fr: ParkFailureStrings = {
  reasons: {
    'park-not-available': 'Impossible de parquer ici et maintenant. Transférez l’appel.',
    'orbit-not-found':
      'Aucun appel n’est parqué à ce numéro. Vérifiez-le ; l’appel a pu être repris ou être terminé.',
    'processing-error': 'Erreur du service de parking. Réessayez.',
    'no-orbit-available': 'Toutes les positions sont occupées. Attendez ou transférez l’appel.',
    'outside-enterprise': 'On ne peut reprendre un appel que depuis l’entreprise.',
    'park-timeout': 'Le parking a pris trop de temps. Réessayez.',
    'ucas-error': 'Le service de parking n’atteint pas son serveur. Prévenez l’administrateur.',
    'double-park': 'Cet appel est déjà en cours de parking.',
    'replaces-error': 'Le téléphone de l’autre côté ne peut être parqué. Transférez l’appel.',
    'version-not-understood':
      'Le service de parking ne comprend pas cette version. Prévenez l’administrateur.',
    'bad-request': 'Le service de parking n’a pas compris la demande. Prévenez l’administrateur.',
    'could-not-safe-retrieve': 'Votre appel n’y est plus parqué. Aucun autre appel n’a été repris.',
    'could-not-forward': 'Le serveur où l’appel est parqué est injoignable. Réessayez dans un instant.',
    draining: 'Le service de parking est en maintenance et ne prend plus d’appels. Transférez l’appel.',
    'park-time-expired': 'L’appel a attendu trop longtemps et a été coupé.',
    'park-time-expired-after-fallback': 'L’appel a trop attendu, n’a pu être redirigé et a été coupé.',
    'parker-dialog-terminated': 'Le service de parking n’a plus rien à dire de cet appel.',
    'no-conversation': 'L’appel s’est terminé avant d’être parqué.',
    'retrieve-failed': 'L’appel parqué n’a pu être remis. Il l’est toujours : réessayez.',
    'permission-refused':
      'Le navigateur n’autorise pas le micro. Autorisez-le à gauche de la barre d’adresse, puis réessayez.',
    'device-not-found': 'Aucun micro trouvé. Branchez-en un et réessayez.',
    'device-in-use': 'Un autre programme utilise le micro. Fermez-le et réessayez.',
    'media-failed': 'Le son n’a pu être établi. Un pare-feu gêne peut-être ; essayez un autre réseau.',
    'not-found': 'Cette position n’existe pas.',
    forbidden: 'Vous n’y êtes pas autorisé.',
    busy: 'Quelqu’un d’autre reprend cet appel en ce moment.',
    unreachable: 'Le service de parking est injoignable. Réessayez dans un instant.',
    timeout: 'Le service de parking n’a pas répondu à temps. Réessayez.',
    'connection-failed': 'Pas de connexion au serveur.',
    'invalid-state': 'Ce n’est pas possible pour le moment.',
    aborted: 'Abandonné.',
    cancelled: 'Abandonné.',
    declined: 'Le service de parking a refusé.',
    'no-answer': 'Le service de parking n’a pas répondu.',
    'rate-limited': 'Trop de tentatives. Attendez un instant.',
    'server-error': 'Une erreur est survenue sur le serveur. Réessayez.',
  },
};

export default fr;
