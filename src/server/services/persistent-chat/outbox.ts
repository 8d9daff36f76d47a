import {
  formatPrimitive,
  wrapXccos,
  xccosContentType,
  type XccosData,
  type XccosPrimitive,
} from '../../../protocol/xccos';
import type { InviteDialog, Logger } from '../../sip';

export type PrimitiveKind = Exclude<XccosPrimitive['kind'], 'cmd'>;

/** A primitive as text; written once, however many receive it. */
export interface Parcel {
  readonly kind: PrimitiveKind;
  readonly xml: string;
  /** UTF-8 bytes of `xml`. */
  readonly bytes: number;
  /** The whole body when it travels alone. */
  alone?: Buffer;
}

export function parcelOf(primitive: XccosPrimitive & { readonly kind: PrimitiveKind }): Parcel {
  const xml = formatPrimitive(primitive);
  return { kind: primitive.kind, xml, bytes: Buffer.byteLength(xml) };
}

/**
 * Whether an answer says that nobody is there any more: 430, 477 (Kamailio's) and 480 are the edge's, which has lost the way (RFC 5626); group chat clients answer 487 in a dialog
 * they have left; for the others see RFC 5057 section 5.1.
 */
export function isGone(status: number): boolean {
  return [404, 408, 410, 430, 477, 480, 481, 487, 604].includes(status);
}

/** What one INFO holds at most: edges take messages of 65,536 octets, headers included. */
export const maxInfoBytes = 48_000;

/** As many of these, from the first on, as fit one reply when they are written as `dataOf` says; one at least. */
export function fitting<T>(items: readonly T[], dataOf: (item: T) => XccosData): readonly T[] {
  let bytes = replyBytes;
  const end = items.findIndex((item, index) => {
    bytes += parcelOf({ kind: 'ntc', name: '', seqid: '1', data: dataOf(item) }).bytes;
    return bytes > maxInfoBytes && index > 0;
  });
  return end < 0 ? items : items.slice(0, end);
}

/** Of a reply without its data. */
const replyBytes = 1_000;

let envelopes = BigInt(Date.now()) << 20n;
/** 64 bits, as servers have; the client's are 32 bits wide. */
const nextEnvelope = (): string => String(++envelopes);

/**
 * Sends what a session is told, in order, one INFO at a time: order would not survive two on their way. What piles up meanwhile goes together where the
 * client can read it: replies, notices, and, if it said so, messages.
 */
export class Outbox {
  readonly #queue: Parcel[] = [];
  #head = 0;
  #bytes = 0;
  #sending = false;
  #closed = false;

  constructor(
    private readonly dialog: InviteDialog,
    private readonly options: {
      /** The client reads several messages in one INFO. */
      readonly batches: boolean;
      readonly maxWaitingBytes: number;
      readonly log: Logger;
      /** The client does not keep up, or an INFO found no dialog: the session is over. */
      readonly onGivenUp: (reason: string) => void;
    },
  ) {}

  push(parcel: Parcel): void {
    if (this.#closed) return;
    this.#bytes += parcel.bytes;
    if (this.#bytes > this.options.maxWaitingBytes) return this.#giveUp('does not keep up');
    this.#queue.push(parcel);
    if (!this.#sending) void this.#run();
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#closed = true;
    this.#queue.length = this.#head = this.#bytes = 0;
  }

  #giveUp(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.options.onGivenUp(reason);
  }

  async #run(): Promise<void> {
    this.#sending = true;
    // In a turn of its own, so that what is pushed together goes together.
    await Promise.resolve();
    while (!this.#closed && this.#head < this.#queue.length) {
      try {
        const { status } = await this.dialog.request('INFO', {
          contentType: xccosContentType,
          body: this.#next(),
        });
        if (isGone(status) || this.dialog.state === 'terminated') this.#giveUp(`INFO answered ${status}`);
        else if (status >= 300) this.options.log.info('chat-info-refused', { status });
      } catch (error) {
        this.options.log.info('chat-info-failed', { error });
        this.#giveUp('INFO not answered');
      }
    }
    this.#sending = false;
  }

  /** The body of the next INFO. */
  #next(): Buffer {
    const first = this.#queue[this.#head]!;
    let end = this.#head + 1;
    let bytes = first.bytes;
    if (first.kind !== 'grpchat' || this.options.batches) {
      for (let next = this.#queue[end]; next?.kind === first.kind; next = this.#queue[++end]) {
        if (bytes + next.bytes > maxInfoBytes) break;
        bytes += next.bytes;
      }
    }
    const parcels = this.#queue.slice(this.#head, end);
    this.#head = end;
    this.#bytes -= bytes;
    if (this.#head === this.#queue.length || this.#head > 256) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    if (parcels.length === 1)
      return (first.alone ??= Buffer.from(wrapXccos(nextEnvelope(), first.xml), 'utf8'));
    return Buffer.from(wrapXccos(nextEnvelope(), parcels.map(({ xml }) => xml).join('')), 'utf8');
  }
}
