import { plural } from '../../../internal/localisation/plural';
import type { CallbackStrings } from './en';

const de: CallbackStrings = {
  callback: 'Rückruf',
  title: 'Wir rufen Sie zurück',
  titleTo: (name) => `${name}, wir rufen Sie zurück`,
  hint: 'Sagen Sie, wo und wann. Ein kurzes Menü fragt, worum es geht; dann spricht jemand mit Ihnen, der helfen kann.',
  where: 'Wo sollen wir anrufen?',
  here: 'In diesem Browser',
  hereHint: 'Nichts zu wählen. Lassen Sie diese Seite offen und den Ton an.',
  phone: 'Auf meinem Telefon',
  phoneHint: 'Jede Nummer, die wir erreichen.',
  when: 'Wann?',
  now: 'Jetzt',
  inMinutes: (minutes) =>
    minutes === 60
      ? 'In einer Stunde'
      : plural('de', minutes, { one: 'In 1 Minute', other: `In ${minutes} Minuten` }),
  shareHint: 'So geht es schneller. Gesendet wird erst, wenn Sie um den Anruf bitten.',
  ask: 'Rufen Sie mich zurück',
  asking: 'Wird angefragt…',
  write: 'Lieber schreiben',
  comesNow: 'Wir rufen Sie jetzt an',
  comesAt: (time) => `Wir rufen Sie um ${time} an`,
  stayHere: 'Es klingelt hier. Lassen Sie diese Seite offen und den Ton an.',
  goesTo: (target) => `Ihr Telefon wird klingeln: ${target}`,
  cancel: 'Ich brauche den Anruf nicht',
  cancelled: 'Auf den Anruf wurde verzichtet.',
  overdue: 'Wir konnten Sie nicht erreichen',
  overdueHint:
    'Der Anruf kam in diesem Browser nicht an. Bitten Sie noch einmal darum, oder schreiben Sie uns.',
  again: 'Noch einmal bitten',
  problems: {
    badNumber: 'Schreiben Sie eine Telefonnummer mit Vorwahl, zum Beispiel +353 1 555 0142.',
    notAllowed:
      'Diese Nummer können wir von hier nicht anrufen. Wählen Sie „In diesem Browser“, oder schreiben Sie uns.',
    notOffered: 'Zurzeit kann hier niemand zurückrufen. Schreiben Sie uns stattdessen.',
    already: 'Sie haben schon um einen Anruf gebeten. Warten Sie darauf, oder schreiben Sie uns.',
    tooLate: 'Zum Verzichten war es zu spät: Der Anruf klingelt schon, oder er ist vorbei.',
    failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal, oder schreiben Sie uns.',
  },
};

export default de;
