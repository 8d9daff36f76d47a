import {
  SessionError,
  type ContactCenterContract,
  type ContactMember,
  type ContactTeamListener,
  type ContactTeamSnapshot,
  type FailureSnapshot,
  type ListenedContact,
  type OverviewListener,
  type SessionErrorCode,
  type StartConversationOptions,
  type SupervisedContact,
  type SupervisionMode,
  type SupervisionOverview,
} from '../session/contract';
import type { MockConversation } from './mock-conversation';

interface MockContactCenterHome {
  readonly snapshot: { readonly uri: string; readonly displayName: string };
  startConversation(to: string, options?: StartConversationOptions): MockConversation;
  readonly conversations: readonly MockConversation[];
}

/** The contact centre of a {@link MockSession}: a script says how it is with `setOverview` and `setTeam`; commands change it as the real one would. */
export class MockContactCenter implements ContactCenterContract {
  readonly #listeners = new Set<OverviewListener>();
  readonly #teams = new Map<string, ContactTeamSnapshot>();
  readonly #teamListeners = new Map<string, Set<ContactTeamListener>>();
  #overview: SupervisionOverview | undefined;
  #failure: FailureSnapshot | undefined;
  #failures: SessionErrorCode[] = [];

  constructor(private readonly home: MockContactCenterHome) {}

  /** Undefined: this user may not see it. */
  setOverview(overview: SupervisionOverview | undefined, failure?: FailureSnapshot): void {
    this.#overview = overview && Object.freeze(overview);
    this.#failure = failure;
    for (const listener of [...this.#listeners]) listener(this.#overview, failure);
  }

  /** Who has a contact; undefined: it is over, or no business of this user. */
  setTeam(contactUri: string, team: ContactTeamSnapshot | undefined): void {
    if (team) this.#teams.set(contactUri, Object.freeze(team));
    else this.#teams.delete(contactUri);
    for (const listener of [...(this.#teamListeners.get(contactUri) ?? [])]) listener(team);
  }

  /** The next `count` commands fail. */
  failNext(code: SessionErrorCode, count = 1): void {
    for (let i = 0; i < count; i++) this.#failures.push(code);
  }

  watch(listener: OverviewListener): () => void {
    this.#listeners.add(listener);
    if (this.#overview ?? this.#failure) listener(this.#overview, this.#failure);
    return () => this.#listeners.delete(listener);
  }

  watchContact(contactUri: string, listener: ContactTeamListener): () => void {
    const listeners = this.#teamListeners.get(contactUri) ?? new Set();
    this.#teamListeners.set(contactUri, listeners.add(listener));
    listener(this.#teams.get(contactUri));
    return () => listeners.delete(listener);
  }

  /** Whoever is asked rings; `setTeam` lets them come. */
  async invite(contactUri: string, uri: string): Promise<void> {
    this.#fail();
    const team = this.#teamOf(contactUri);
    const colleague = team.colleagues.find((each) => each.uri === uri);
    if (!colleague) throw new SessionError('not-found', 'There is no such colleague.');
    const { displayName } = colleague;
    this.setTeam(contactUri, {
      members: [...team.members, { uri, displayName, role: 'colleague', state: 'ringing' }],
      colleagues: team.colleagues.filter((each) => each !== colleague),
    });
  }

  async remove(contactUri: string, uri: string): Promise<void> {
    this.#fail();
    const team = this.#teamOf(contactUri);
    const member = team.members.find((each) => each.uri === uri);
    if (!member) throw new SessionError('not-found', 'There is nobody like that.');
    this.setTeam(contactUri, {
      members: team.members.filter((each) => each !== member),
      colleagues: [...team.colleagues, { uri, displayName: member.displayName, state: 'ready' }],
    });
  }

  listen({ audio, subject, uri }: ListenedContact): MockConversation {
    const conversation = this.home.startConversation(uri, { ...(subject && { subject }) });
    if (audio) void conversation.audioVideo?.connect();
    this.#setMember(uri, 'monitor');
    conversation.addEventListener('state-changed', ({ state }) => {
      if (state === 'terminated') this.#setMember(uri, undefined);
    });
    return conversation;
  }

  async supervise(contactUri: string, mode: SupervisionMode | 'take-over'): Promise<void> {
    this.#fail();
    this.#setMember(contactUri, mode);
  }

  #setMember(contactUri: string, mode: SupervisionMode | 'take-over' | undefined): void {
    for (const conversation of this.home.conversations)
      if (conversation.snapshot.participants.some((each) => each.uri === contactUri))
        conversation.setSupervision(mode === 'take-over' ? undefined : mode);
    if (!this.#overview) return;
    const { displayName, uri } = this.home.snapshot;
    const me = { uri, displayName };
    const change = (contact: SupervisedContact): SupervisedContact => {
      const others = contact.members.filter((each) => each.uri !== uri);
      if (mode === undefined) return { ...contact, members: others };
      const own: ContactMember =
        mode === 'take-over'
          ? { ...me, role: 'agent', state: 'connected' }
          : { ...me, role: 'supervisor', state: 'connected', mode };
      const left = mode === 'take-over' ? others.filter(({ role }) => role !== 'agent') : others;
      return { ...contact, members: [...left, own] };
    };
    this.setOverview({
      ...this.#overview,
      contacts: this.#overview.contacts.map((each) => (each.uri === contactUri ? change(each) : each)),
    });
  }

  #teamOf(contactUri: string): ContactTeamSnapshot {
    const team = this.#teams.get(contactUri);
    if (!team) throw new SessionError('forbidden', 'This user is not with the contact.');
    return team;
  }

  #fail(): void {
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The mock was told to fail.');
  }
}
