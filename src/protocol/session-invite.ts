import { decodeTextBase64, encodeTextBase64, utf8Length } from './base64';
import { httpUrlOrHost } from './http-url';
import { WireFormatError } from './wire-format-error';
import { readXml } from './xml/read';
import { writeXml } from './xml/write';
import type { XmlElement } from './xml/read';
import type { XmlOutput } from './xml/write';

export const sessionInviteContentType = 'application/ms-session-invite+xml';

/** The body must be under this many bytes of UTF-8. */
export const sessionInviteBodyLimit = 4096;
/** Contextual data, in characters of base64. */
export const sessionInviteDataLimit = 4096;
/** Application name, in characters. */
export const applicationNameLimit = 50;
/** Toast, in characters. */
export const toastLimit = 80;

/** The invitation to open an application beside a conversation (UCMA: `ConversationContextChannelEstablishOptions`). */
export interface SessionInvite {
  /** GUID; braces and case do not matter when building, parsing gives the normal form. */
  readonly applicationId: string;
  readonly applicationName?: string;
  /** Contextual data as text; base64 on the wire only. */
  readonly data?: string;
  /** Shown when the invitation arrives. */
  readonly toast?: string;
  /** Opens the application in a browser. http(s) only. */
  readonly simpleLink?: string;
  /** Where to get the application. http(s), or a host name without scheme. */
  readonly installLink?: string;
}

export type ContextLimitCode = 'body-too-large' | 'data-too-large' | 'name-too-long' | 'toast-too-long';

/** A limit of the context channel is exceeded. Unit of `limit` and `actual`: bytes for the body, else characters. */
export class ContextLimitError extends Error {
  override readonly name = 'ContextLimitError';
  constructor(
    readonly code: ContextLimitCode,
    readonly limit: number,
    readonly actual: number,
  ) {
    super(`${code}: ${actual} of ${limit}`);
  }
}

/** GUIDs are compared in this form: lower case, no braces, no blanks. Anything else comes back trimmed and in lower case. */
export function normalizeApplicationId(id: string): string {
  const trimmed = id.trim();
  const bare = /^\{[^]*\}$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
  return bare.toLowerCase();
}

/** Whether `id`, in whatever spelling, is a GUID. */
export function isApplicationId(id: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(normalizeApplicationId(id));
}

/** Throws `ContextLimitError`; `WireFormatError` if the id is no GUID or a link is not http(s). */
export function buildSessionInvite(invite: SessionInvite): string {
  if (!isApplicationId(invite.applicationId)) throw new WireFormatError('invalid-value', 'application-id');
  for (const link of ['simpleLink', 'installLink'] as const) {
    if (invite[link] && !httpUrlOrHost(invite[link])) throw new WireFormatError('invalid-url', link);
  }
  checkLimit('name-too-long', applicationNameLimit, invite.applicationName?.length);
  checkLimit('toast-too-long', toastLimit, invite.toast?.length);
  const data = invite.data === undefined ? undefined : encodeTextBase64(invite.data);
  checkLimit('data-too-large', sessionInviteDataLimit, data?.length);
  const body = writeBody(invite, data);
  checkLimit('body-too-large', sessionInviteBodyLimit - 1, utf8Length(body));
  return body;
}

/** How many bytes of UTF-8 `data` may have so that the invitation with everything else in it stays within its limits; never negative. */
export function sessionInviteDataRoom(invite: SessionInvite): number {
  const room = sessionInviteBodyLimit - 1 - utf8Length(writeBody(invite, 'AAAA')) + 4;
  return Math.max(0, Math.floor(Math.min(room, sessionInviteDataLimit) / 4) * 3);
}

/**
 * Reads an invitation as Lync and UCMA send it: with or without braces and blanks, entry names in any case, any namespace,
 * links that are not http(s) left out. `data`: `auto` takes canonical base64 of UTF-8 as such and anything else raw; the
 * other two settle the short words that are base64 by chance. Throws `XmlError`, `WireFormatError` or `ContextLimitError`.
 */
export function parseSessionInvite(body: string, data: 'auto' | 'base64' | 'raw' = 'auto'): SessionInvite {
  checkLimit('body-too-large', sessionInviteBodyLimit - 1, utf8Length(body));
  const session = readXml(body.trim());
  if (session.name.toLowerCase() !== 'session') throw new WireFormatError('malformed', session.name);
  const id = child(session, 'application-id')?.text ?? '';
  if (!isApplicationId(id)) throw new WireFormatError(id ? 'invalid-value' : 'missing', 'application-id');
  const entries = new Map<string, string>();
  for (const entry of child(session, 'additional-properties')?.children ?? []) {
    const name = child(entry, 'name')?.text.trim().toLowerCase();
    const value = child(entry, 'value')?.text;
    if (name && value !== undefined && !entries.has(name)) entries.set(name, value);
  }
  const raw = entries.get('data');
  const invite = {
    applicationId: normalizeApplicationId(id),
    applicationName: entries.get('name')?.trim(),
    data: raw === undefined ? undefined : decodeData(raw, data),
    toast: entries.get('customtoast')?.trim(),
    simpleLink: httpUrlOrHost(entries.get('simplelink') ?? ''),
    installLink: httpUrlOrHost(entries.get('installlink') ?? ''),
  };
  checkLimit('name-too-long', applicationNameLimit, invite.applicationName?.length);
  checkLimit('toast-too-long', toastLimit, invite.toast?.length);
  return invite;
}

function writeBody(invite: SessionInvite, data: string | undefined): string {
  const entries = Object.entries({
    data,
    simpleLink: invite.simpleLink,
    customToast: invite.toast,
    name: invite.applicationName,
    installLink: invite.installLink,
  }).flatMap(([name, value]): XmlOutput[] =>
    value === undefined ? [] : [['entry', {}, ['name', {}, name], ['value', {}, value]]],
  );
  const id = `{${normalizeApplicationId(invite.applicationId)}}`;
  return writeXml(['session', {}, ['application-id', {}, id], ['additional-properties', {}, ...entries]]);
}

function decodeData(raw: string, form: 'auto' | 'base64' | 'raw'): string {
  if (form === 'raw') return raw;
  // Encoders fold long lines; blanks inside a line would be text.
  const decoded = decodeTextBase64(raw.trim().replace(/[ \t]*\r?\n[ \t]*/g, ''));
  if (decoded === undefined && form === 'base64') throw new WireFormatError('malformed', 'data');
  return decoded ?? raw;
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((item) => item.name.toLowerCase() === name);
}

function checkLimit(code: ContextLimitCode, limit: number, actual = 0): void {
  if (actual > limit) throw new ContextLimitError(code, limit, actual);
}
