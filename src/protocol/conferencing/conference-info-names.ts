/** Names that the conference formats share ([MS-CONFBAS], RFC 4575). Readers compare local names only: the specification's own samples disagree about namespaces. */
export const conferenceInfoContentType = 'application/conference-info+xml';
export const conferenceEvent = 'conference';

export const conferenceNamespaces = {
  info: 'urn:ietf:params:xml:ns:conference-info',
  separator: 'urn:ietf:params:xml:ns:conference-info-separator',
  msci: 'http://schemas.microsoft.com/rtc/2005/08/confinfoextensions',
  cccp: 'urn:ietf:params:xml:ns:cccp',
  mscp: 'http://schemas.microsoft.com/rtc/2005/08/cccpextensions',
  /** Ours: who is talking. */
  lync: 'urn:lync-widgets:conference-info',
} as const;

export const mcuTypes = ['chat', 'audio-video'] as const;
export type McuType = (typeof mcuTypes)[number];

export type ConferenceRole = 'presenter' | 'attendee';

/** RFC 4575 section 5.7.3; UCMA's `ConferenceEndpointState` is the same list. */
export const endpointStatuses = [
  'pending',
  'dialing-out',
  'dialing-in',
  'alerting',
  'on-hold',
  'connected',
  'muted-via-focus',
  'disconnecting',
  'disconnected',
] as const;
export type ConferenceEndpointStatus = (typeof endpointStatuses)[number];

export interface ConferenceAddress {
  readonly organizer: string;
  /** `focus`, `focusfactory`, `chat`, `audio-video`. */
  readonly type: string;
  /** Absent for the focus factory. */
  readonly id?: string;
}

/** [MS-CONFBAS] ids: SHOULD allow 8 to 32 letters and digits. */
const idForm = /^[a-z\d]{8,32}$/i;
const addressForm =
  /^(sips?:[^\s@<>"?;,]+@[^\s@<>"?;,]+);gruu;opaque=app:conf:([a-z-]+)(?::id:([a-z\d]+))?$/i;

export const isConferenceId = (id: string): boolean => idForm.test(id);

/** `sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL3GPNYP`. */
export function conferenceUri(organizer: string, type: 'focus' | McuType, id: string): string {
  return `${organizer};gruu;opaque=app:conf:${type}:id:${id}`;
}

export function focusFactoryUri(organizer: string): string {
  return `${organizer};gruu;opaque=app:conf:focusfactory`;
}

/** The parts of an address of conferencing; undefined for any other. */
export function parseConferenceUri(uri: string): ConferenceAddress | undefined {
  const match = addressForm.exec(uri.trim());
  if (!match) return undefined;
  const [, organizer = '', type = '', id] = match;
  if (id === undefined ? type.toLowerCase() !== 'focusfactory' : !isConferenceId(id)) return undefined;
  return { organizer, type: type.toLowerCase(), ...(id !== undefined && { id }) };
}

/** The address of an MCU, made from its focus's. The one in `conf-uris` goes first where there is one. */
export function mcuUri(focusUri: string, type: McuType): string {
  return focusUri.replace(/:focus:/i, `:${type}:`);
}

/** URIs of conferencing are compared without regard to case. */
export const isSameConferenceUri = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();
