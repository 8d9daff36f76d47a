import type { ContextPaneStrings } from './en';

const de: ContextPaneStrings = {
  label: 'Kundenkontext',
  noConversationTitle: 'Keine Unterhaltung ausgewählt',
  noConversationText: 'Wählen Sie eine Unterhaltung, um zu sehen, wer schreibt.',
  waitingTitle: 'Der Kontext kommt mit der Unterhaltung',
  waitingText: 'Sobald sie verbunden ist, sehen Sie hier, wer der Kunde ist und was er sich angesehen hat.',
  emptyTitle: 'Noch nichts geteilt',
  emptyText:
    'Angaben zum Kunden und die Anwendungen für diese Unterhaltung erscheinen hier, sobald sie eintreffen.',
  endedTitle: 'Es wurde nichts geteilt',
  endedText: 'Diese Unterhaltung endete ohne Kontext.',
  stateNone: 'Bereit',
  stateEstablishing: 'Wird verbunden',
  stateLive: 'Live',
  stateRecovering: 'Wird wiederverbunden',
  stateEnded: 'Beendet',
  stateFailed: 'Fehlgeschlagen',
  stateBlocked: 'Nicht geöffnet',
  faceEstablishing: 'Der Dienst öffnet diese Anwendung.',
  faceRecovering:
    'Die Verbindung wurde unterbrochen. Die Anzeige ist vielleicht veraltet; es geht von selbst weiter, der Chat ist nicht betroffen.',
  faceEndedLocally: 'Auf dieser Seite geschlossen. Empfangenes bleibt sichtbar.',
  faceEndedRemotely: 'Der Dienst hat diesen Kanal geschlossen. Empfangenes bleibt sichtbar.',
  faceEstablishFailed: 'Dieser Kanal konnte nicht geöffnet werden. Der Chat ist nicht betroffen.',
  faceRemoteUnreachable:
    'Der Dienst hinter dieser Anwendung ist nicht erreichbar. Der Chat ist nicht betroffen.',
  faceFirstHopUnreachable:
    'Ihre eigene Verbindung ging verloren, bevor dieser Kanal offen war. Prüfen Sie Ihr Netzwerk.',
  faceRecoveryFailed:
    'Die Verbindung ließ sich nicht wiederherstellen; Sie sehen den Stand von damals. Fragen Sie den Kunden nach Neuerem.',
  unseen: 'neue Daten',
  notRegisteredTitle: (name) => `„${name}“ ist hier nicht eingerichtet`,
  notRegisteredText: 'Die Anwendung wurde angeboten, ist aber nicht registriert. Sie wurde nicht geöffnet.',
  notForRoleTitle: (name) => `„${name}“ ist nicht für Ihre Rolle`,
  notForRoleText:
    'Die Anwendung ist für andere Rollen registriert. Fragen Sie Ihre Leitung, wenn Sie sie brauchen.',
  installCaution:
    'Niemand hat dieses Installationsprogramm geprüft. Nutzen Sie es nur, wenn Ihre Administration Sie darum gebeten hat.',
  install: (host) => `Von ${host} beziehen`,
  linkCaution:
    'Der Dienst hat einen Link gesendet. Niemand hat ihn geprüft: Öffnen Sie ihn nur, wenn Sie ihn erwarten.',
  openLink: (host) => `${host} öffnen`,
  linkRefused: 'Es wurde ein Link gesendet, der keine Webadresse ist und nicht geöffnet werden kann:',
  newTab: 'öffnet in neuem Tab',
  elementMissing: (tag) => `Diese Seite hat noch kein <${tag}>. Die Anwendung startet, sobald es da ist.`,
  notStarted:
    'Die registrierte Adresse oder das Element dieser Anwendung ist ungültig. Informieren Sie Ihre Administration.',
  wrongOrigin: (origin) =>
    `Diese Anwendung ist auf eine andere Website gewechselt (${origin}) und erhält keine Daten. Laden Sie sie neu, um zurückzukehren.`,
  reload: 'Neu laden',
  frameTitle: (name) => `Anwendung: ${name}`,
  nothingYet: 'An diese Anwendung wurde noch nichts gesendet.',
  received: 'Empfangen',
  updated: 'aktualisiert',
  updatedNow: (what) => `Aktualisiert: ${what}`,
  verified: 'Bestätigt',
  verifiedHint: 'Von der Website signiert',
  claimed: 'Laut Besucher',
  contradiction: (value) => `Laut Besucher: ${value}`,
  unnamed: 'Besucher ohne Namen',
  contact: 'Kontakt',
  name: 'Name',
  email: 'E-Mail',
  phone: 'Telefon',
  page: 'Aktuelle Seite',
  referrer: (from) => `von ${from}`,
  links: 'Angeklickte Links',
  cookies: 'Cookies',
  data: 'Daten der Seite',
  waited: (time) => `${time} gewartet`,
  truncated: 'Der Rest folgt gleich.',
  more: (count) => `${count} weitere`,
};

export default de;
