import type { ContactTeamStrings } from './en';

const es: ContactTeamStrings = {
  title: 'Con este cliente',
  you: 'usted',
  ringing: 'se le está preguntando…',
  supervisor: 'supervisor',
  invite: 'Traer a un compañero',
  ask: 'Pedir que venga',
  handOver: 'Traspasar',
  remove: 'Quitar',
  leave: 'Salir',
  leaveHint: (name) => `${name} sigue con el cliente.`,
  nobody: 'Ningún compañero puede venir',
  asked: (name) => `Se está preguntando a ${name}.`,
  joined: (name) => `${name} ya está.`,
  left: (name) => `${name} se ha ido.`,
  declined: (name) => `${name} ha rechazado.`,
  missed: (name) => `${name} no ha contestado.`,
  unreached: (name) => `No se ha podido localizar a ${name}.`,
  failed: 'No ha funcionado. Nada ha cambiado.',
  reasons: {
    busy: 'Está en una llamada o ya está aquí.',
    'not-found': 'Ese compañero ya no existe.',
    forbidden: 'No tiene permiso aquí.',
    'invalid-state': 'No está conectado.',
  },
  state: {
    'not-present': 'ausente',
    'not-ready': 'no disponible',
    ready: 'libre',
    offering: 'recibiendo oferta',
    busy: 'ocupado',
    'wrap-up': 'en cierre',
  },
};

export default es;
