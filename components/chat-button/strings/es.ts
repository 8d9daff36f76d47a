import { plural } from '../../internal/localisation/plural';
import type { ChatStrings } from './en';

const es: ChatStrings = {
  chat: 'Chat',
  greeting: '¿En qué podemos ayudarle?',
  greetingTo: (name) => `Hola, ${name}, ¿en qué podemos ayudarle?`,
  hint: 'Escriba abajo y le pondremos en contacto con alguien que pueda ayudarle.',
  hintCall: 'Escriba abajo de qué se trata. En cuanto haya alguien, podrá llamarle desde este chat.',
  hintCallback: 'Deje su número y díganos de qué se trata. Le llamaremos.',
  name: 'Su nombre',
  email: 'Correo electrónico',
  phone: 'Número de teléfono',
  optional: 'opcional',
  phoneMissing: 'Necesitamos su número para llamarle.',
  share: 'Compartir lo que he estado viendo',
  shareHint: 'Ayuda a responder antes. No se envía nada hasta que escriba.',
  shareDetails: 'Ver lo que se comparte',
  sharePage: 'Esta página',
  shareReferrer: 'De dónde viene',
  shareLinks: (count) =>
    plural('es', count, { one: 'Un enlace que ha seguido', other: `${count} enlaces que ha seguido` }),
  shareCookies: 'Guardado por este sitio',
  shareData: 'Datos de este sitio',
  minimise: 'Cerrar la ventana del chat',
  end: 'Terminar el chat',
  queued: 'Está en la cola',
  position: (position) =>
    position === 1 ? 'Es su turno a continuación' : `Es el número ${position} de la cola`,
  wait: (minutes) =>
    plural('es', minutes, { one: 'aproximadamente 1 minuto', other: `aproximadamente ${minutes} minutos` }),
  offering: 'Alguien está a punto de atenderle',
  connectedTo: (name) => `Está chateando con ${name}`,
  connecting: 'Conectando…',
  ended: 'Chat terminado',
  transcript: 'Guardar la conversación',
  again: 'Empezar otro chat',
  unread: (count) => plural('es', count, { one: '1 mensaje sin leer', other: `${count} mensajes sin leer` }),
  notStarted: 'No se ha podido iniciar el chat.',
};

export default es;
