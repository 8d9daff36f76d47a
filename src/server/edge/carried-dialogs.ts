import { addressOfRecord, detached, type SipRequest, type SipResponse } from '../sip/message';
import type { Clock } from '../sip/clock';
import { uriOf } from './addresses';

/** Dialogs that are remembered: the oldest is forgotten for the newest. About half a kilobyte each. */
const maxDialogs = 20_000;
/** For those whose BYE never came this way. */
const longestMs = 24 * 3_600_000;

interface CarriedDialog {
  /** Proven addresses of record of the two sides. */
  readonly parties: readonly string[];
  readonly since: number;
}

/** The INVITE dialogs that this edge has set up as their proxy, and who is in them: what it can testify to a service. */
export class CarriedDialogs {
  /** In the order of their beginning. */
  readonly #dialogs = new Map<string, CarriedDialog>();

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.#dialogs.size;
  }

  /** The INVITE of somebody whose From is proven was accepted by `calleeUri`, an address of record. */
  accepted(invite: SipRequest, response: SipResponse, calleeUri: string): void {
    const toTag = response.toTag();
    const key = keyOf(invite.callId(), invite.fromTag(), toTag);
    if (key === undefined) return;
    const caller = addressOfRecord(uriOf(invite.headers.get('From') ?? ''));
    this.#dialogs.delete(key);
    this.#forget(maxDialogs - 1);
    this.#dialogs.set(detached(key), {
      parties: [detached(caller), detached(calleeUri)],
      since: this.clock.now(),
    });
  }

  /** A BYE was sent on. Only a party can end a dialog, whatever somebody else writes into a BYE. */
  bye(request: SipRequest): void {
    const key = keyOf(request.callId(), request.fromTag(), request.toTag());
    const from = addressOfRecord(uriOf(request.headers.get('From') ?? ''));
    if (key !== undefined && this.#dialogs.get(key)?.parties.includes(from)) this.#dialogs.delete(key);
  }

  /** Empty if there is no such dialog, or none that came this way. */
  partiesOf(callId: string, tags: readonly [string, string]): readonly string[] {
    this.#forget(maxDialogs);
    const key = keyOf(callId, ...tags);
    return (key !== undefined && this.#dialogs.get(key)?.parties) || [];
  }

  /** What is too old, and the oldest beyond so many. */
  #forget(most: number): void {
    const oldest = this.clock.now() - longestMs;
    for (const [key, { since }] of this.#dialogs) {
      if (since > oldest && this.#dialogs.size <= most) return;
      this.#dialogs.delete(key);
    }
  }
}

/** The same for both sides of the dialog. */
function keyOf(
  callId: string | undefined,
  one: string | undefined,
  other: string | undefined,
): string | undefined {
  if (callId === undefined || one === undefined || other === undefined) return undefined;
  return JSON.stringify([callId, ...[one, other].sort()]);
}
