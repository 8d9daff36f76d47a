import { plural } from '../../internal/localisation/plural';
import type { SipTraceStrings } from './en';

const es: SipTraceStrings = {
  label: 'Traza SIP',
  filter: 'Filtro',
  filterHint: 'INVITE, un Call-ID, -NOTIFY …',
  pause: 'Pausar',
  resume: 'Reanudar',
  clear: 'Vaciar',
  copyAll: 'Copiar todo',
  copyOne: 'Copiar este mensaje',
  download: 'Descargar',
  copied: 'Copiado.',
  copyFailed: 'El navegador no permitió copiar. Seleccione el texto y cópielo a mano.',
  empty: 'Aún no hay mensajes. Lo que la sesión envíe y reciba desde ahora aparecerá aquí.',
  noSession:
    'No hay sesión. Coloque este elemento dentro de una lync-session o nombre una con el atributo session.',
  noMatch: 'Ningún mensaje coincide con el filtro.',
  paused: (count) =>
    plural('es', count, {
      one: `En pausa; ${count} mensaje espera.`,
      other: `En pausa; ${count} mensajes esperan.`,
    }),
  count: (shown, all) =>
    shown === all
      ? plural('es', all, { one: `${all} mensaje`, other: `${all} mensajes` })
      : `${shown} de ${all} mensajes`,
  messages: 'Mensajes',
  dialogs: 'Diálogos',
  allDialogs: 'Todos los diálogos',
  self: 'Esta sesión',
  edge: 'Edge',
  focus: (id) => `Foco ${id}`,
  chatMcu: (id) => `MCU de chat ${id}`,
  audioVideoMcu: (id) => `MCU A/V ${id}`,
  sent: (what, who) => `${what}, enviado a ${who}`,
  received: (what, who) => `${what}, recibido de ${who}`,
  dialog: (number, purpose) => `Diálogo ${number}: ${purpose}`,
  took: (milliseconds) => `${milliseconds} ms`,
  details: 'Texto del mensaje',
  choose: 'Elija un mensaje para leerlo.',
  close: 'Cerrar',
  purposes: {
    registration: 'Registro',
    'conference-invitation': 'Invitación a conferencia',
    focus: 'Foco de la conferencia',
    'chat-mcu': 'Chat de la conferencia',
    'audio-video-mcu': 'Audio de la conferencia',
    'context-channel': 'Canal de contexto',
    call: 'Llamada',
    chat: 'Chat',
    subscription: 'Suscripción',
    publication: 'Publicación',
    service: 'Solicitud de servicio',
    message: 'Mensaje',
    refer: 'Transferencia',
    other: 'Otro',
  },
};

export default es;
