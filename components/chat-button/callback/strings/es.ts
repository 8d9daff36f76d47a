import { plural } from '../../../internal/localisation/plural';
import type { CallbackStrings } from './en';

const es: CallbackStrings = {
  callback: 'Devolución de llamada',
  title: 'Le devolvemos la llamada',
  titleTo: (name) => `${name}, le devolvemos la llamada`,
  hint: 'Diga dónde y cuándo. Un breve menú pregunta de qué se trata y después habla con usted alguien que puede ayudarle.',
  where: '¿Dónde le llamamos?',
  here: 'En este navegador',
  hereHint: 'No hay que marcar. Deje esta página abierta y el sonido activado.',
  phone: 'En mi teléfono',
  phoneHint: 'Cualquier número al que podamos llamar.',
  when: '¿Cuándo?',
  now: 'Ahora',
  inMinutes: (minutes) =>
    minutes === 60
      ? 'Dentro de una hora'
      : plural('es', minutes, { one: 'Dentro de 1 minuto', other: `Dentro de ${minutes} minutos` }),
  shareHint: 'Ayuda a responder antes. No se envía nada hasta que pida la llamada.',
  ask: 'Llámenme',
  asking: 'Solicitando…',
  write: 'Prefiero escribir',
  comesNow: 'Le estamos llamando',
  comesAt: (time) => `Le llamamos a las ${time}`,
  stayHere: 'Sonará aquí. Deje esta página abierta y el sonido activado.',
  goesTo: (target) => `Sonará su teléfono: ${target}`,
  cancel: 'Ya no necesito la llamada',
  cancelled: 'Se ha renunciado a la llamada.',
  overdue: 'No hemos podido localizarle',
  overdueHint: 'La llamada no llegó a este navegador. Pida otra o escríbanos.',
  again: 'Pedir de nuevo',
  problems: {
    badNumber: 'Escriba un número de teléfono con prefijo, por ejemplo +353 1 555 0142.',
    notAllowed: 'No podemos llamar a este número desde aquí. Elija «En este navegador» o escríbanos.',
    notOffered: 'En este momento nadie puede devolver llamadas aquí. Escríbanos.',
    already: 'Ya ha pedido una llamada. Espérela o escríbanos.',
    tooLate: 'Era demasiado tarde para renunciar: la llamada ya suena o ha terminado.',
    failed: 'No ha funcionado. Inténtelo de nuevo en un momento o escríbanos.',
  },
};

export default es;
