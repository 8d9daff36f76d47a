import { describe, expect, it } from 'vitest';
import { deferred, ends, settle } from '../endpoint-kit';
import type { IncomingRequest, InviteDialog } from '../endpoint';
import { testRequest } from '../test-kit';

const FROM = { from: 'sip:alice@contoso.com' };
const BOB = 'sip:bob@contoso.com';
const NOTHING = { client: 0, server: 0, dialogs: 0 };

/** Alice has called, Bob has accepted. */
async function call() {
  const theirs = deferred<InviteDialog>();
  const setup = ends({ invite: (invite) => void invite.accept().then(theirs.resolve) });
  const dialog = await setup.alice.invite(BOB, FROM);
  return { ...setup, dialog, theirs: await theirs.promise };
}

describe('dialogs', () => {
  it('carry requests both ways, with rising CSeq', async () => {
    const { dialog, theirs } = await call();
    const seen: string[] = [];
    const echo = (request: IncomingRequest): void => {
      seen.push(`${request.request.headers.get('CSeq')} ${request.request.body.toString()}`);
      request.respond(200, { body: 'ok', contentType: 'text/plain' });
    };
    dialog.onRequest = theirs.onRequest = echo;
    const content = { body: 'x', contentType: 'text/plain' };
    const answers = await Promise.all([
      dialog.request('INFO', content),
      dialog.request('MESSAGE', content),
      theirs.request('INFO', content),
    ]);
    expect(answers.map((a) => a.body.toString())).toEqual(['ok', 'ok', 'ok']);
    expect(seen.sort()).toEqual(['1 INFO x', '2 INFO x', '3 MESSAGE x']);
  });

  it('keep what comes before the handler is set; refuse it when none is set in time', async () => {
    const { dialog, theirs, clock } = await call();
    const early = dialog.request('INFO');
    await settle();
    theirs.onRequest = (request) => request.respond(200);
    expect((await early).status).toBe(200);
    const never = theirs.request('INFO');
    await settle();
    clock.advance(1_000);
    expect((await never).status).toBe(501);
  });

  it('refresh their target with a re-INVITE, and answer one that crosses it with 491', async () => {
    const { dialog, theirs, trace, clock, alice, bob } = await call();
    trace.length = 0;
    const offers: IncomingRequest[] = [];
    theirs.onRequest = (request) => offers.push(request);
    const moved = dialog.request('INVITE', {
      headers: [['Contact', '<sip:alice@elsewhere.host>']],
      body: 'v=0',
    });
    await settle();
    // Bob must not offer while Alice's is unanswered; Alice must not send a second.
    await expect(theirs.request('INVITE')).rejects.toMatchObject({ code: 'glare' });
    await expect(dialog.request('INVITE')).rejects.toMatchObject({ code: 'glare' });
    offers[0]!.respond(200, { body: 'v=0', contentType: 'application/sdp' });
    expect((await moved).status).toBe(200);
    await settle();
    expect(theirs.remoteTarget).toBe('sip:alice@elsewhere.host');
    expect(trace).toEqual(['> INVITE', '< 200 INVITE', '> ACK']);
    const both = await Promise.all([dialog.request('INVITE'), theirs.request('INVITE')]);
    expect(both.map((r) => r.status)).toEqual([491, 491]);
    await settle();
    clock.advance(33_000);
    const left = { client: 0, server: 0, dialogs: 1 };
    expect([alice.size, bob.size]).toEqual([left, left]);
  });

  it.each([408, 481])('end when a request is answered %i', async (status) => {
    const { dialog, theirs } = await call();
    theirs.onRequest = (request) => request.respond(status);
    expect((await dialog.request('INFO')).status).toBe(status);
    expect(await dialog.terminated).toMatchObject({ by: 'error', status });
    await expect(dialog.request('INFO')).rejects.toMatchObject({ code: 'dialog-terminated' });
    await dialog.bye();
  });

  it('end when a request is not answered at all', async () => {
    const { dialog, theirs, clock } = await call();
    theirs.onRequest = () => {};
    const asking = dialog.request('INFO');
    const failed = expect(asking).rejects.toMatchObject({ code: 'timeout' });
    await settle();
    clock.advance(32_200);
    await failed;
    expect(await dialog.terminated).toMatchObject({ by: 'error', status: 408 });
  });

  it('do not end when the caller stops waiting', async () => {
    const { dialog, theirs } = await call();
    const asked = deferred<IncomingRequest>();
    theirs.onRequest = asked.resolve;
    const abort = new AbortController();
    const asking = dialog.request('INFO', { signal: abort.signal });
    const request = await asked.promise;
    abort.abort();
    await expect(asking).rejects.toMatchObject({ code: 'aborted' });
    request.respond(200);
    await settle();
    expect([dialog.state, theirs.state]).toEqual(['confirmed', 'confirmed']);
  });

  it('answer what is pending with 487 when they end, and BYEs that cross with 200', async () => {
    const { dialog, theirs, alice, bob, clock } = await call();
    theirs.onRequest = () => {};
    const pending = dialog.request('INFO');
    await settle();
    const ends = Promise.all([theirs.bye(), dialog.bye()]);
    expect((await pending).status).toBe(487);
    await ends;
    await settle();
    clock.advance(33_000);
    expect([alice.size, bob.size]).toEqual([NOTHING, NOTHING]);
  });

  it('end with the connection', async () => {
    const { dialog, theirs, connection, alice, bob } = await call();
    theirs.onRequest = () => {};
    const asking = dialog.request('INFO');
    connection.close();
    await expect(asking).rejects.toMatchObject({ code: 'connection-lost' });
    expect([await dialog.terminated, await theirs.terminated]).toMatchObject([
      { by: 'connection' },
      { by: 'connection' },
    ]);
    expect([alice.size, bob.size]).toEqual([NOTHING, NOTHING]);
  });

  it('take nothing from another address, even with the right tags', async () => {
    const { theirs, connection, dialog, messages } = await call();
    const forged = testRequest('INFO', {
      cseq: 9,
      headers: [
        ['Call-ID', dialog.callId],
        ['From', `<sip:mallory@contoso.com>;tag=${dialog.localTag}`],
        ['To', `<sip:bob@contoso.com>;tag=${dialog.remoteTag}`],
      ],
    });
    connection.send(forged);
    await settle();
    expect(messages.at(-1)).toMatchObject({ status: 481 });
    expect(theirs.state).toBe('confirmed');
  });

  it('refuse requests out of order, but forgive a client that counts anew from its ACK', async () => {
    const { connection, messages, theirs, dialog } = await call();
    theirs.onRequest = (request) => request.respond(200);
    const within = (method: string, cseq: number) =>
      testRequest(method, {
        cseq,
        headers: [
          ['Call-ID', dialog.callId],
          ['From', `<sip:alice@contoso.com>;tag=${dialog.localTag}`],
          ['To', `<sip:bob@contoso.com>;tag=${dialog.remoteTag}`],
        ],
      });
    for (const [cseq, status] of [
      [7, 200],
      [6, 500],
      [8, 200],
    ] as const) {
      connection.send(within('INFO', cseq));
      await settle();
      expect(messages.at(-1)).toMatchObject({ status });
    }
    connection.send(within('ACK', 1));
    connection.send(within('INFO', 2));
    await settle();
    expect(messages.at(-1)).toMatchObject({ status: 200 });
  });

  it('are ended politely by close', async () => {
    const { alice, bob, theirs, trace } = await call();
    await alice.close();
    expect(await theirs.terminated).toMatchObject({ by: 'remote', status: 503 });
    expect(trace.slice(-2)).toEqual(['> BYE', '< 200 BYE']);
    await settle();
    expect([alice.size.dialogs, bob.size.dialogs]).toEqual([0, 0]);
  });
});
