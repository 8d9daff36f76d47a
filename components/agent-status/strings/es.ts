import { plural } from '../../internal/localisation/plural';
import type { AgentStatusStrings } from './en';

const es: AgentStatusStrings = {
  label: 'Su estado',
  presence: 'Presencia',
  online: 'En línea',
  busy: 'Ocupado',
  onThePhone: 'Al teléfono',
  doNotDisturb: 'No molestar',
  beRightBack: 'Vuelvo enseguida',
  away: 'Ausente',
  offline: 'Aparecer desconectado',
  changingTo: (name) => `Cambiando a ${name}…`,
  changed: (name) => `Su estado ahora: ${name}`,
  failed: 'El cambio no se completó. Nada ha cambiado; inténtelo de nuevo.',
  notConnected: 'Sin conexión. Podrá cambiar su estado cuando vuelva la conexión.',
  readiness: 'Listo para chats',
  ready: 'Listo',
  notReady: 'No listo',
  whyNotReady: 'Por qué no está listo',
  noReason: 'Sin motivo',
  break: 'Descanso',
  lunch: 'Almuerzo',
  training: 'Formación',
  meeting: 'Reunión',
  stateNotPresent: 'No se le ofrecen chats mientras no esté en línea.',
  stateReady: 'Esperando el próximo chat.',
  stateOffering: 'Se le está ofreciendo un chat.',
  stateOnThePhone: 'Está al teléfono. Mientras tanto no se le ofrece nada.',
  stateBusy: 'Tiene el máximo de chats permitido.',
  stateNotReady: 'No se le ofrecen chats.',
  wrapUp: 'Cierre',
  wrapUpLeft: (time) => `quedan ${time}`,
  wrapUpOpen: 'hasta que termine',
  endWrapUp: 'Terminar',
  extend: (seconds) => {
    const n = Math.round(seconds / 60);
    return plural('es', n, { one: `Un minuto más`, other: `${n} minutos más` });
  },
  capacity: 'Chats',
  capacityValue: (active, capacity) => `${active} de ${capacity}`,
  queues: 'Colas',
  waiting: (count) => plural('es', count, { one: `${count} esperando`, other: `${count} esperando` }),
  longest: (time) => `la mayor ${time}`,
  missed: (count) =>
    plural('es', count, { one: `${count} oferta perdida`, other: `${count} ofertas perdidas seguidas` }),
};

export default es;
