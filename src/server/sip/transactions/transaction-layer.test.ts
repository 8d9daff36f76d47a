import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../clock';
import type { SipTransactionError } from '../errors';
import { silentLog } from '../log';
import type { SipRequest, SipResponse } from '../message';
import { brief, RecordedConnection, sameTransaction, testRequest, testResponse } from '../test-kit';
import { TransactionLayer } from '.';
import type { ClientHandler, ServerTransaction, ClientInviteTransaction } from '.';

let clock: ManualClock;
let connection: RecordedConnection;
let layer: TransactionLayer;
let requests: ServerTransaction[];
let acks: SipRequest[];
let strays: SipResponse[];

function start(refuseMerged = false): void {
  clock = new ManualClock();
  connection = new RecordedConnection();
  [requests, acks, strays] = [[], [], []];
  layer = new TransactionLayer({
    clock,
    log: silentLog,
    refuseMerged,
    user: {
      onRequest: (transaction) => requests.push(transaction),
      onAck: (ack) => acks.push(ack),
      onStrayResponse: (response) => strays.push(response),
    },
  });
}

beforeEach(() => start());

function watched() {
  const seen: string[] = [];
  const handler: ClientHandler = {
    onResponse: (response) => seen.push(String(response.status)),
    onFailure: (error: SipTransactionError) => seen.push(error.code),
  };
  return { seen, handler };
}

const NOTHING = { client: 0, server: 0 };

describe('server transactions', () => {
  it('absorb a repeated request, and repeat the last provisional response', () => {
    const request = testRequest('MESSAGE');
    layer.receive(request, connection);
    layer.receive(request, connection);
    expect(requests).toHaveLength(1);
    requests[0]!.respond(testResponse(request, 183));
    layer.receive(request, connection);
    expect(connection.take()).toEqual(['183 MESSAGE', '183 MESSAGE']);
    expect(requests[0]!.respond(testResponse(request, 200))).toBe(true);
    expect(requests[0]!.respond(testResponse(request, 500))).toBe(false);
    expect(connection.take()).toEqual(['200 MESSAGE']);
    expect(layer.size).toEqual(NOTHING);
  });

  it('send 100 for a silent user after 200 ms, but not for one that has answered', () => {
    layer.receive(testRequest('INVITE'), connection);
    clock.advance(400);
    expect(connection.take()).toEqual(['100 INVITE']);
    const quick = testRequest('INVITE');
    layer.receive(quick, connection);
    requests[1]!.respond(testResponse(quick, 180));
    clock.advance(400);
    expect(connection.take()).toEqual(['180 INVITE']);
  });

  it('keep a failed INVITE until its ACK, which the user does not see', () => {
    const invite = testRequest('INVITE');
    layer.receive(invite, connection);
    requests[0]!.respond(testResponse(invite, 486, 'b1'));
    layer.receive(invite, connection);
    expect(connection.take()).toEqual(['486 INVITE', '486 INVITE']);
    layer.receive(sameTransaction(invite, 'ACK', 'b1'), connection);
    expect([acks.length, layer.size]).toEqual([0, NOTHING]);
  });

  it('give up waiting for the ACK of a failure: Timer H', () => {
    const failures: string[] = [];
    const invite = testRequest('INVITE');
    layer.receive(invite, connection);
    requests[0]!.handler = { onFailure: ({ code }) => failures.push(code) };
    requests[0]!.respond(testResponse(invite, 486));
    clock.advance(32_200);
    expect([failures, layer.size]).toEqual([['timeout'], NOTHING]);
  });

  it('absorb the INVITE after a 2xx until Timer L, and pass its ACK on (RFC 6026)', () => {
    const invite = testRequest('INVITE');
    layer.receive(invite, connection);
    requests[0]!.respond(testResponse(invite, 200));
    layer.receive(invite, connection);
    layer.receive(testRequest('ACK'), connection);
    expect(connection.take()).toEqual(['200 INVITE']);
    // A proxy passes on the 2xx of another branch, too.
    expect(requests[0]!.respond(testResponse(invite, 200, 'b2'))).toBe(true);
    expect(requests[0]!.respond(testResponse(invite, 486))).toBe(false);
    expect([acks.length, requests.length, layer.size.server]).toEqual([1, 1, 1]);
    clock.advance(32_200);
    expect(layer.size).toEqual(NOTHING);
  });

  it('match RFC 2543 requests without a branch, and tell their ACKs apart by the To tag', () => {
    const invite = testRequest('INVITE', { branch: '', headers: [['Call-ID', 'old']] });
    layer.receive(invite, connection);
    layer.receive(testRequest('INVITE', { branch: '', headers: [['Call-ID', 'old']] }), connection);
    layer.receive(testRequest('INVITE', { branch: '', headers: [['Call-ID', 'old']], cseq: 2 }), connection);
    expect(requests).toHaveLength(2);
    requests[0]!.respond(testResponse(invite, 404, 'b1'));
    layer.receive(sameTransaction(invite, 'ACK', 'other'), connection);
    expect([acks.length, layer.size.server]).toEqual([1, 2]);
    layer.receive(sameTransaction(invite, 'ACK', 'b1'), connection);
    expect([acks.length, layer.size.server]).toEqual([1, 1]);
  });

  it('tell senders apart by sent-by, and flows by themselves', () => {
    const branch = ';branch=z9hG4bKsame';
    const other = new RecordedConnection();
    layer.receive(testRequest('INFO', { branch }), connection);
    layer.receive(testRequest('INFO', { branch }), other);
    const via: [string, string] = ['Via', `SIP/2.0/TCP elsewhere.invalid${branch}`];
    layer.receive(testRequest('INFO', { headers: [via] }), connection);
    layer.receive(testRequest('INFO', { branch }), connection);
    expect(requests).toHaveLength(3);
  });

  it('answer a CANCEL and tell the user, with one To tag for both', () => {
    const invite = testRequest('INVITE');
    layer.receive(invite, connection);
    const transaction = requests[0]!;
    const cancels: string[] = [];
    transaction.handler = {
      onCancel: (cancel) => {
        cancels.push(cancel.method);
        transaction.respond(testResponse(invite, 487, transaction.localTag));
      },
    };
    layer.receive(sameTransaction(invite, 'CANCEL'), connection);
    const [first, second] = connection.sent;
    expect(connection.sent.map(brief)).toEqual(['200 CANCEL', '487 INVITE']);
    expect(first!.toTag()).toBe(second!.toTag());
    layer.receive(sameTransaction(invite, 'CANCEL'), connection);
    expect(cancels).toEqual(['CANCEL']);
  });

  it('answer 481 to a CANCEL of nothing', () => {
    layer.receive(testRequest('CANCEL'), connection);
    expect(connection.take()).toEqual(['481 CANCEL']);
  });

  it('answer 500 when the user fails', () => {
    layer = new TransactionLayer({
      clock,
      log: silentLog,
      user: {
        onRequest() {
          throw new Error('user');
        },
        onAck() {},
      },
    });
    layer.receive(testRequest('INFO'), connection);
    expect([connection.take(), layer.size]).toEqual([['500 INFO'], NOTHING]);
  });

  it('refuse merged requests with 482 where asked to, but not two users with the same identifiers', () => {
    start(true);
    const same: [string, string] = ['Call-ID', 'merged'];
    const first = testRequest('INVITE', { headers: [same] });
    layer.receive(first, connection);
    layer.receive(testRequest('INVITE', { headers: [same] }), connection);
    expect(connection.take()).toEqual(['482 INVITE']);
    const from: [string, string] = ['From', '<sip:carol@contoso.com>;tag=a1'];
    layer.receive(testRequest('INVITE', { headers: [same, from] }), connection);
    layer.receive(
      testRequest('INVITE', { headers: [same, ['To', '<sip:bob@contoso.com>;tag=b1']] }),
      connection,
    );
    expect(requests).toHaveLength(3);
    requests[0]!.respond(testResponse(first, 486));
    layer.receive(sameTransaction(first, 'ACK', 'b1'), connection);
    layer.receive(testRequest('INVITE', { headers: [same] }), connection);
    expect(requests).toHaveLength(4);
  });
});

describe('client transactions', () => {
  it('pass on responses and end with the final one', () => {
    const { seen, handler } = watched();
    const request = testRequest('MESSAGE');
    layer.request(request, connection, handler);
    for (const status of [100, 200, 200]) layer.receive(testResponse(request, status), connection);
    expect([seen, layer.size, strays.length]).toEqual([['100', '200'], NOTHING, 1]);
  });

  it('take responses only from the flow the request went to', () => {
    const { seen, handler } = watched();
    const request = testRequest('MESSAGE');
    layer.request(request, connection, handler);
    layer.receive(testResponse(request, 200), new RecordedConnection());
    layer.receive(testResponse(sameTransaction(request, 'INFO'), 200), connection);
    expect([seen, strays.length]).toEqual([[], 2]);
  });

  it('time out: Timer F, also after a provisional response', () => {
    const { seen, handler } = watched();
    const request = testRequest('MESSAGE');
    layer.request(request, connection, handler);
    layer.receive(testResponse(request, 100), connection);
    clock.advance(31_999);
    expect(seen).toEqual(['100']);
    clock.advance(201);
    expect([seen, layer.size]).toEqual([['100', 'timeout'], NOTHING]);
  });

  it('acknowledge a failed INVITE themselves', () => {
    const { seen, handler } = watched();
    const invite = testRequest('INVITE', { headers: [['Route', '<sip:edge.invalid;lr>']] });
    layer.request(invite, connection, handler);
    layer.receive(testResponse(invite, 486, 'b1'), connection);
    const ack = connection.sent[1] as SipRequest;
    expect([brief(ack), ack.toTag(), ack.uri, ack.cseq()?.number]).toEqual(['ACK', 'b1', invite.uri, 1]);
    expect([ack.topVia()?.branch, ack.headers.get('Route')]).toEqual([
      invite.topVia()?.branch,
      '<sip:edge.invalid;lr>',
    ]);
    expect([seen, layer.size]).toEqual([['486'], NOTHING]);
  });

  it('pass on every 2xx until Timer M', () => {
    const { seen, handler } = watched();
    const invite = testRequest('INVITE');
    layer.request(invite, connection, handler);
    for (const tag of ['b1', 'b1', 'b2']) layer.receive(testResponse(invite, 200, tag), connection);
    expect([seen, connection.take()]).toEqual([['200', '200', '200'], ['INVITE']]);
    clock.advance(32_200);
    expect([seen.length, layer.size]).toEqual([3, NOTHING]);
  });

  it('time out: Timer B before any response, none after a provisional one', () => {
    const silent = watched();
    const ringing = watched();
    layer.request(testRequest('INVITE'), connection, silent.handler);
    const invite = testRequest('INVITE');
    layer.request(invite, connection, ringing.handler);
    layer.receive(testResponse(invite, 180), connection);
    clock.advance(180_000);
    expect([silent.seen, ringing.seen]).toEqual([['timeout'], ['180']]);
  });

  it('cancel at once after a provisional response, else as soon as one comes', () => {
    const { handler, seen } = watched();
    const invite = testRequest('INVITE');
    const transaction = layer.request(invite, connection, handler) as ClientInviteTransaction;
    transaction.cancel([['Reason', 'SIP;cause=200']]);
    expect(connection.take()).toEqual(['INVITE']);
    layer.receive(testResponse(invite, 180), connection);
    transaction.cancel();
    const cancel = connection.sent[0] as SipRequest;
    expect(connection.take()).toEqual(['CANCEL']);
    expect([cancel.topVia()?.branch, cancel.headers.get('Reason')]).toEqual([
      invite.topVia()?.branch,
      'SIP;cause=200',
    ]);
    layer.receive(testResponse(cancel, 200), connection);
    layer.receive(testResponse(invite, 487), connection);
    expect([seen, layer.size]).toEqual([['180', '487'], NOTHING]);
  });

  it('give up a cancelled INVITE that gets no final response (9.1)', () => {
    const { handler, seen } = watched();
    const invite = testRequest('INVITE');
    const transaction = layer.request(invite, connection, handler) as ClientInviteTransaction;
    layer.receive(testResponse(invite, 180), connection);
    transaction.cancel();
    clock.advance(32_200);
    expect([seen, layer.size]).toEqual([['180', 'timeout'], NOTHING]);
  });

  it('fail when the connection is lost, or was already', async () => {
    const [one, two, late] = [watched(), watched(), watched()];
    const failures: string[] = [];
    layer.request(testRequest('MESSAGE'), connection, one.handler);
    layer.request(testRequest('INVITE'), connection, two.handler);
    layer.receive(testRequest('INVITE'), connection);
    requests[0]!.handler = { onFailure: ({ code }) => failures.push(code) };
    connection.close();
    layer.connectionLost(connection);
    expect([one.seen, two.seen, failures]).toEqual([
      ['connection-lost'],
      ['connection-lost'],
      ['connection-lost'],
    ]);
    layer.request(testRequest('MESSAGE'), connection, late.handler);
    expect(late.seen).toEqual([]);
    await Promise.resolve();
    expect([late.seen, layer.size]).toEqual([['connection-lost'], NOTHING]);
    clock.advance(1_000);
    expect(clock.pendingTimers).toBe(0);
  });
});
