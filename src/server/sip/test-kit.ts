import type { SipConnection } from './connection';
import type { SipMessage, SipRequest, SipResponse } from './message';
import { createRequest, createResponse, parseMessage, serialize } from './message';

/** A connection without a peer: records what is sent (as it would arrive), and plays what a peer would send. */
export class RecordedConnection implements SipConnection {
  readonly id = 'recorded-1';
  readonly protocol = 'TCP';
  readonly remoteAddress = '192.0.2.1';
  readonly remotePort = 5060;
  closed = false;
  readonly sent: SipMessage[] = [];
  onMessage: (message: SipMessage) => void = () => {};
  onClose: (reason: string) => void = () => {};

  send(message: SipMessage | Buffer): void {
    if (!this.closed) this.sent.push(parseMessage(Buffer.isBuffer(message) ? message : serialize(message)));
  }

  close(reason = 'closed'): void {
    if (this.closed) return;
    this.closed = true;
    queueMicrotask(() => this.onClose(reason));
  }

  /** What was sent since the last call: `INVITE`, `200 INVITE`, … */
  take(): string[] {
    return this.sent.splice(0).map(brief);
  }
}

export function brief(message: SipMessage): string {
  return message.kind === 'request' ? message.method : `${message.status} ${message.cseq()?.method ?? ''}`;
}

let branches = 0;

/** A request as a client would send it; `headers` are added or replace. */
export function testRequest(
  method: string,
  options: { branch?: string; headers?: [string, string][]; cseq?: number } = {},
): SipRequest {
  const branch = options.branch ?? `;branch=z9hG4bKtest${++branches}`;
  const request = createRequest(method, 'sip:bob@contoso.com', [
    ['Via', `SIP/2.0/TCP client.invalid${branch}`],
    ['Max-Forwards', '70'],
    ['From', '<sip:alice@contoso.com>;tag=a1'],
    ['To', '<sip:bob@contoso.com>'],
    ['Call-ID', `call-${branches}`],
    ['CSeq', `${options.cseq ?? 1} ${method}`],
    ['Contact', '<sip:alice@client.invalid>'],
  ]);
  for (const [name, value] of options.headers ?? []) request.headers.set(name, value);
  return request;
}

/** The same request under another method: the ACK or CANCEL of its transaction. */
export function sameTransaction(request: SipRequest, method: string, toTag?: string): SipRequest {
  const copy = request.clone();
  copy.method = method;
  copy.headers.set('CSeq', `${request.cseq()?.number} ${method}`);
  if (toTag !== undefined) copy.headers.set('To', `${request.headers.get('To')};tag=${toTag}`);
  return copy;
}

export function testResponse(request: SipMessage, status: number, toTag = 'b1'): SipResponse {
  return createResponse(request as SipRequest, status, {
    toTag,
    headers: [['Contact', '<sip:bob@server.invalid>']],
  });
}
