import { describe, expect, it } from 'vitest';
import { establish, startHarness } from './testing/harness';

describe('two registered users', () => {
  it('exchange a MESSAGE, whose headers and body keep their octets', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const headers = {
      'x-Odd-NAME': ' odd   value ',
      Subject: '=?utf-8?q?=C3=A9?= é',
      'Content-Type': 'text/plain;charset=UTF-8',
    };
    const text = alice.request('MESSAGE', bob.user.uri, headers, 'Grüße 😀');
    alice.send(text);
    const message = await bob.incoming('MESSAGE');
    expect(message.uri).toBe(bob.contact);
    expect(message.body.toString('utf8')).toBe('Grüße 😀');
    expect(message.headers.get('Max-Forwards')).toBe('69');
    expect(message.headers.get('P-Asserted-Identity')).toBe('"alice" <sip:alice@contoso.com>');
    expect(message.headers.text('Subject')).toBe('=?utf-8?q?=C3=A9?= é');
    expect([...message.headers.entries()].map(([name]) => name)).toContain('x-Odd-NAME');
    bob.answer(message, 200);
    const answer = await alice.answerTo(text);
    expect(answer.status).toBe(200);
    expect(answer.headers.getAll('Via')).toHaveLength(1);
  });

  it('set up a dialog, in which requests find their way both ways', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const dialog = await establish(alice, bob);
    expect(dialog.caller.Route).toMatch(/^<sip:~[\w.-]+@contoso\.com;lr>$/);
    const info = bob.request('INFO', alice.contact, dialog.callee);
    bob.send(info);
    const received = await alice.incoming('INFO');
    expect(received.uri).toBe(alice.contact);
    expect(received.headers.has('Route')).toBe(false);
    alice.answer(received, 200);
    expect((await bob.answerTo(info)).status).toBe(200);
    const bye = alice.request('BYE', bob.contact, dialog.caller);
    alice.send(bye);
    bob.answer(await bob.incoming('BYE'), 200);
    expect((await alice.answerTo(bye)).status).toBe(200);
  });
});

describe('P-Asserted-Identity', () => {
  it('is replaced by the proven identity, whatever the sender wrote', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    alice.send(
      alice.request('MESSAGE', bob.user.uri, {
        'P-Asserted-Identity': ['<sip:carol@contoso.com>', '<tel:+1555>'],
      }),
    );
    const message = await bob.incoming('MESSAGE');
    expect(message.headers.getAll('P-Asserted-Identity')).toEqual(['"alice" <sip:alice@contoso.com>']);
  });

  it('is removed from the answers of users', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const text = alice.request('MESSAGE', bob.user.uri);
    alice.send(text);
    bob.answer(await bob.incoming('MESSAGE'), 200, { 'P-Asserted-Identity': '<sip:carol@contoso.com>' });
    expect((await alice.answerTo(text)).headers.has('P-Asserted-Identity')).toBe(false);
  });
});

describe('whom it knows', () => {
  it('answers 480 for a user who is not there and 404 for one who does not exist', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    expect((await alice.ask(alice.request('MESSAGE', 'sip:dave@contoso.com'))).status).toBe(480);
    expect((await alice.ask(alice.request('MESSAGE', 'sip:nobody@contoso.com'))).status).toBe(404);
  });

  it('says nothing of that to who has not proven an identity', async () => {
    const { connect } = await startHarness();
    const stranger = await connect('alice');
    const statuses: number[] = [];
    for (const name of ['dave', 'nobody']) {
      statuses.push((await stranger.ask(stranger.request('MESSAGE', `sip:${name}@contoso.com`))).status);
    }
    expect(statuses).toEqual([407, 407]);
  });

  it('does not relay to other domains', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    expect((await alice.ask(alice.request('MESSAGE', 'sip:victim@elsewhere.example'))).status).toBe(403);
    const routed = alice.request('MESSAGE', 'sip:bob@contoso.com', { Route: '<sip:elsewhere.example;lr>' });
    expect((await alice.ask(routed)).status).toBe(403);
  });
});

describe('the flow token', () => {
  it('lets nobody into a dialog who does not take part', async () => {
    const { register } = await startHarness();
    const [alice, bob, carol] = [await register('alice'), await register('bob'), await register('carol')];
    const dialog = await establish(alice, bob);
    const stolen = { ...dialog.caller, From: '<sip:carol@contoso.com>;tag=x' };
    expect((await carol.ask(carol.request('BYE', bob.contact, stolen))).status).toBe(403);
  });

  it('cannot be made up', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const dialog = await establish(alice, bob);
    const forged = dialog.caller.Route!.replace(/.@contoso/, (end) =>
      end.startsWith('A') ? 'B@contoso' : 'A@contoso',
    );
    expect(
      (await alice.ask(alice.request('BYE', bob.contact, { ...dialog.caller, Route: forged }))).status,
    ).toBe(403);
    const { Route: _, ...without } = dialog.caller;
    expect((await alice.ask(alice.request('BYE', bob.contact, without))).status).toBe(403);
  });

  it('follows a client that comes back over another connection with the same contact', async () => {
    const { register, connect } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const dialog = await establish(alice, bob);
    const contact = alice.contact;
    alice.close();
    const back = await connect('alice');
    expect((await back.register({ Contact: `<${contact}>` })).status).toBe(200);
    const fromBob = bob.request('INFO', contact, dialog.callee);
    bob.send(fromBob);
    back.answer(await back.incoming('INFO'), 200);
    expect((await bob.answerTo(fromBob)).status).toBe(200);
    back.send(back.request('BYE', bob.contact, dialog.caller));
    expect((await bob.incoming('BYE')).method).toBe('BYE');
  });

  it('leads nowhere while the client is away', async () => {
    const { register, server } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const dialog = await establish(alice, bob);
    alice.close();
    await expect.poll(() => server.edge.stats.connections).toBe(1);
    expect((await bob.ask(bob.request('INFO', alice.contact, dialog.callee))).status).toBe(480);
  });
});

describe('a connection that dies', () => {
  it('takes its bindings along, and those who wait for an answer get one at once', async () => {
    const { register, server } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const text = alice.request('MESSAGE', bob.user.uri);
    alice.send(text);
    await bob.incoming('MESSAGE');
    bob.close();
    expect((await alice.answerTo(text)).status).toBe(480);
    expect(server.edge.stats.bindings).toBe(1);
    expect((await alice.ask(alice.request('MESSAGE', bob.user.uri))).status).toBe(480);
  });

  it('withdraws the calls it made', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    alice.send(alice.request('INVITE', bob.user.uri, { Contact: `<${alice.contact}>` }));
    bob.answer(await bob.incoming('INVITE'), 180);
    alice.close();
    expect((await bob.incoming('CANCEL')).method).toBe('CANCEL');
  });

  it('is closed when it has not proven an identity in time', async () => {
    const { connect } = await startHarness({ limits: { authenticationSeconds: 0.05 } });
    const stranger = await connect('alice');
    await expect.poll(() => stranger.closed).toBe(true);
  });
});
