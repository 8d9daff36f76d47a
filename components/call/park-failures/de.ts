import type { ParkFailureStrings } from './en';

const de: ParkFailureStrings = {
  reasons: {
    'park-not-available':
      'Anrufe können hier jetzt nicht geparkt werden. Leiten Sie den Anruf stattdessen weiter.',
    'orbit-not-found':
      'Unter dieser Nummer ist kein Anruf geparkt. Prüfen Sie die Nummer; der Anruf kann abgeholt oder beendet worden sein.',
    'processing-error': 'Beim Parkdienst ist ein Fehler aufgetreten. Versuchen Sie es erneut.',
    'no-orbit-available':
      'Alle Parkplätze sind belegt. Warten Sie, bis einer frei wird, oder leiten Sie den Anruf weiter.',
    'outside-enterprise': 'Anrufe können nur von innerhalb der Firma abgeholt werden.',
    'park-timeout': 'Das Parken dauerte zu lange und wurde aufgegeben. Versuchen Sie es erneut.',
    'ucas-error': 'Der Parkdienst erreicht seinen Server nicht. Sagen Sie es Ihrem Administrator.',
    'double-park': 'Dieser Anruf wird bereits geparkt.',
    'replaces-error': 'Das Telefon der anderen Seite lässt sich nicht parken. Leiten Sie den Anruf weiter.',
    'version-not-understood':
      'Der Parkdienst versteht die Version dieses Programms nicht. Sagen Sie es Ihrem Administrator.',
    'bad-request': 'Der Parkdienst hat die Anfrage nicht verstanden. Sagen Sie es Ihrem Administrator.',
    'could-not-safe-retrieve': 'Ihr Anruf ist dort nicht mehr geparkt. Es wurde kein fremder Anruf abgeholt.',
    'could-not-forward':
      'Der Server, auf dem der Anruf geparkt ist, ist nicht erreichbar. Versuchen Sie es gleich noch einmal.',
    draining:
      'Der Parkdienst wird gerade gewartet und nimmt keine Anrufe mehr an. Leiten Sie den Anruf weiter.',
    'park-time-expired': 'Der Anruf wartete zu lange und wurde beendet.',
    'park-time-expired-after-fallback':
      'Der Anruf wartete zu lange, ließ sich nicht weiterleiten und wurde beendet.',
    'parker-dialog-terminated': 'Der Parkdienst meldet zu diesem Anruf nichts mehr.',
    'no-conversation': 'Der Anruf endete, bevor er geparkt war.',
    'retrieve-failed':
      'Der geparkte Anruf ließ sich nicht übergeben. Er ist noch geparkt: Versuchen Sie es erneut.',
    'permission-refused':
      'Der Browser gibt das Mikrofon für diese Seite nicht frei. Erlauben Sie es links in der Adresszeile und versuchen Sie es erneut.',
    'device-not-found':
      'Es wurde kein Mikrofon gefunden. Schließen Sie eines an und versuchen Sie es erneut.',
    'device-in-use':
      'Ein anderes Programm benutzt das Mikrofon. Schließen Sie es dort und versuchen Sie es erneut.',
    'media-failed':
      'Es kam kein Ton zustande. Vielleicht steht eine Firewall im Weg; versuchen Sie ein anderes Netz.',
    'not-found': 'Diesen Parkplatz gibt es nicht.',
    forbidden: 'Das dürfen Sie nicht.',
    busy: 'Jemand anders holt diesen Anruf gerade ab.',
    unreachable: 'Der Parkdienst ist nicht erreichbar. Versuchen Sie es gleich noch einmal.',
    timeout: 'Der Parkdienst hat nicht rechtzeitig geantwortet. Versuchen Sie es erneut.',
    'connection-failed': 'Es besteht keine Verbindung zum Server.',
    'invalid-state': 'Das ist gerade nicht möglich.',
    aborted: 'Es wurde aufgegeben.',
    cancelled: 'Es wurde aufgegeben.',
    declined: 'Der Parkdienst hat abgelehnt.',
    'no-answer': 'Der Parkdienst hat nicht geantwortet.',
    'rate-limited': 'Zu viele Versuche in kurzer Zeit. Warten Sie einen Moment.',
    'server-error': 'Auf dem Server ging etwas schief. Versuchen Sie es erneut.',
  },
};

export default de;
