/** What an administrator decides about conferences. Plain data: the schema that checks a file lives with the composer of the server. */
export interface ConferencingConfiguration {
  /** `contoso.com`. */
  readonly domain: string;
  /** People in one conference at once. */
  readonly maxParticipants: number;
  /** Conferences of one organizer at once. Of those where nobody is, the oldest makes room. */
  readonly maxConferencesPerOrganizer: number;
  /** Bytes of a command. */
  readonly maxCommandBytes: number;
  /** Bytes of one message in a conference. */
  readonly maxMessageBytes: number;
  /** Messages a participant may send: at once, and per second in the long run. */
  readonly messageRate: { readonly perSecond: number; readonly burst: number };
  /** How long a conference is kept that nobody is in, unless its organizer said less. */
  readonly expirySeconds: number;
  /** How long a conference goes on when only guests are left. */
  readonly unattendedSeconds: number;
  /** RFC 4028: interval offered to those who know session timers. */
  readonly sessionExpiresSeconds: number;
  /** How often somebody is asked whether they are still there who says nothing. */
  readonly probeSeconds: number;
  /** How long somebody whose connection was lost has to come back. */
  readonly reconnectGraceSeconds: number;
  /** How long somebody has to answer who is called by the conference. */
  readonly dialOutSeconds: number;
}

export const defaultConferencing: Omit<ConferencingConfiguration, 'domain'> = {
  maxParticipants: 250,
  maxConferencesPerOrganizer: 50,
  maxCommandBytes: 32_768,
  maxMessageBytes: 32_768,
  messageRate: { perSecond: 5, burst: 30 },
  expirySeconds: 28_800,
  unattendedSeconds: 600,
  sessionExpiresSeconds: 1_800,
  probeSeconds: 30,
  reconnectGraceSeconds: 20,
  dialOutSeconds: 60,
};
