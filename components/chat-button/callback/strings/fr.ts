import { plural } from '../../../internal/localisation/plural';
import type { CallbackStrings } from './en';

const fr: CallbackStrings = {
  callback: 'Rappel',
  title: 'Nous vous rappelons',
  titleTo: (name) => `${name}, nous vous rappelons`,
  hint: 'Dites-nous où et quand. Un court menu demande de quoi il s’agit, puis quelqu’un qui peut vous aider vous parle.',
  where: 'Où devons-nous appeler ?',
  here: 'Dans ce navigateur',
  hereHint: 'Rien à composer. Gardez cette page ouverte, avec le son.',
  phone: 'Sur mon téléphone',
  phoneHint: 'Tout numéro que nous pouvons joindre.',
  when: 'Quand ?',
  now: 'Maintenant',
  inMinutes: (minutes) =>
    minutes === 60
      ? 'Dans une heure'
      : plural('fr', minutes, { one: `Dans ${minutes} minute`, other: `Dans ${minutes} minutes` }),
  shareHint: 'Cela aide à répondre plus vite. Rien n’est envoyé avant votre demande d’appel.',
  ask: 'Rappelez-moi',
  asking: 'Demande en cours…',
  write: 'Plutôt écrire',
  comesNow: 'Nous vous appelons maintenant',
  comesAt: (time) => `Nous vous appelons à ${time}`,
  stayHere: 'La sonnerie retentira ici. Gardez cette page ouverte, avec le son.',
  goesTo: (target) => `Votre téléphone va sonner : ${target}`,
  cancel: 'Je n’ai plus besoin de l’appel',
  cancelled: 'L’appel a été annulé.',
  overdue: 'Nous n’avons pas pu vous joindre',
  overdueHint: 'L’appel n’est pas arrivé dans ce navigateur. Demandez-en un autre, ou écrivez-nous.',
  again: 'Demander à nouveau',
  problems: {
    badNumber: 'Écrivez un numéro de téléphone avec l’indicatif, par exemple +353 1 555 0142.',
    notAllowed:
      'Nous ne pouvons pas appeler ce numéro d’ici. Choisissez « Dans ce navigateur », ou écrivez-nous.',
    notOffered: 'Personne ne peut rappeler ici pour le moment. Écrivez-nous plutôt.',
    already: 'Vous avez déjà demandé un appel. Attendez-le, ou écrivez-nous.',
    tooLate: 'Il était trop tard pour annuler : l’appel sonne déjà, ou il est terminé.',
    failed: 'Cela n’a pas fonctionné. Réessayez dans un instant, ou écrivez-nous.',
  },
};

export default fr;
