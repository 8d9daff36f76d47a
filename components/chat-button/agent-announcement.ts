import type { ConversationContract } from '../../src/session/contract';
import type { Announcer } from '../internal/announcer';
import type { ChatStrings } from './strings';

/** Says once who has come to talk to the visitor. */
export class AgentAnnouncement {
  #agent = '';

  constructor(private readonly announcer: Announcer) {}

  follow(conversation: ConversationContract | undefined, t: ChatStrings): void {
    const queue = conversation?.snapshot.queue;
    const agent = queue?.state === 'connected' ? (queue.agentName ?? '') : '';
    if (agent && agent !== this.#agent) this.announcer.announce(t.connectedTo(agent));
    this.#agent = agent;
  }
}
