import { parseCSeq, type CSeq } from './cseq';
import { Headers } from './headers';
import { parseDecimal } from './lexical';
import { tagOf } from './name-addr';
import { firstValue, parseVia, type Via } from './via';
import type { Rejection } from './rejection';

export type SipMessage = SipRequest | SipResponse;

const NO_BODY = Buffer.alloc(0);

abstract class Message {
  /** As on the wire: 'SIP/2.0'. Anything else is refused by `validate`. */
  version = 'SIP/2.0';
  readonly headers: Headers;
  /** May share memory with the buffer it was received in: copy what is kept for long. */
  body: Buffer;
  /** The first fault the parser met; what `validate` says about it. */
  defect: Rejection | undefined = undefined;
  /** `validate` has found no fault in it, or in what it was copied from. What is changed afterwards, we change. */
  isChecked = false;

  // Read from the headers on demand, forgotten when they change.
  #revision = -1;
  #via: Via | undefined | null = null;
  #cseq: CSeq | undefined | null = null;
  #fromTag: string | undefined | null = null;
  #toTag: string | undefined | null = null;

  constructor(headers = new Headers(), body: Buffer = NO_BODY) {
    this.headers = headers;
    this.body = body;
  }

  /** The topmost Via value; undefined if missing or malformed. Do not change it: it is shared. */
  topVia(): Via | undefined {
    this.#refresh();
    if (this.#via === null) {
      const line = this.headers.get('Via');
      this.#via = line === undefined ? undefined : parseVia(firstValue(line));
    }
    return this.#via;
  }

  cseq(): CSeq | undefined {
    this.#refresh();
    if (this.#cseq === null) this.#cseq = parseCSeq(this.headers.get('CSeq') ?? '');
    return this.#cseq;
  }

  fromTag(): string | undefined {
    this.#refresh();
    if (this.#fromTag === null) this.#fromTag = tagOf(this.headers.get('From') ?? '');
    return this.#fromTag;
  }

  toTag(): string | undefined {
    this.#refresh();
    if (this.#toTag === null) this.#toTag = tagOf(this.headers.get('To') ?? '');
    return this.#toTag;
  }

  callId(): string | undefined {
    return this.headers.get('Call-ID');
  }

  /** 0 to 255; undefined if missing or malformed. */
  maxForwards(): number | undefined {
    return parseDecimal(this.headers.get('Max-Forwards') ?? '', 255);
  }

  #refresh(): void {
    if (this.#revision === this.headers.revision) return;
    this.#revision = this.headers.revision;
    this.#via = this.#cseq = this.#fromTag = this.#toTag = null;
  }
}

export class SipRequest extends Message {
  readonly kind = 'request' as const;
  /** Case-sensitive; a byte string, as are `uri` and all headers. */
  method: string;
  /** The Request-URI as it was received: forward this, not a parsed and printed copy. */
  uri: string;

  constructor(method: string, uri: string, headers?: Headers, body?: Buffer) {
    super(headers, body);
    this.method = method;
    this.uri = uri;
  }

  /** A copy whose headers can be changed without changing these; the body is shared. */
  clone(): SipRequest {
    const copy = new SipRequest(this.method, this.uri, this.headers.clone(), this.body);
    copy.version = this.version;
    copy.defect = this.defect;
    copy.isChecked = this.isChecked;
    return copy;
  }
}

export class SipResponse extends Message {
  readonly kind = 'response' as const;
  status: number;
  reason: string;

  constructor(status: number, reason: string, headers?: Headers, body?: Buffer) {
    super(headers, body);
    this.status = status;
    this.reason = reason;
  }

  clone(): SipResponse {
    const copy = new SipResponse(this.status, this.reason, this.headers.clone(), this.body);
    copy.version = this.version;
    copy.defect = this.defect;
    copy.isChecked = this.isChecked;
    return copy;
  }
}
