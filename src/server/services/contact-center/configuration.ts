import type { VoiceConfiguration } from './voice/configuration';

/** What an administrator decides about the contact centre. Plain data: the schema that checks a file lives with the composer of the server. */

export interface SkillRequirement {
  readonly name: string;
  /** Least level an agent must have; 1 when absent. */
  readonly level?: number;
}

export interface OverflowConfiguration {
  /** Address of another queue that takes the contact over. Without it the contact ends after `text`. */
  readonly to?: string;
  /** Said to the visitor, as a notice. */
  readonly text: string;
}

export interface QueueConfiguration {
  /** The address visitors call, e.g. `sip:sales@contoso.com`. */
  readonly uri: string;
  readonly name: string;
  readonly skills: readonly SkillRequirement[];
  readonly welcome?: string;
  readonly hold?: { readonly text: string; readonly everySeconds: number };
  /** How long a contact may wait without being answered before it overflows. */
  readonly maxWaitSeconds: number;
  /** Contacts that may wait at once; the next one overflows. */
  readonly maxLength: number;
  /** How long an agent has to answer an offer. */
  readonly offerSeconds: number;
  readonly overflow?: OverflowConfiguration;
  /** 0: no wrap-up. */
  readonly wrapUpSeconds: number;
  /** Ids of `ContactCenterConfiguration.contextApplications` that are opened to the agent who accepts. */
  readonly contextApplications: readonly string[];
  /** Said when the agent ends the chat. */
  readonly farewell?: string;
  /** SIP status of a contact that finds the queue full and has no other queue to go to: 486 (default) or 503; 200 answers and says `overflow.text`. */
  readonly fullStatus?: 200 | 486 | 503;
}

export interface AgentConfiguration {
  readonly uri: string;
  /** What the visitor may see of the agent: a name chosen for that purpose. */
  readonly displayName: string;
  readonly skills: readonly SkillRequirement[];
  readonly roles: readonly string[];
  /** Parallel chats; 1 when absent. */
  readonly capacity?: number;
}

export interface ContextApplicationConfiguration {
  /** GUID, with or without braces. */
  readonly id: string;
  /** At most 50 characters. */
  readonly name: string;
  /** At most 80 characters. */
  readonly toast?: string;
  readonly url?: string;
  readonly installLink?: string;
  readonly simpleLink?: string;
  /** Opened only to agents who have one of these; to all when absent or empty. */
  readonly roles?: readonly string[];
  /** Content types that the agent's application may send on to the visitor; none when absent. */
  readonly toCustomer?: readonly string[];
}

export interface SupervisionConfiguration {
  /** Who is told, by a notice in the chat, and agents by the list of who is there. */
  readonly announce: 'agents' | 'everybody';
  readonly text: string;
}

export interface ContactCenterConfiguration {
  /** Host part of the centre's own addresses, e.g. `contoso.com`. */
  readonly domain: string;
  /** Agent state is subscribed to and published here; `sip:contact-center@<domain>` when absent. */
  readonly uri?: string;
  readonly queues: readonly QueueConfiguration[];
  readonly agents: readonly AgentConfiguration[];
  readonly contextApplications: readonly ContextApplicationConfiguration[];
  /** Offers missed in a row after which an agent is made not ready. */
  readonly missedOffersLimit: number;
  /** How long an agent who declined or missed a contact is not asked again for it. */
  readonly exclusionSeconds: number;
  /** How long a visitor or an agent whose connection was lost has to come back. */
  readonly reconnectGraceSeconds: number;
  /** Key of the HS256 signature on what the site vouches for. Without it nothing is `verified`. */
  readonly siteSecret?: string;
  /** Seconds `drain()` lets running chats go on before it ends them; 30 when absent. */
  readonly drainSeconds?: number;
  /** Address of the call park service, which may put agents' calls at an orbit; nobody may when absent. */
  readonly callParkUri?: string;
  /** Who may listen in besides the agents of the role `supervisor`. */
  readonly supervisors?: readonly { readonly uri: string; readonly displayName: string }[];
  /** Nobody is told that a supervisor listens when absent. */
  readonly supervision?: SupervisionConfiguration;
  /** Calls; needs a media service. */
  readonly voice?: VoiceConfiguration;
}
