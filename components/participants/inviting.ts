import type { ConversationContract } from '../../src/session/contract';
import { toFailure } from '../internal/failure';
import type { RosterActs } from './roster-acts';

/** Asks people in, and makes a conference of a conversation of two for it. Each can be withdrawn while it is not answered. */
export class Inviting {
  readonly #asked = new Map<string, AbortController>();
  #escalation: AbortController | undefined;
  #of: ConversationContract | undefined;

  constructor(private readonly acts: RosterActs) {}

  /** Another conversation is looked at; who was asked before is still asked. */
  follow(conversation: ConversationContract | undefined): void {
    if (conversation === this.#of) return;
    this.#of = conversation;
    this.#asked.clear();
    this.#escalation = undefined;
  }

  get isEscalating(): boolean {
    return this.#escalation !== undefined;
  }

  canWithdraw(uri: string): boolean {
    return this.#asked.has(uri);
  }

  withdraw(uri: string): void {
    this.#asked.get(uri)?.abort();
  }

  stopEscalating(): void {
    this.#escalation?.abort();
  }

  invite(conversation: ConversationContract, to: readonly string[]): void {
    if (conversation.conference) for (const uri of to) void this.#ask(conversation, uri);
    else void this.#escalate(conversation, to);
  }

  async #ask(conversation: ConversationContract, uri: string): Promise<void> {
    const { conference } = conversation;
    if (!conference || this.#asked.has(uri)) return;
    const abort = new AbortController();
    this.#asked.set(uri, abort);
    try {
      await conference.invite(uri, { signal: abort.signal });
    } catch (error) {
      // Who was asked and does not come is among the invitees; anything else is nowhere but here.
      const isShown = conference.snapshot.invitees.some((one) => one.uri === uri && one.state === 'failed');
      if (isShown || conversation !== this.#of) this.acts.report(error);
      else if (toFailure(error).code !== 'aborted') this.acts.fail('invite', error);
    } finally {
      if (this.#asked.get(uri) === abort) this.#asked.delete(uri);
      this.acts.touch();
    }
  }

  async #escalate(conversation: ConversationContract, to: readonly string[]): Promise<void> {
    if (this.#escalation) return;
    const abort = (this.#escalation = new AbortController());
    await this.acts.run('escalate', '', async () => conversation.escalate?.({ signal: abort.signal }));
    if (this.#escalation === abort) this.#escalation = undefined;
    this.acts.touch();
    // One by one, so that each can be withdrawn.
    if (conversation.conference) this.invite(conversation, to);
  }
}
