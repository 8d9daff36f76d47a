import { describe, expect, it } from 'vitest';
import { serialize } from '../sip';
import { establish, startHarness } from './testing/harness';

const invitation = '<session-invite/>';

describe('a guest', () => {
  it('reaches a portal, and the two of them talk in the dialog', async () => {
    const { guest, application } = await startHarness();
    const queue = application(['sip:sales@contoso.com'], 'sip:sales@contoso.com');
    const visitor = await guest();
    const dialog = await establish(visitor, queue);
    const message = queue.request('MESSAGE', visitor.contact, dialog.callee);
    queue.send(message);
    visitor.answer(await visitor.incoming('MESSAGE'), 200);
    expect((await queue.answerTo(message)).status).toBe(200);
    visitor.send(visitor.request('INFO', queue.contact, dialog.caller));
    expect((await queue.incoming('INFO')).headers.get('P-Asserted-Identity')).toBe(`<${visitor.user.uri}>`);
  });

  it('reaches nothing else, and learns not even what exists', async () => {
    const { guest, register, application } = await startHarness();
    await register('bob');
    application(['sip:contact-*@contoso.com'], 'sip:contact-1@contoso.com');
    const visitor = await guest();
    const answers = new Set<string>();
    for (const name of ['bob', 'dave', 'nobody', 'contact-1', visitor.user.uri.slice(4).split('@')[0]!]) {
      for (const method of [
        'INVITE',
        'MESSAGE',
        'SUBSCRIBE',
        'PUBLISH',
        'REFER',
        'NOTIFY',
        'SERVICE',
        'OPTIONS',
        'INFO',
      ]) {
        const request = visitor.request(method, `sip:${name}@contoso.com`, {
          Event: 'presence',
          Contact: `<${visitor.contact}>`,
        });
        const { status, reason } = await visitor.ask(request);
        answers.add(`${status} ${reason}`);
      }
    }
    expect([...answers]).toEqual(['403 Forbidden']);
  });

  it('reaches nobody by an ACK either, which nothing asks for', async () => {
    const { guest, register, application } = await startHarness();
    const queue = application(['sip:sales@contoso.com'], 'sip:sales@contoso.com');
    const [visitor, other, bob] = [await guest(), await guest(), await register('bob')];
    for (const to of [bob, other, queue]) visitor.send(visitor.request('ACK', to.user.uri, {}, 'x'));
    const tagged = { To: `<${bob.user.uri}>;tag=1` };
    visitor.send(visitor.request('ACK', bob.user.uri, tagged));
    await establish(visitor, queue);
    for (const { received } of [bob, other])
      expect(received.filter(({ kind }) => kind === 'request')).toEqual([]);
    expect(
      queue.received.filter((message) => message.kind === 'request').map(({ method }) => method),
    ).toEqual(['INVITE', 'ACK']);
  });

  it('may not do to a portal what only users may', async () => {
    const { guest, application } = await startHarness();
    application(['sip:sales@contoso.com'], 'sip:sales@contoso.com');
    const visitor = await guest();
    for (const method of ['SUBSCRIBE', 'PUBLISH', 'REFER', 'NOTIFY']) {
      const request = visitor.request(method, 'sip:sales@contoso.com', {
        Event: 'presence',
        Contact: `<${visitor.contact}>`,
      });
      expect((await visitor.ask(request)).status).toBe(403);
    }
  });

  it('is nobody a user can call', async () => {
    const { guest, register } = await startHarness();
    const visitor = await guest();
    const alice = await register('alice');
    expect((await alice.ask(alice.request('INVITE', visitor.user.uri))).status).toBe(404);
  });

  it('has a limit of messages per minute, of its own', async () => {
    const { guest, application } = await startHarness({ limits: { guestMessagesPerMinute: 3 } });
    const queue = application(['sip:sales@contoso.com'], 'sip:sales@contoso.com');
    const [one, two] = [await guest(), await guest()];
    const statuses: number[] = [];
    for (const [visitor, arrives] of [
      [one, true],
      [one, true],
      [one, true],
      [one, false],
      [two, true],
    ] as const) {
      const text = visitor.request('MESSAGE', 'sip:sales@contoso.com');
      visitor.send(text);
      if (arrives) queue.answer(await queue.incoming('MESSAGE'), 200);
      const response = await visitor.answerTo(text);
      statuses.push(response.status);
      expect(response.headers.has('Retry-After')).toBe(!arrives);
    }
    expect(statuses).toEqual([200, 200, 200, 503, 200]);
  });

  it('has one contact: a new one replaces the old', async () => {
    const { server, connect } = await startHarness();
    const credentials = server.guest();
    await (await connect(credentials)).register();
    const again = await (await connect(credentials)).register();
    expect(again.headers.getAll('Contact')).toHaveLength(1);
  });
});

describe('an invitation to a context channel', () => {
  const nested = (type: string): string =>
    [
      '--a',
      'Content-Type: multipart/alternative;boundary=b',
      '',
      '--b',
      type,
      '',
      invitation,
      '--b--',
      '--a--',
      '',
    ].join('\r\n');
  const bodies: [string, string, string][] = [
    ['at the top', 'application/ms-session-invite+xml', invitation],
    ['in capitals, with a parameter', 'Application/MS-Session-Invite+XML ; a=b', invitation],
    [
      'deep in parts',
      'multipart/mixed;boundary=a',
      nested('Content-Type: application/ms-session-invite+xml'),
    ],
    [
      'folded in a part',
      'multipart/mixed;boundary=a',
      nested('content-TYPE :\r\n  application/ms-session-invite+xml'),
    ],
    ['by the compact name', 'multipart/mixed;boundary=a', nested('c: application/ms-session-invite+xml')],
    [
      'behind white space that some take off',
      'multipart/mixed;boundary=a',
      nested(' Content-Type: application/ms-session-invite+xml'),
    ],
    [
      'behind a form feed',
      'multipart/mixed;boundary=a',
      nested('X: y\r\n\fContent-Type: application/ms-session-invite+xml'),
    ],
    [
      'in a type with white space in it',
      'multipart /mixed;boundary=a',
      nested('Content-Type: application/ms-session-invite+xml'),
    ],
    ['as the second of two types', 'text/plain, application/ms-session-invite+xml', invitation],
  ];

  it.each(bodies)('%s is refused to a user', async (_where, type, body) => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    for (const method of ['INVITE', 'MESSAGE']) {
      const request = alice.request(
        method,
        bob.user.uri,
        { 'Content-Type': type, Contact: `<${alice.contact}>` },
        body,
      );
      expect((await alice.ask(request)).status).toBe(403);
    }
    expect(bob.received.filter((message) => message.kind === 'request')).toEqual([]);
  });

  it('is refused to a guest, and within a dialog', async () => {
    const { guest, application } = await startHarness();
    const queue = application(['sip:sales@contoso.com'], 'sip:sales@contoso.com');
    const visitor = await guest();
    const dialog = await establish(visitor, queue);
    const headers = { ...dialog.caller, 'Content-Type': 'application/ms-session-invite+xml' };
    expect((await visitor.ask(visitor.request('INVITE', queue.contact, headers, invitation))).status).toBe(
      403,
    );
    visitor.send(visitor.request('ACK', queue.contact, { ...headers, CSeq: '1 ACK' }, invitation));
    visitor.send(visitor.request('INFO', queue.contact, dialog.caller));
    await queue.incoming('INFO');
    expect(queue.received.filter(({ body }) => body.length > 0)).toEqual([]);
  });

  it('of a trusted application reaches the contact it is for', async () => {
    const { register, application } = await startHarness();
    const center = application(['sip:contact-*@contoso.com'], 'sip:contact-7f3a@contoso.com');
    const alice = await register('alice');
    await register('alice');
    const headers = {
      To: '<sip:alice@contoso.com>',
      'Content-Type': 'application/ms-session-invite+xml',
      'P-Asserted-Identity': '<sip:contact-7f3a@contoso.com>',
      Contact: `<${center.contact}>`,
    };
    center.send(center.request('INVITE', alice.contact, headers, invitation));
    const invite = await alice.incoming('INVITE');
    expect(invite.uri).toBe(alice.contact);
    expect(invite.headers.get('P-Asserted-Identity')).toBe('<sip:contact-7f3a@contoso.com>');
    expect(serialize(invite).toString()).toContain(invitation);
  });

  it('of a trusted application reaches nobody else whose contact reads the same', async () => {
    const { register, application } = await startHarness();
    const center = application(['sip:contact-*@contoso.com'], 'sip:contact-7f3a@contoso.com');
    const contact = 'sip:a1b2@c3d4.invalid;transport=ws';
    const bob = await register('bob', { Contact: `<${contact}>` });
    const headers = { To: '<sip:alice@contoso.com>', Contact: `<${center.contact}>` };
    expect((await center.ask(center.request('INVITE', contact, headers, invitation))).status).toBe(480);
    expect(bob.received.filter(({ kind }) => kind === 'request')).toEqual([]);
  });

  it('may be spoken of', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    alice.send(
      alice.request(
        'MESSAGE',
        bob.user.uri,
        { 'Content-Type': 'text/plain' },
        'Content-Type: application/ms-session-invite+xml',
      ),
    );
    expect((await bob.incoming('MESSAGE')).body.length).toBeGreaterThan(0);
  });
});

describe('a trusted application', () => {
  it('sends from its own addresses only, and needs no proof', async () => {
    const { register, application } = await startHarness();
    const alice = await register('alice');
    const center = application(['sip:contact-*@contoso.com'], 'sip:contact-1@contoso.com');
    center.send(center.request('MESSAGE', alice.user.uri));
    expect((await alice.incoming('MESSAGE')).headers.get('P-Asserted-Identity')).toBe(
      '<sip:contact-1@contoso.com>',
    );
    const lie = center.request('MESSAGE', alice.user.uri, { From: '<sip:bob@contoso.com>;tag=1' });
    expect((await center.ask(lie)).status).toBe(403);
  });

  it('that is gone is not there', async () => {
    const { register, application } = await startHarness();
    const alice = await register('alice');
    const center = application(['sip:sales@contoso.com'], 'sip:sales@contoso.com');
    const text = alice.request('MESSAGE', 'sip:sales@contoso.com');
    alice.send(text);
    await center.incoming('MESSAGE');
    center.close();
    expect((await alice.answerTo(text)).status).toBe(480);
    expect((await alice.ask(alice.request('MESSAGE', 'sip:sales@contoso.com'))).status).toBe(480);
  });
});
