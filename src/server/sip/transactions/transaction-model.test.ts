import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock';
import { silentLog } from '../log';
import { RecordedConnection, sameTransaction, testRequest, testResponse } from '../test-kit';
import { ClientInviteTransaction, TransactionLayer } from '.';
import type { ServerTransaction } from '.';

const status = fc.constantFrom(100, 180, 200, 302, 404, 487, 603);
const action = fc.oneof(
  fc.record({ kind: fc.constant('response' as const), status, tag: fc.constantFrom('b1', 'b2') }),
  fc.record({ kind: fc.constantFrom('cancel' as const, 'again' as const, 'ack' as const, 'lost' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, 300, 5_000, 33_000) }),
);
const method = fc.constantFrom('INVITE', 'MESSAGE');

/** Whatever peers and users do, in whatever order: one end each, nothing left behind, no timer running. */
describe('transactions under random events', () => {
  it('client side: reports one end, and leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(method, fc.array(action, { maxLength: 15 }), async (name, actions) => {
        const clock = new ManualClock();
        const connection = new RecordedConnection();
        const layer = new TransactionLayer({ clock, log: silentLog, user: { onRequest() {}, onAck() {} } });
        const request = testRequest(name);
        let ends = 0;
        let successes = 0;
        const transaction = layer.request(request, connection, {
          onResponse(response) {
            if (response.status >= 200 && response.status < 300) successes++;
            else if (response.status >= 300) ends++;
          },
          onFailure: () => ends++,
        });
        for (const step of actions) {
          if (step.kind === 'response')
            layer.receive(testResponse(request, step.status, step.tag), connection);
          else if (step.kind === 'wait') clock.advance(step.ms);
          else if (step.kind === 'lost') layer.connectionLost(connection);
          else if (transaction instanceof ClientInviteTransaction) transaction.cancel();
        }
        expect(ends).toBeLessThanOrEqual(1);
        expect(name === 'MESSAGE' ? ends + successes : Math.min(ends, successes)).toBeLessThanOrEqual(
          name === 'MESSAGE' ? 1 : 0,
        );
        // A ringing INVITE may last for ever: whoever started it gives up some time.
        if (transaction instanceof ClientInviteTransaction) transaction.cancel();
        clock.advance(70_000);
        expect(layer.size).toEqual({ client: 0, server: 0 });
        expect(ends + Math.min(successes, 1)).toBe(1);
        expect([layer.timers.size, clock.pendingTimers]).toEqual([0, 0]);
      }),
    );
  });

  it('server side: sends one final status, and leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(method, fc.array(action, { maxLength: 15 }), async (name, actions) => {
        const clock = new ManualClock();
        const connection = new RecordedConnection();
        let transaction: ServerTransaction | undefined;
        const layer = new TransactionLayer({
          clock,
          log: silentLog,
          user: { onRequest: (t) => (transaction ??= t), onAck() {} },
        });
        const request = testRequest(name);
        layer.receive(request, connection);
        for (const step of actions) {
          if (step.kind === 'response') transaction!.respond(testResponse(request, step.status, step.tag));
          else if (step.kind === 'wait') clock.advance(step.ms);
          else if (step.kind === 'lost') layer.connectionLost(connection);
          else if (step.kind === 'cancel') layer.receive(sameTransaction(request, 'CANCEL'), connection);
          else if (step.kind === 'ack') layer.receive(sameTransaction(request, 'ACK', 'b1'), connection);
          else if (transaction!.pending) layer.receive(request, connection);
        }
        const finals = new Set<number>();
        for (const message of connection.sent) {
          if (message.kind === 'response' && message.status >= 200 && message.cseq()?.method === name) {
            finals.add(message.status);
          }
        }
        expect(finals.size).toBeLessThanOrEqual(1);
        transaction!.respond(testResponse(transaction!.request, 500));
        clock.advance(70_000);
        expect(layer.size).toEqual({ client: 0, server: 0 });
        expect([layer.timers.size, clock.pendingTimers]).toEqual([0, 0]);
      }),
    );
  });
});
