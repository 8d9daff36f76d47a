import { randomUUID } from 'node:crypto';
import type { RosterEndpoint, RosterUser, SessionType } from './domain/roster';
import type { IncomingRequest, SipRequest } from '../../sip';
import { parseNameAddr, parseUri } from '../../sip';
import type { ConferenceServices } from './services';
import { ConferenceRefusal } from './refusal';

/** Why a dialog with a participant ends, as its BYE says (RFC 3326). */
export interface Goodbye {
  readonly cause: number;
  readonly text: string;
}

export const goodbyes = {
  ejected: { cause: 603, text: 'Ejected' },
  ended: { cause: 410, text: 'The conference has ended' },
  /** The same device has come again. */
  replaced: { cause: 482, text: 'Replaced by another connection' },
  left: { cause: 487, text: 'Left the conference' },
  lost: { cause: 408, text: 'No sign of life' },
  media: { cause: 408, text: 'Media timeout' },
  closing: { cause: 503, text: 'Service is shutting down' },
} as const satisfies Readonly<Record<string, Goodbye>>;

/** One connection of a participant: to the focus or to an MCU. */
export interface ConferenceLeg {
  /** Address of record. */
  readonly user: string;
  /** Its id in the roster. */
  readonly entity: string;
  readonly sessionType: SessionType;
  /** What tells the devices of one user apart. */
  readonly device: string | undefined;
  /** Counts nowhere and is shown to nobody: supervisors, and applications of ours. */
  readonly hidden?: boolean;
  /** Says goodbye. The conference has forgotten the leg already. */
  end(goodbye: Goodbye): void;
  /** There is reason to doubt that anybody is there. */
  suspect?(): void;
}

export type NewUser = Omit<RosterUser, 'endpoints'>;
export type NewEndpoint = RosterEndpoint;

/** The Contact of a device; its transport may change when it comes back. */
export function deviceOf(request: SipRequest): string | undefined {
  const uri = parseUri(parseNameAddr(request.headers.get('Contact') ?? '')?.uri ?? '');
  if (!uri) return undefined;
  const opaque = uri.params.get('opaque') ?? uri.params.get('gr') ?? '';
  return `${uri.user ?? ''}@${uri.host}:${uri.port ?? ''};${opaque}`.toLowerCase();
}

/** The proven identity; without one nobody gets anywhere. */
export function identityOf(incoming: IncomingRequest): string {
  if (incoming.identity === undefined) throw new ConferenceRefusal('not-authorized', { status: 403 });
  return incoming.identity;
}

const maxName = 100;

/** Users have the name of the directory, whatever they call themselves. */
export function nameOf(uri: string, said: string | undefined, services: ConferenceServices): string {
  const known = services.displayNameOf(uri);
  if (known !== undefined) return known;
  const spoken = said
    ?.replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, maxName);
  return spoken || (parseUri(uri)?.user ?? uri);
}

/** The name in From, as text. */
export function fromName(request: SipRequest): string | undefined {
  return parseNameAddr(request.headers.text('From') ?? '')?.displayName;
}

/** Of an endpoint that comes without one of its own. */
export const newEntity = (): string => `{${randomUUID().toUpperCase()}}`;
