import type { ContactTeamStrings } from './en';

const fr: ContactTeamStrings = {
  title: 'Avec ce client',
  you: 'vous',
  ringing: 'sollicité…',
  supervisor: 'superviseur',
  invite: 'Faire venir un collègue',
  ask: 'Demander de venir',
  handOver: 'Passer la main',
  remove: 'Retirer',
  leave: 'Quitter',
  leaveHint: (name) => `${name} continue avec le client.`,
  nobody: 'Aucun collègue ne peut venir',
  asked: (name) => `${name} est sollicité.`,
  joined: (name) => `${name} est là.`,
  left: (name) => `${name} est parti.`,
  declined: (name) => `${name} a refusé.`,
  missed: (name) => `${name} n’a pas répondu.`,
  unreached: (name) => `${name} est injoignable.`,
  failed: 'Cela n’a pas marché. Rien n’a changé.',
  reasons: {
    busy: 'Cette personne est en appel, ou déjà présente.',
    'not-found': 'Ce collègue n’existe plus.',
    forbidden: 'Vous n’en avez pas le droit ici.',
    'invalid-state': 'Vous n’êtes pas connecté.',
  },
  state: {
    'not-present': 'absent',
    'not-ready': 'pas prêt',
    ready: 'libre',
    offering: 'sollicité',
    busy: 'occupé',
    'wrap-up': 'en post-traitement',
  },
};

export default fr;
