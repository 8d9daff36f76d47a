import type { ContactTeam } from '../../protocol/contact-team';
import type { SupervisionMode, SupervisionOverview } from '../../protocol/supervision';
import type { ConversationContract } from './conversation';
import type { FailureSnapshot } from './errors';

export type { ContactColleague, ContactTeam as ContactTeamSnapshot } from '../../protocol/contact-team';
export type {
  ContactMember,
  SupervisedAgent,
  SupervisedContact,
  SupervisionMode,
  SupervisionOverview,
} from '../../protocol/supervision';

/** Undefined with a failure: nothing is known (any more), e.g. `forbidden` for somebody who is no supervisor. */
export type OverviewListener = (
  overview: SupervisionOverview | undefined,
  failure: FailureSnapshot | undefined,
) => void;
/** Undefined: this user is not with that contact (any more), or it is over. */
export type ContactTeamListener = (team: ContactTeam | undefined) => void;

/** What is known of a contact that a supervisor wants to listen to, as in `SupervisedContact`. */
export interface ListenedContact {
  readonly uri: string;
  /** It is a call: it is heard as well as read. */
  readonly audio: boolean;
  readonly customerName?: string;
  readonly subject?: string;
}

/** What agents and supervisors do with customers' contacts besides talking. Contacts go by their address, `sip:contact-<id>@…`. */
export interface ContactCenterContract {
  /** Supervisors: agents, queues and contacts, at once and after each change. Returns what ends it. */
  watch(listener: OverviewListener): () => void;
  /** Who has a contact and who could come, at once and after each change; for its agents and for supervisors. Returns what ends it. */
  watchContact(contactUri: string, listener: ContactTeamListener): () => void;
  /** Asks a colleague to come; with `handOver` this agent leaves when they are there. Resolves when they ring; rejects with `SessionError`, e.g. `busy`. */
  invite(contactUri: string, uri: string, options?: { readonly handOver?: boolean }): Promise<void>;
  /** Ends somebody's part, or their ringing. Rejects with `SessionError`, e.g. `forbidden` when nobody else would have the contact. */
  remove(contactUri: string, uri: string): Promise<void>;
  /** Supervisors: begins to listen in and read along, silently; the conversation shows and plays it. */
  listen(contact: ListenedContact): ConversationContract;
  /** Supervisors, while they listen: another way of taking part, or the contact itself. Rejects with `SessionError`. */
  supervise(contactUri: string, mode: SupervisionMode | 'take-over'): Promise<void>;
}
