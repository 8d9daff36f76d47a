import type { ConversationImportance } from '../importance';
import type { PresenceAvailability } from '../presence';

/** States of a conversation that carries messages only, as UCWA 2.0 names them. */
export type UcwaConversationState = 'Incoming' | 'Connecting' | 'Connected' | 'Disconnected';
export type UcwaMessagingState = 'Connecting' | 'Connected' | 'Disconnected';
export type UcwaInvitationState = 'Connecting' | 'Connected' | 'Declined' | 'Cancelled' | 'Failed';
export type UcwaMessageFormat = 'Plain' | 'Html';
export type UcwaImportance = 'Normal' | 'Urgent' | 'Emergency';

/** What `presence` says; `Offwork` can be set too. */
export type UcwaAvailability =
  | 'Online'
  | 'IdleOnline'
  | 'Busy'
  | 'IdleBusy'
  | 'DoNotDisturb'
  | 'BeRightBack'
  | 'Away'
  | 'Offwork'
  | 'Offline';

/** The property of a resource that may be changed has a random name and this value; a PUT must repeat it. */
export const putMarker = 'please pass this in a PUT request';

const importances: Readonly<Record<string, ConversationImportance>> = {
  low: 'low',
  normal: 'normal',
  high: 'high',
  urgent: 'high',
  emergency: 'emergency',
};

/** Normal, Urgent and Emergency as documented, and Low and High as some articles have it; any case. Undefined for anything else. */
export function parseUcwaImportance(text: string): ConversationImportance | undefined {
  return Object.hasOwn(importances, text.toLowerCase()) ? importances[text.toLowerCase()] : undefined;
}

/** UCWA has nothing below Normal. */
export function ucwaImportanceOf(importance: ConversationImportance): UcwaImportance {
  return importance === 'emergency' ? 'Emergency' : importance === 'high' ? 'Urgent' : 'Normal';
}

const settable: readonly UcwaAvailability[] = [
  'Online',
  'Busy',
  'DoNotDisturb',
  'BeRightBack',
  'Away',
  'Offwork',
];

/** One that a person may set, in any case. */
export function parseUcwaAvailability(text: string): UcwaAvailability | undefined {
  return settable.find((value) => value.toLowerCase() === text.toLowerCase());
}

const published = {
  Online: 'online',
  IdleOnline: 'online',
  Busy: 'busy',
  IdleBusy: 'busy',
  DoNotDisturb: 'do-not-disturb',
  BeRightBack: 'be-right-back',
  Away: 'away',
  Offwork: 'away',
  Offline: 'offline',
} as const satisfies Record<UcwaAvailability, PresenceAvailability>;

/** As presence documents (PIDF) say it. */
export function presenceOfUcwa(availability: UcwaAvailability): PresenceAvailability {
  return published[availability];
}

export function ucwaAvailabilityOf(availability: PresenceAvailability): UcwaAvailability {
  switch (availability) {
    case 'online':
      return 'Online';
    case 'busy':
      return 'Busy';
    case 'do-not-disturb':
      return 'DoNotDisturb';
    case 'be-right-back':
      return 'BeRightBack';
    case 'away':
      return 'Away';
    case 'offline':
      return 'Offline';
  }
}

/** `/Date(1364327898968)/`: milliseconds since 1970. */
export function buildUcwaDate(milliseconds: number): string {
  return `/Date(${Math.floor(milliseconds)})/`;
}

/** Milliseconds since 1970; undefined if it is no such date. A time zone behind it changes nothing. */
export function parseUcwaDate(text: string): number | undefined {
  const match = /^\\?\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?\/$/.exec(text);
  return match ? Number(match[1]) : undefined;
}
