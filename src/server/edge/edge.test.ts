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

it('tells a client that asks where its request came from, and nobody else', async () => {
  const { register } = await startHarness();
  const [alice, bob] = [await register('alice'), await register('bob')];
  const Via = 'SIP/2.0/WS x.invalid;rport;branch=z9hG4bKr, SIP/2.0/UDP y.invalid;branch=z9hG4bKq';
  const text = alice.request('MESSAGE', bob.user.uri, { Via });
  alice.send(text);
  bob.answer(await bob.incoming('MESSAGE'), 200);
  const vias = (await alice.answerTo(text)).headers.list('Via');
  expect(vias[0]).toMatch(/^SIP\/2\.0\/WS x\.invalid;rport=\d+;branch=z9hG4bKr;received=127\.0\.0\.1$/);
  expect(vias[1]).toBe('SIP/2.0/UDP y.invalid;branch=z9hG4bKq');
  const without = await alice.ask(alice.request('MESSAGE', 'sip:dave@contoso.com'));
  expect(without.headers.get('Via')).not.toContain('received');
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

describe('a client whose outbound proxy is this edge', () => {
  it.each(['<sip:contoso.com;lr>', '<sip:127.0.0.1:5060;transport=tcp;lr>'])(
    'is served with Route: %s',
    async (Route) => {
      const { register } = await startHarness();
      const [alice, bob] = [await register('alice'), await register('bob')];
      const subscribe = alice.request('SUBSCRIBE', bob.user.uri, {
        Route,
        Event: 'presence',
        Contact: `<${alice.contact}>`,
      });
      expect((await alice.ask(subscribe)).status).toBe(200);
      alice.send(alice.request('MESSAGE', bob.user.uri, { Route }));
      expect((await bob.incoming('MESSAGE')).headers.has('Route')).toBe(false);
    },
  );
});

describe('the flow token', () => {
  it('is no way around what may be sent out of dialogs', async () => {
    const { guest, application } = await startHarness();
    const center = application(
      ['sip:sales@contoso.com', 'sip:contact-center@contoso.com'],
      'sip:sales@contoso.com',
    );
    const visitor = await guest();
    const { Route } = (await establish(visitor, center)).caller;
    const subscribe = { Route: Route!, Event: 'vnd.lync-widgets.agent', Contact: `<${visitor.contact}>` };
    expect(
      (await visitor.ask(visitor.request('SUBSCRIBE', 'sip:contact-center@contoso.com', subscribe))).status,
    ).toBe(403);
  });

  it('finds the other client of a person who talks to themselves, also when one has come back', async () => {
    const { register, connect, server } = await startHarness();
    const [one, two] = [await register('alice', { Contact: '<sip:one@x.invalid>' }), await connect('alice')];
    await two.register({ Contact: `<${two.contact};gr=2>;+sip.instance="<urn:uuid:2>"` });
    const dialog = await establish(one, two, 'sip:alice@contoso.com;gr=urn:uuid:2');
    one.close();
    await expect.poll(() => server.edge.stats.connections).toBe(1);
    const info = two.request('INFO', 'sip:one@x.invalid', dialog.callee);
    expect((await two.ask(info)).status).toBe(480);
    const back = await connect('alice');
    await back.register({ Contact: '<sip:one@x.invalid>' });
    two.send(two.request('INFO', 'sip:one@x.invalid', dialog.callee));
    expect((await back.incoming('INFO')).uri).toBe('sip:one@x.invalid');
  });

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
