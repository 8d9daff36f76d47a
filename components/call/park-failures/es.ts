import type { ParkFailureStrings } from './en';

const es: ParkFailureStrings = {
  reasons: {
    'park-not-available': 'Ahora no se puede aparcar aquí. Transfiera la llamada.',
    'orbit-not-found':
      'No hay ninguna llamada en este número. Compruébelo; puede que se haya recuperado o terminado.',
    'processing-error': 'Error del servicio de aparcamiento. Inténtelo de nuevo.',
    'no-orbit-available': 'Todas las posiciones están ocupadas. Espere o transfiera la llamada.',
    'outside-enterprise': 'Solo se puede recuperar desde dentro de la empresa.',
    'park-timeout': 'Aparcar tardó demasiado. Inténtelo de nuevo.',
    'ucas-error': 'El servicio no alcanza su servidor. Avise al administrador.',
    'double-park': 'Esta llamada ya se está aparcando.',
    'replaces-error': 'El teléfono de la otra parte no se puede aparcar. Transfiera la llamada.',
    'version-not-understood': 'El servicio no entiende esta versión. Avise al administrador.',
    'bad-request': 'El servicio no entendió la petición. Avise al administrador.',
    'could-not-safe-retrieve': 'Su llamada ya no está aparcada ahí. No se recuperó ninguna otra.',
    'could-not-forward': 'No se alcanza el servidor donde está la llamada. Inténtelo en un momento.',
    draining: 'El servicio está en mantenimiento y no acepta llamadas. Transfiera la llamada.',
    'park-time-expired': 'La llamada esperó demasiado y se cortó.',
    'park-time-expired-after-fallback': 'La llamada esperó demasiado, no se pudo desviar y se cortó.',
    'parker-dialog-terminated': 'El servicio no informará más de esta llamada.',
    'no-conversation': 'La llamada terminó antes de aparcarse.',
    'retrieve-failed': 'No se pudo entregar la llamada. Sigue aparcada: inténtelo de nuevo.',
    'permission-refused':
      'El navegador no permite usar el micrófono. Permítalo junto a la barra de direcciones y reintente.',
    'device-not-found': 'No se encontró micrófono. Conecte uno y reintente.',
    'device-in-use': 'Otro programa usa el micrófono. Ciérrelo y reintente.',
    'media-failed': 'No se pudo establecer el sonido. Quizá lo impida un cortafuegos; pruebe otra red.',
    'not-found': 'Esta posición no existe.',
    forbidden: 'No tiene permiso para hacerlo.',
    busy: 'Otra persona está recuperando esta llamada.',
    unreachable: 'No se alcanza el servicio. Inténtelo en un momento.',
    timeout: 'El servicio no respondió a tiempo. Inténtelo de nuevo.',
    'connection-failed': 'No hay conexión con el servidor.',
    'invalid-state': 'No es posible en este momento.',
    aborted: 'Se abandonó.',
    cancelled: 'Se abandonó.',
    declined: 'El servicio lo ha rechazado.',
    'no-answer': 'El servicio no respondió.',
    'rate-limited': 'Demasiados intentos. Espere un momento.',
    'server-error': 'Algo falló en el servidor. Inténtelo de nuevo.',
  },
};

export default es;
