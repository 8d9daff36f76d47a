import { redactSip } from '../../src/protocol/redact';
import { purposeOf, type DialogPurpose } from './dialog-purpose';
import { partyOf, type TraceParty } from './parties';
import { readTraceMessage, type SipTraceEntry, type TraceMessage } from './trace-message';

export interface TraceDialog {
  /** 1 is the first that the trace saw. */
  readonly number: number;
  readonly callId: string;
  readonly party: TraceParty;
  readonly purpose: DialogPurpose;
  /** Event package of a subscription, else empty. */
  readonly event: string;
}

export interface TraceRow extends SipTraceEntry {
  readonly id: number;
  readonly message: TraceMessage;
  readonly dialog: TraceDialog;
  /** It is the first of its dialog. */
  readonly opens: boolean;
  /** Of a final response: milliseconds since its request. */
  readonly took?: number;
}

/**
 * Messages in the order in which the session saw them, put into dialogs by Call-ID; the oldest fall out beyond `limit`. Secrets are taken out
 * on the way in, whoever the messages come from.
 */
export class TraceLog {
  #rows: TraceRow[] = [];
  #dialogs = new Map<string, TraceDialog>();
  #requests = new Map<string, number>();
  #nextId = 1;

  get rows(): readonly TraceRow[] {
    return this.#rows;
  }

  get dialogs(): readonly TraceDialog[] {
    const living = new Set(this.#rows.map(({ dialog }) => dialog));
    return [...this.#dialogs.values()].filter((dialog) => living.has(dialog));
  }

  add(entry: SipTraceEntry, limit: number): void {
    const text = redactSip(entry.text);
    const message = readTraceMessage(text);
    const known = this.#dialogs.get(message.callId);
    const dialog = known ?? this.#open(entry.direction, message);
    const took = this.#timed(entry, message);
    this.#rows.push({
      ...entry,
      text,
      id: this.#nextId++,
      message,
      dialog,
      opens: !known,
      ...(took !== undefined && { took }),
    });
    if (this.#rows.length > limit) this.#rows = this.#rows.slice(-limit);
    if (this.#requests.size > 4 * limit) this.#requests.clear();
  }

  clear(): void {
    this.#rows = [];
    this.#dialogs.clear();
    this.#requests.clear();
  }

  #open(direction: SipTraceEntry['direction'], message: TraceMessage): TraceDialog {
    // A response goes the other way than the request whose From and To it repeats (RFC 3261 section 8.2.6.2).
    const isOurs = (direction === 'out') === (message.status === undefined);
    const [remote, local] = isOurs ? [message.toUri, message.fromUri] : [message.fromUri, message.toUri];
    const party = message.method === 'REGISTER' ? partyOf('', '') : partyOf(remote, local);
    const dialog: TraceDialog = {
      number: this.#dialogs.size + 1,
      callId: message.callId,
      party,
      purpose: purposeOf(message, party),
      event: message.event,
    };
    this.#dialogs.set(message.callId, dialog);
    return dialog;
  }

  /** Notes when a request began; tells how long a final response took. */
  #timed({ direction, at }: SipTraceEntry, { callId, cseq, status }: TraceMessage): number | undefined {
    if (status === undefined) {
      if (!cseq.endsWith('ACK')) this.#requests.set(`${direction} ${callId} ${cseq}`, at);
      return undefined;
    }
    if (status < 200) return undefined;
    const key = `${direction === 'in' ? 'out' : 'in'} ${callId} ${cseq}`;
    const began = this.#requests.get(key);
    this.#requests.delete(key);
    return began === undefined ? undefined : at - began;
  }
}
