import type { Clock } from '../../sip/clock';
import type { SipEndpoint } from '../../sip/endpoint';
import type { Logger } from '../../sip/log';

/** Who has signed in. */
export interface UcwaUser {
  /** Address of record, `sip:alice@contoso.com`. */
  readonly uri: string;
  /** A guest may write to what is published, and has no presence. */
  readonly kind: 'user' | 'guest';
  readonly name: string;
}

export interface UcwaPerson {
  /** Address of record. */
  readonly uri: string;
  readonly name: string;
  /** A queue: guests may know of it, and it has no presence. */
  readonly isPublished?: boolean;
}

/** Who there is: users, and what else has a name, such as queues. */
export interface UcwaDirectory {
  find(uri: string): UcwaPerson | undefined;
  /** Users whose name or address begins with, or has a word that begins with, `query`; one more than `limit` says that there are more. */
  search(query: string, limit: number): readonly UcwaPerson[];
}

export interface UcwaSettings {
  readonly domain: string;
  /** Seconds a client may be away before its application is gone. */
  readonly inactiveSeconds: number;
  /** Seconds a client may be away before what is written to it is refused. */
  readonly absentSeconds: number;
  /** Seconds an invitation waits for an answer. */
  readonly answerSeconds: number;
  readonly maxApplications: number;
  readonly maxApplicationsPerUser: number;
  readonly maxConversations: number;
  /** What a visitor is told of their place in a queue, `{position}` in it; empty: nothing. */
  readonly queueText: string;
  /** What a visitor is told of the agent, `{agentName}` in it; empty: nothing. */
  readonly agentText: string;
}

/** What all parts of the gateway share. */
export interface GatewayServices {
  readonly endpoint: SipEndpoint;
  readonly directory: UcwaDirectory;
  readonly settings: UcwaSettings;
  readonly clock: Clock;
  readonly log: Logger;
}
