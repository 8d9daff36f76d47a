import type { AgentSide } from '../agent-side';
import type { ContactCenterServices } from '../contact-center-services';
import type { ConversationFacts } from '../conversation-facts';
import type { Agent } from '../domain/agent';
import type { Delivery } from '../message-pump';
import type { AgentParty } from '../voice/agent-party';
import type { VoiceSide } from '../voice/voice-side';

/** Agents of one contact at once, besides whoever has it. */
export const maxColleagues = 7;

export interface Colleague {
  agent: Agent;
  state: 'ringing' | 'connected';
  /** Their line, when the contact has a call. */
  party: AgentParty | undefined;
  readonly side: AgentSide;
}

export interface ColleaguesHooks {
  /** The call of the contact, while the visitor is in it. */
  voice(): VoiceSide | undefined;
  /** An agent's side with everything that was written. */
  newSide(): AgentSide;
  onChanged(): void;
  onJoined(colleague: Colleague): void;
  onRefused(agent: Agent, result: 'declined' | 'missed' | 'failed'): void;
}

/** Agents who are in a contact besides whoever has it. Each is asked, accepts and gets the context like the first. */
export class Colleagues {
  readonly #all = new Map<string, Colleague>();

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    private readonly hooks: ColleaguesHooks,
  ) {}

  get all(): readonly Colleague[] {
    return [...this.#all.values()];
  }

  get(uri: string): Colleague | undefined {
    return this.#all.get(uri);
  }

  ofSide(side: AgentSide): Colleague | undefined {
    return this.all.find((each) => each.side === side);
  }

  ofParty(party: AgentParty): Colleague | undefined {
    return this.all.find((each) => each.party === party);
  }

  /** Who could have the contact, first come first. */
  get connected(): readonly Colleague[] {
    return this.all.filter(({ state }) => state === 'connected');
  }

  /** Rings; false when they are there already or talk to somebody else. */
  invite(agent: Agent): boolean {
    if (!this.services.maker.addColleague(this.facts.contact, agent.uri)) return false;
    const party = this.hooks.voice()?.addColleague();
    const colleague: Colleague = { agent, state: 'ringing', party, side: this.hooks.newSide() };
    this.#all.set(agent.uri, colleague);
    (party ?? colleague.side).invite(agent, {
      onJoined: () => {
        colleague.state = 'connected';
        this.#writeToo(colleague);
        this.hooks.onChanged();
        this.hooks.onJoined(colleague);
      },
      onRefused: (result) => {
        this.remove(colleague, 'refused');
        this.hooks.onRefused(agent, result);
      },
    });
    this.hooks.onChanged();
    return true;
  }

  /** Messages for everybody who is there; who only talks so far gets them too. */
  push(delivery: Delivery, except?: string): void {
    for (const colleague of this.#all.values()) {
      if (colleague.agent.uri === except) continue;
      colleague.side.push({ ...delivery, answer: undefined });
      this.#writeToo(colleague);
    }
  }

  #writeToo({ agent, party, side, state }: Colleague): void {
    if (state === 'connected' && party && !side.hasAgent && side.hasMessages) void side.join(agent);
  }

  /** The contact is a call too: who writes is called. */
  callBegan(): void {
    const voice = this.hooks.voice();
    if (!voice) return;
    for (const colleague of this.connected) {
      if (colleague.party) continue;
      const party = (colleague.party = voice.addColleague());
      party.invite(colleague.agent, {
        onJoined: () => this.hooks.onChanged(),
        // They write on.
        onRefused: () => this.partyEnded(party),
      });
    }
  }

  /** The call is over for everybody, and the messages go on. */
  callEnded(): void {
    for (const colleague of this.all) {
      colleague.party = undefined;
      if (colleague.state === 'ringing') this.remove(colleague, 'the call is over');
      else if (colleague.side.hasAgent) colleague.side.openApplications();
      else void colleague.side.join(colleague.agent);
    }
  }

  partyEnded(party: AgentParty): void {
    const colleague = this.ofParty(party);
    if (!colleague) return;
    if (!colleague.side.hasAgent) return this.remove(colleague, 'ended');
    colleague.party = undefined;
    void this.hooks.voice()?.removeColleague(party, 'ended');
    colleague.side.openApplications();
  }

  sideEnded(side: AgentSide): void {
    const colleague = this.ofSide(side);
    if (!colleague) return;
    if (!colleague.party?.agent) return this.remove(colleague, 'ended');
    side.release();
    colleague.party.openApplications();
  }

  /** Somebody whom the colleague has called is there instead of them. */
  replaced(party: AgentParty, uri: string): void {
    const colleague = this.ofParty(party);
    const agent = party.agent;
    if (!colleague || !agent) return;
    const { maker } = this.services;
    maker.removeColleague(this.facts.contact, colleague.agent.uri);
    this.#all.delete(colleague.agent.uri);
    if (!maker.addColleague(this.facts.contact, uri)) {
      void this.hooks.voice()?.removeColleague(party, 'is there already');
      return this.hooks.onChanged();
    }
    colleague.side.release();
    this.#all.set(uri, Object.assign(colleague, { agent }));
    party.openApplications();
    this.#writeToo(colleague);
    this.hooks.onChanged();
  }

  remove(colleague: Colleague, text: string): void {
    if (!this.take(colleague)) return;
    void colleague.side.end(text);
    if (colleague.party) void this.hooks.voice()?.removeColleague(colleague.party, text);
    this.services.maker.removeColleague(this.facts.contact, colleague.agent.uri);
    this.hooks.onChanged();
  }

  /** Takes them off the list, and nothing else. */
  take({ agent }: Colleague): boolean {
    return this.#all.delete(agent.uri);
  }

  /** Everybody leaves; resolves when they know. */
  async end(text: string): Promise<void> {
    const all = this.all;
    this.#all.clear();
    await Promise.all(
      all.map(async ({ party, side }) => {
        const call = party?.release(text).done;
        await side.end(text);
        await call;
      }),
    );
  }
}
