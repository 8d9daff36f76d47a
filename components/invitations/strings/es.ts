import { plural } from '../../internal/localisation/plural';
import type { InvitationsStrings } from './en';

const es: InvitationsStrings = {
  label: 'Invitaciones',
  empty: 'Nadie está esperando',
  emptyText: (shortcut) =>
    shortcut
      ? `Las nuevas conversaciones aparecen aquí. ${shortcut} le lleva a ellas.`
      : 'Las nuevas conversaciones aparecen aquí.',
  notConnected: 'No está conectado',
  notConnectedText: 'Nadie puede contactarle hasta que vuelva la conexión.',
  visitor: 'Visitante',
  announce: (name, text, shortcut) =>
    `${name} quiere chatear. ${text}${shortcut ? ` Pulse ${shortcut} para responder.` : ''}`,
  call: 'Llamada entrante',
  videoCall: 'Videollamada entrante',
  ringBack: 'Vuelve su llamada aparcada',
  conference: 'Le invita a una conferencia',
  chat: 'Chat',
  audio: 'Sonido',
  join: 'Entrar',
  joinWithSound: 'Entrar con sonido',
  joinWithoutSound: 'Entrar sin sonido',
  joining: 'Entrando…',
  acceptVideo: 'Con vídeo',
  announceCall: (name, what, shortcut) =>
    `${name}: ${what}.${shortcut ? ` Pulse ${shortcut} para responder.` : ''}`,
  low: 'Importancia baja',
  high: 'Importancia alta',
  emergency: 'Emergencia',
  left: (seconds) =>
    plural('es', seconds, { one: `queda ${seconds} segundo`, other: `quedan ${seconds} segundos` }),
  accept: 'Aceptar',
  decline: 'Rechazar',
  accepting: 'Aceptando…',
  declining: 'Rechazando…',
  acceptFailed: 'No se pudo aceptar. Inténtelo de nuevo.',
  declineFailed: 'No se pudo rechazar. Inténtelo de nuevo.',
  answeredElsewhere: 'Atendida en otro lugar',
  noLongerWaiting: 'Ya no espera',
  ranOut: 'La oferta ha caducado',
  failed: 'No se pudo iniciar la conversación',
  more: (count) => plural('es', count, { one: `${count} más esperando`, other: `${count} más esperando` }),
  less: 'Mostrar menos',
  dismiss: 'Cerrar',
  room: 'Invitación a una sala',
  roomBy: (name) => `${name} le invita a una sala`,
};

export default es;
