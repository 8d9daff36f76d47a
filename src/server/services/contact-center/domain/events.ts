import type { Agent } from './agent';
import type { Contact, HandOver, Offer, OfferResult } from './contact';

/** Everything the match maker tells. `contact-ended` comes exactly once per contact and is its last event. */
export type ContactCenterEvent =
  | { readonly type: 'contact-queued'; readonly contact: Contact }
  | {
      readonly type: 'contact-requeued';
      readonly contact: Contact;
      readonly cause: OfferResult | 'agent-lost' | 'transferred';
    }
  | {
      readonly type: 'contact-overflowed';
      readonly contact: Contact;
      readonly from: string;
      readonly to: string;
      readonly text: string;
    }
  | {
      readonly type: 'contact-connected';
      readonly contact: Contact;
      readonly agent: Agent;
      readonly offer: Offer;
    }
  /** Its agent has parked the call and is free again. */
  | { readonly type: 'contact-parked'; readonly contact: Contact }
  /** `contact.agentUri` has it now; `result` says how that came. */
  | { readonly type: 'contact-handed-over'; readonly contact: Contact; readonly result: HandOver }
  | {
      readonly type: 'contact-ended';
      readonly contact: Contact;
      /** What to say to the visitor, when the overflow ended it. */
      readonly text?: string;
    }
  | { readonly type: 'offer-made'; readonly contact: Contact; readonly agent: Agent; readonly offer: Offer }
  | {
      readonly type: 'offer-closed';
      readonly contact: Contact;
      readonly agent: Agent;
      readonly offer: Offer;
      readonly result: OfferResult;
    }
  | { readonly type: 'agent-changed'; readonly agent: Agent }
  | { readonly type: 'queue-changed'; readonly queueUri: string };

/**
 * Hands events over after the change that made them is complete, in order, also when a listener causes the next one. A listener that throws
 * is the listener's defect: it is reported and the others still hear.
 */
export class EventOutbox {
  readonly #listeners = new Set<(event: ContactCenterEvent) => void>();
  readonly #pending: ContactCenterEvent[] = [];
  #draining = false;

  constructor(private readonly onListenerError: (error: unknown) => void) {}

  listen(listener: (event: ContactCenterEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(event: ContactCenterEvent): void {
    this.#pending.push(event);
  }

  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    for (let event = this.#pending.shift(); event !== undefined; event = this.#pending.shift()) {
      for (const listener of this.#listeners) {
        try {
          listener(event);
        } catch (error) {
          this.onListenerError(error);
        }
      }
    }
    this.#draining = false;
  }
}
