import type { Agent, AgentHost } from './agent/agent';
import type { Signaling } from './signaling/signaling';

/** Presence and agent state are a chunk of their own: visitors never load it. */
export class AgentLoader {
  #loading: Promise<Agent> | undefined;
  #signaling: Signaling | undefined;

  constructor(private readonly host: AgentHost) {}

  /** `subscribes`: whether this session asks for its agent state. */
  get(subscribes: boolean): Promise<Agent> {
    this.#loading ??= import('./agent/agent').then(({ Agent }) => {
      const agent = new Agent(this.host, subscribes);
      if (this.#signaling) agent.attach(this.#signaling);
      return agent;
    });
    return this.#loading;
  }

  attach(signaling: Signaling): void {
    this.#signaling = signaling;
    void this.#loading?.then((agent) => agent.attach(signaling));
  }

  detach(unsubscribe = false): void {
    this.#signaling = undefined;
    void this.#loading?.then((agent) => agent.detach(unsubscribe));
  }
}
