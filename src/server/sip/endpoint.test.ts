import { describe, expect, it } from 'vitest';
import { deferred, ends, settle } from './endpoint-kit';
import { systemClock } from './clock';
import type { SipConnection } from './connection';
import { SipEndpoint } from './endpoint';
import type { IncomingInvite, IncomingRequest, InviteDialog } from './endpoint';
import { silentLog } from './log';
import type { SipRequest } from './message';
import { testRequest, testResponse } from './test-kit';
import { connectTcp, listenTcp } from './transports/tcp';

const FROM = { from: '"José Álvarez" <sip:alice@contoso.com>' };
const BOB = 'sip:bob@contoso.com';
const NOTHING = { client: 0, server: 0, dialogs: 0 };

describe('requests outside of dialogs', () => {
  it('resolve with the final response, whatever its status', async () => {
    const seen: IncomingRequest[] = [];
    const { alice, bob } = ends({
      request(request) {
        seen.push(request);
        request.respond(request.request.method === 'MESSAGE' ? 202 : 403, { reason: 'Nein, Jürgen' });
      },
    });
    const accepted = await alice.request('MESSAGE', BOB, {
      ...FROM,
      body: 'Grüße',
      contentType: 'text/plain;charset=utf-8',
      headers: [['P-Asserted-Identity', '"Alice" <sip:ALICE@contoso.com;gr=1>, <tel:+1>']],
    });
    const refused = await alice.request('PUBLISH', BOB, FROM);
    expect([accepted.status, refused.status]).toEqual([202, 403]);
    expect(Buffer.from(refused.reason, 'latin1').toString()).toBe('Nein, Jürgen');
    const { request, identity } = seen[0]!;
    expect([request.body.toString(), request.headers.get('Content-Type')]).toEqual([
      'Grüße',
      'text/plain;charset=utf-8',
    ]);
    expect(identity).toBe('sip:ALICE@contoso.com');
    expect(request.headers.text('From')).toMatch(/^"José Álvarez" <sip:alice@contoso.com>;tag=/);
    expect(accepted.headers.get('Server')).toBe('Bob/1');
    expect([alice.size, bob.size]).toEqual([NOTHING, NOTHING]);
  });

  it('go to the first handler that takes them, until it is removed', async () => {
    const { alice, bob } = ends();
    const answer = (status: number) => ({ request: (r: IncomingRequest) => r.respond(status) });
    // The kit's own handler, which takes everything and serves nothing, comes first: 405.
    expect((await alice.request('MESSAGE', BOB, FROM)).status).toBe(405);
    const options = await alice.request('OPTIONS', BOB, FROM);
    expect([options.status, options.headers.get('Allow')]).toEqual([200, expect.stringContaining('INVITE')]);
    const stop = alice.handle((r) => r.uri.startsWith('sip:sales@'), answer(200));
    expect((await bob.request('MESSAGE', 'sip:sales@contoso.com', FROM)).status).toBe(200);
    expect((await bob.request('MESSAGE', 'sip:other@contoso.com', FROM)).status).toBe(404);
    stop();
    expect((await bob.request('MESSAGE', 'sip:sales@contoso.com', FROM)).status).toBe(404);
  });

  it('are refused when they need what is not understood, and when they belong to no dialog', async () => {
    const { alice } = ends({ request: (r) => r.respond(200) });
    const bad = await alice.request('MESSAGE', BOB, { ...FROM, headers: [['Require', 'replaces, magic']] });
    expect([bad.status, bad.headers.get('Unsupported')]).toEqual([420, 'magic']);
    const lost = await alice.request('INFO', BOB, { ...FROM, to: '<sip:bob@contoso.com>;tag=x' });
    expect(lost.status).toBe(481);
    expect((await alice.request('BYE', BOB, FROM)).status).toBe(481);
  });

  it('reject on timeout, abort and connection loss', async () => {
    const { alice, clock, connection } = ends({ request() {} });
    const silent = alice.request('MESSAGE', BOB, FROM);
    await settle();
    clock.advance(32_200);
    await expect(silent).rejects.toMatchObject({ name: 'SipTransactionError', code: 'timeout' });
    const abort = new AbortController();
    const aborted = alice.request('MESSAGE', BOB, { ...FROM, signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(aborted).rejects.toMatchObject({ code: 'aborted', cause: new Error('enough') });
    const cut = alice.request('MESSAGE', BOB, FROM);
    connection.close();
    await expect(cut).rejects.toMatchObject({ code: 'connection-lost' });
    await expect(alice.request('MESSAGE', BOB, FROM)).rejects.toMatchObject({ code: 'connection-lost' });
    expect(alice.size).toEqual(NOTHING);
  });

  it('that are malformed get 400 and reach nobody', async () => {
    const { alice, connection, messages } = ends({ request: (r) => r.respond(200) });
    const request = testRequest('MESSAGE');
    request.headers.removeAll('Call-ID');
    connection.send(request);
    await settle();
    expect(messages.at(-1)).toMatchObject({ kind: 'response', status: 400 });
    expect(alice.size).toEqual(NOTHING);
  });
});

describe('INVITE', () => {
  it('is answered, acknowledged, and ended by either side', async () => {
    const invites = deferred<IncomingInvite>();
    const { alice, bob, trace, clock } = ends({ invite: invites.resolve });
    const provisional: number[] = [];
    const calling = alice.invite(BOB, { ...FROM, onProvisional: (r) => provisional.push(r.status) });
    const invite = await invites.promise;
    expect(invite.request.headers.get('Contact')).toBe('<sip:alice@alice.host:5070;transport=tcp>');
    invite.ringing();
    const accepting = invite.accept({
      body: '<a/>',
      contentType: 'application/x',
      headers: [['Content-Disposition', 'session']],
    });
    const [dialog, theirs] = await Promise.all([calling, accepting]);
    expect(provisional).toEqual([180]);
    expect(dialog.inviteResponse?.headers.get('Content-Disposition')).toBe('session');
    expect([dialog.callId, dialog.localTag, dialog.remoteTag]).toEqual([
      theirs.callId,
      theirs.remoteTag,
      theirs.localTag,
    ]);
    expect([dialog.remoteTarget, dialog.remoteUri]).toEqual(['sip:bob@bob.host;transport=tcp', BOB]);
    expect([theirs.remoteTarget, theirs.remoteUri]).toEqual([
      'sip:alice@alice.host:5070;transport=tcp',
      'sip:alice@contoso.com',
    ]);
    await dialog.bye({ cause: 200, text: 'Call "completed"' });
    expect(await theirs.terminated).toEqual({ by: 'remote', reason: 'Call "completed"', status: 200 });
    expect(await dialog.terminated).toMatchObject({ by: 'local' });
    expect([dialog.state, theirs.state]).toEqual(['terminated', 'terminated']);
    expect(trace).toEqual(['> INVITE', '< 180 INVITE', '< 200 INVITE', '> ACK', '> BYE', '< 200 BYE']);
    clock.advance(33_000);
    expect([alice.size, bob.size, clock.pendingTimers]).toEqual([NOTHING, NOTHING, 0]);
  });

  it('rejects with the status of the answer', async () => {
    const { alice, bob, trace } = ends({
      invite: (i) => i.reject(603, { headers: [['Warning', '399 x "no"']] }),
    });
    const error = await alice.invite(BOB, FROM).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'SipFailureError', code: 'rejected', status: 603 });
    expect((error as { response: SipRequest }).response.headers.get('Warning')).toBe('399 x "no"');
    await settle();
    expect(trace).toEqual(['> INVITE', '< 603 INVITE', '> ACK']);
    expect([alice.size, bob.size]).toEqual([NOTHING, NOTHING]);
  });

  it('is withdrawn by an AbortSignal: CANCEL, 487, and the called side hears of it', async () => {
    const invites = deferred<IncomingInvite>();
    const { alice, bob, trace } = ends({ invite: invites.resolve });
    const abort = new AbortController();
    const calling = alice.invite(BOB, { ...FROM, signal: abort.signal });
    const invite = await invites.promise;
    invite.ringing();
    await settle();
    abort.abort();
    await expect(calling).rejects.toMatchObject({ code: 'cancelled', status: 487, response: undefined });
    await settle();
    expect(invite.signal.reason).toMatchObject({ code: 'cancelled' });
    await expect(invite.accept()).rejects.toMatchObject({ code: 'cancelled' });
    expect(trace).toEqual(['> INVITE', '< 180 INVITE', '> CANCEL', '< 200 CANCEL', '< 487 INVITE', '> ACK']);
    expect([alice.size, bob.size]).toEqual([NOTHING, NOTHING]);
  });

  it('waits with the CANCEL for a provisional response', async () => {
    const { alice, trace, clock } = ends({ invite() {} });
    const abort = new AbortController();
    const calling = alice.invite(BOB, { ...FROM, signal: abort.signal });
    abort.abort();
    await expect(calling).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(trace).toEqual(['> INVITE']);
    clock.advance(400);
    await settle();
    expect(trace.slice(1)).toEqual(['< 100 INVITE', '> CANCEL', '< 200 CANCEL', '< 487 INVITE', '> ACK']);
  });

  it('that was accepted while it was withdrawn is hung up', async () => {
    const invites = deferred<IncomingInvite>();
    const { alice, bob, trace, clock } = ends({ invite: invites.resolve });
    const abort = new AbortController();
    const calling = alice.invite(BOB, { ...FROM, signal: abort.signal });
    const invite = await invites.promise;
    invite.ringing();
    await settle();
    // Both at once: the 200 and the CANCEL cross.
    const accepting = invite.accept();
    abort.abort();
    await expect(calling).rejects.toMatchObject({ code: 'cancelled' });
    const theirs = await accepting;
    expect(await theirs.terminated).toMatchObject({ by: 'remote', status: 487 });
    expect(trace).toContain('> ACK');
    await settle();
    clock.advance(33_000);
    expect([alice.size, bob.size]).toEqual([NOTHING, NOTHING]);
  });

  it('expires', async () => {
    const invites = deferred<IncomingInvite>();
    const { alice, clock } = ends({ invite: invites.resolve });
    const calling = alice.invite(BOB, { ...FROM, expires: 20 });
    const invite = await invites.promise;
    expect(invite.request.headers.get('Expires')).toBe('20');
    invite.ringing();
    await settle();
    clock.advance(20_000);
    await expect(calling).rejects.toMatchObject({ code: 'expired', status: 408 });
    await settle();
    expect(invite.signal.aborted).toBe(true);
  });

  it('keeps one of several answers and hangs up the others (13.2.2.4)', async () => {
    const { alice, connection, clock } = ends();
    // A forking proxy played by hand: Bob's endpoint is not asked.
    const sent: SipRequest[] = [];
    connection.send = (message) => {
      if (!Buffer.isBuffer(message) && message.kind === 'request') sent.push(message);
    };
    const calling = alice.invite(BOB, FROM);
    await settle();
    for (const tag of ['b1', 'b2', 'b1', 'b2']) connection.onMessage(testResponse(sent[0]!, 200, tag));
    expect((await calling).remoteTag).toBe('b1');
    const out = sent.map((r) => `${r.cseq()?.number} ${r.method} ${r.toTag()}`);
    expect(out).toEqual(['1 INVITE undefined', '1 ACK b1', '1 ACK b2', '2 BYE b2', '1 ACK b1', '1 ACK b2']);
    clock.advance(33_000);
    expect(alice.size).toEqual({ client: 0, server: 0, dialogs: 1 });
  });

  it('repeats its 200 until the ACK, and gives up after 64*T1', async () => {
    const invites = deferred<IncomingInvite>();
    const { bob, clock, connection, messages } = ends({ invite: invites.resolve });
    connection.send(testRequest('INVITE'));
    const accepting = (await invites.promise).accept();
    const failed = expect(accepting).rejects.toMatchObject({ code: 'timeout' });
    await settle();
    clock.advance(1_700);
    await settle();
    const answers = messages.filter((m) => m.kind === 'response' && m.status === 200);
    expect(answers.length).toBe(3); // at 0, 0.5 and 1.5 s
    clock.advance(31_000);
    await failed;
    await settle();
    expect(messages.some((m) => m.kind === 'request' && m.method === 'BYE')).toBe(true);
    clock.advance(33_000);
    expect(bob.size).toEqual(NOTHING);
  });

  it('fails on both sides when the connection is lost while it rings', async () => {
    const invites = deferred<IncomingInvite>();
    const { alice, bob, connection } = ends({ invite: invites.resolve });
    const lost: string[] = [];
    bob.onClose = (reason) => lost.push(reason);
    const calling = alice.invite(BOB, FROM);
    const invite = await invites.promise;
    connection.close('cable cut');
    await expect(calling).rejects.toMatchObject({ code: 'connection-lost' });
    await settle();
    expect(invite.signal.reason).toMatchObject({ code: 'connection-lost' });
    expect([alice.size, bob.size, lost]).toEqual([NOTHING, NOTHING, ['cable cut']]);
  });
});

describe('over TCP', () => {
  it('an endpoint does the same', async () => {
    const arrived = deferred<SipConnection>();
    const options = { host: '127.0.0.1', clock: systemClock, log: silentLog };
    const transport = await listenTcp({ ...options, port: 0, onConnection: (c) => listen(c) });
    const theirs = deferred<InviteDialog>();
    const listen = (connection: SipConnection): void => {
      arrived.resolve(connection);
      const bob = new SipEndpoint({ connection, contact: 'sip:bob.host', ...options });
      bob.handle(() => true, { invite: (invite) => void invite.accept().then(theirs.resolve) });
    };
    const connection = await connectTcp({ ...options, port: transport.port });
    const alice = new SipEndpoint({ connection, contact: 'sip:alice.host', ...options });
    const dialog = await alice.invite(BOB, FROM);
    const other = await theirs.promise;
    other.onRequest = (request) => request.respond(200, { body: request.request.body });
    expect((await dialog.request('INFO', { body: 'über TCP' })).body.toString()).toBe('über TCP');
    (await arrived.promise).close();
    expect([await dialog.terminated, await other.terminated]).toMatchObject([
      { by: 'connection' },
      { by: 'connection' },
    ]);
    await transport.close();
  });
});
