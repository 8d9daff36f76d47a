import { SipParseError } from './errors';
import { DEFAULT_LIMITS, type MessageLimits } from './limits';
import type { SipMessage } from './message';
import { blame, contentLength, parseHead } from './parse';

export type FrameEvent =
  | { readonly type: 'message'; readonly message: SipMessage }
  /** CRLF CRLF: answer with one CRLF (RFC 5626 section 3.5.1). Only with keepAlive 'answer'. */
  | { readonly type: 'ping' }
  /** CRLF. Only with keepAlive 'expect'. */
  | { readonly type: 'pong' }
  /**
   * The stream cannot be followed any further; nothing more will be reported. If there is a message, `validate` of
   * it says what to answer before closing.
   */
  | { readonly type: 'error'; readonly error: SipParseError; readonly message?: SipMessage };

export interface FramerOptions {
  readonly limits?: MessageLimits;
  /** 'answer' (default): the peer opened the connection and may ping. 'expect': we ping, the peer answers. */
  readonly keepAlive?: 'answer' | 'expect';
}

const CR = 13;
const LF = 10;
const TERMINATOR = '\r\n\r\n';
const EMPTY = Buffer.alloc(0);

/** Cuts a byte stream into messages by Content-Length (RFC 3261 section 18.3), however it is chopped. */
export class StreamFramer {
  readonly #limits: MessageLimits;
  readonly #keepAlive: 'answer' | 'expect';
  /** Octets not consumed yet: `#buffer` from `#start` to `#end`. */
  #buffer: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  /** Whether `#buffer` is ours to append to; otherwise it is the chunk received last. */
  #owned = false;
  /** How far the search for the end of the head has come. */
  #searched = 0;
  /** Set when the head is read and the body is waited for. */
  #head: { readonly message: SipMessage; readonly length: number } | undefined;
  #lineEnds = 0;
  #serial = 0;
  #failed = false;

  constructor(options: FramerOptions = {}) {
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#keepAlive = options.keepAlive ?? 'answer';
  }

  /**
   * Identifies the message that has begun and is not complete; undefined between messages. Its owner starts a timer
   * when the value changes and closes the connection if it is still the same after five seconds (slow loris).
   */
  get partial(): number | undefined {
    return !this.#failed && (this.#head !== undefined || this.#end > this.#start) ? this.#serial : undefined;
  }

  /** Takes the next octets and reports what is complete. The chunk must not be reused by the caller. */
  push(chunk: Buffer): FrameEvent[] {
    if (this.#failed || chunk.length === 0) return [];
    this.#append(chunk);
    const events: FrameEvent[] = [];
    for (let event = this.#next(); event; event = this.#next()) {
      events.push(event);
      if (event.type === 'error') {
        this.#failed = true;
        this.#buffer = EMPTY;
        return events;
      }
    }
    this.#release();
    return events;
  }

  #next(): FrameEvent | undefined {
    if (!this.#head) {
      const event = this.#skipLineEnds();
      if (event) return event;
      const failure = this.#readHead();
      if (failure) return failure;
    }
    const head = this.#head;
    if (!head || this.#end - this.#start < head.length) return undefined;
    if (head.length > 0) head.message.body = this.#buffer.subarray(this.#start, this.#start + head.length);
    this.#start += head.length;
    this.#head = undefined;
    this.#searched = this.#start;
    this.#serial++;
    return { type: 'message', message: head.message };
  }

  /** Between messages: line ends are keep-alives, or nothing (RFC 3261 section 7.5, RFC 5626 section 4.4.1). */
  #skipLineEnds(): FrameEvent | undefined {
    while (
      this.#end - this.#start >= 2 &&
      this.#buffer[this.#start] === CR &&
      this.#buffer[this.#start + 1] === LF
    ) {
      this.#start += 2;
      this.#searched = this.#start;
      this.#lineEnds++;
      if (this.#keepAlive === 'expect') return { type: 'pong' };
      if (this.#lineEnds % 2 === 0) return { type: 'ping' };
    }
    return undefined;
  }

  #readHead(): FrameEvent | undefined {
    const available = this.#end - this.#start;
    if (available === 0) return undefined;
    const found = this.#buffer.subarray(this.#searched, this.#end).indexOf(TERMINATOR, 0, 'latin1');
    if (found < 0) {
      if (available >= this.#limits.message) return this.#tooLarge();
      this.#searched = Math.max(this.#start, this.#end - TERMINATOR.length + 1);
      return undefined;
    }
    const at = this.#searched + found;
    this.#lineEnds = 0;
    const size = at + TERMINATOR.length - this.#start;
    if (size > this.#limits.message) return this.#tooLarge();
    let message: SipMessage;
    try {
      message = parseHead(this.#buffer.toString('latin1', this.#start, at + 2), this.#limits);
    } catch (error) {
      if (error instanceof SipParseError) return { type: 'error', error };
      throw error;
    }
    this.#start = at + TERMINATOR.length;
    return this.#expectBody(message, size);
  }

  #expectBody(message: SipMessage, headSize: number): FrameEvent | undefined {
    const length = contentLength(message.headers);
    if (length === 'malformed') return unframed(message, 'Malformed Content-Length');
    // RFC 3261 section 20.14 demands it on streams. Without a body to guess at, its absence is forgiven.
    if (length === undefined && message.headers.has('Content-Type'))
      return unframed(message, 'Missing Content-Length');
    if (headSize + (length ?? 0) > this.#limits.message) {
      blame(message, 513, 'Message Too Large');
      return { type: 'error', error: new SipParseError('too-large', 'message too large'), message };
    }
    this.#head = { message, length: length ?? 0 };
    return undefined;
  }

  #tooLarge(): FrameEvent {
    const error = new SipParseError('too-large', `no end of headers within ${this.#limits.message} octets`);
    return { type: 'error', error };
  }

  #append(chunk: Buffer): void {
    const held = this.#end - this.#start;
    if (held === 0) {
      // The usual case, whole messages in a chunk: nothing is copied.
      this.#adopt(chunk);
      return;
    }
    if (!this.#owned || this.#end + chunk.length > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(2_048, 2 * (held + chunk.length)));
      this.#buffer.copy(grown, 0, this.#start, this.#end);
      this.#searched -= this.#start;
      this.#buffer = grown;
      this.#start = 0;
      this.#end = held;
      this.#owned = true;
    }
    chunk.copy(this.#buffer, this.#end);
    this.#end += chunk.length;
  }

  #adopt(chunk: Buffer): void {
    this.#buffer = chunk;
    this.#start = this.#searched = 0;
    this.#end = chunk.length;
    this.#owned = false;
  }

  /** Bodies handed out share the buffer: it is never written again once it has been used up. */
  #release(): void {
    if (this.#end > this.#start) return;
    this.#buffer = EMPTY;
    this.#start = this.#end = this.#searched = 0;
    this.#owned = false;
  }
}

function unframed(message: SipMessage, reason: string): FrameEvent {
  blame(message, 400, reason);
  return { type: 'error', error: new SipParseError('bad-framing', reason), message };
}
