import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildKeyboardActivity } from '../../protocol/is-composing';
import { buildTextFormat } from '../../protocol/text-format';
import { hrefOf, incoming, is, textOf } from './testing/ucwa-client';
import { acknowledge, answerSession, inviteFrom, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;

beforeEach(async () => {
  world = await startUcwaWorld();
});

afterEach(() => world.close());

describe('a UCWA user and a SIP user', () => {
  it('talk when the UCWA user calls: the groups of events are those of the captures', async () => {
    const bob = await world.sip('bob');
    const dave = await world.client('dave');
    const start = hrefOf(dave.embedded('communication'), 'startMessaging');
    const made = await dave.post(start, {
      To: 'bob@contoso.com',
      Importance: 'High',
      Subject: 'Smörgås',
      operationId: 'op-1',
      _links: { message: { href: 'data:text/plain;base64,SGVsbG8=' } },
    });
    expect([made.status, made.body]).toEqual([201, '']);
    const invite = await bob.incoming('INVITE');
    expect(invite.headers.text('Subject')).toBe('Smörgås');
    expect(invite.headers.get('Priority')).toBe('urgent');
    expect(invite.headers.get('Ms-Text-Format')).toBe(buildTextFormat('Hello'));

    const started = await dave.poll();
    const shape = (batch: typeof started): string[] =>
      batch.sender.flatMap(({ rel, events }) => [
        `${rel}:`,
        ...events.map(({ link, type }) => `${link.rel} ${type}`),
      ]);
    expect(shape(started)).toEqual([
      'communication:',
      'messagingInvitation started',
      'conversation added',
      'conversation:',
      'localParticipant added',
      'messaging updated',
    ]);
    const invitation = started.sender[0]!.events[0]!._embedded!.messagingInvitation!;
    expect(invitation).toMatchObject({ direction: 'Outgoing', state: 'Connecting', operationId: 'op-1' });
    expect(hrefOf(invitation, 'self')).toBe(made.headers.get('Location'));
    expect(hrefOf(invitation, 'cancel')).toMatch(/\/messaging\/terminate$/);

    const answered = answerSession(bob, invite, { Supported: 'ms-text-format' });
    const connected = await dave.poll();
    const { dialog, target } = await answered;
    expect(shape(connected)).toEqual([
      'communication:',
      'conversation updated',
      'conversation:',
      'participant added',
      'participantMessaging added',
      'participantMessaging added',
      'messaging updated',
      'communication:',
      'messagingInvitation completed',
    ]);
    expect(connected.sender[2]!.events[0]).toMatchObject({
      status: 'Success',
      _embedded: {
        messagingInvitation: {
          state: 'Connected',
          _embedded: { acceptedByParticipant: [{ uri: 'sip:bob@contoso.com', name: 'Bob Baker' }] },
        },
      },
    });
    const messaging = connected.sender[1]!.events[3]!._embedded!.messaging!;

    // The first text was taken with the invitation.
    const { event: taken } = await dave.until(is('message', 'completed'));
    expect(taken).toMatchObject({ status: 'Success', _embedded: { message: { direction: 'Outgoing' } } });

    const typing = await dave.post(hrefOf(messaging, 'setIsTyping'));
    expect(typing.status).toBe(204);
    const info = await bob.incoming('INFO');
    expect(info.body.toString()).toBe(buildKeyboardActivity(true));
    bob.answer(info, 200);

    const sent = await dave.post(`${hrefOf(messaging, 'sendMessage')}?OperationContext=op-2`, 'Grüße');
    expect(sent.status).toBe(201);
    const message = await bob.incoming('MESSAGE');
    expect(message.body.toString('utf8')).toBe('Grüße');
    expect(message.headers.get('Content-Type')).toBe('text/plain; charset=UTF-8');
    bob.answer(message, 200);
    const { event: completed } = await dave.until(is('message', 'completed'));
    expect(completed).toMatchObject({
      status: 'Success',
      link: { href: sent.headers.get('Location') },
      _embedded: { message: { operationId: 'op-2' } },
    });

    const typed = bob.request(
      'INFO',
      target,
      { ...dialog, 'Content-Type': 'application/xml' },
      buildKeyboardActivity(true),
    );
    expect((await bob.ask(typed)).status).toBe(200);
    const { event: peerTypes } = await dave.until(is('participant', 'added'));
    expect(peerTypes.in).toMatchObject({ rel: 'typingParticipants' });
    const typists = (await dave.get(peerTypes.in!.href)).json();
    expect(typists._links.participant).toHaveLength(1);

    const reply = bob.request(
      'MESSAGE',
      target,
      { ...dialog, 'Content-Type': 'text/plain;charset=UTF-8' },
      'Ça va?',
    );
    bob.send(reply);
    await dave.until(is('participant', 'deleted'));
    const { batch, event } = await dave.until(incoming);
    expect(textOf(event)).toBe('Ça va?');
    // Alone, and first: some clients look nowhere else.
    expect(batch.sender).toHaveLength(1);
    expect(batch.sender[0]!.events).toHaveLength(1);
    // The writer is told when the client has asked for what comes next.
    const polling = dave.poll();
    expect((await bob.answerTo(reply)).status).toBe(200);

    const bye = bob.request('BYE', target, { ...dialog, Reason: 'SIP;cause=200;text="See you"' });
    expect((await bob.ask(bye)).status).toBe(200);
    expect(shape(await polling)).toEqual([
      'conversation:',
      'messaging updated',
      'communication:',
      'conversation updated',
      'conversation deleted',
    ]);
    expect(dave.seen.at(-1)!.reason).toEqual({ code: 'Informational', subcode: 'Ended', message: 'See you' });
    expect((await dave.post(hrefOf(messaging, 'sendMessage'), 'late')).json()).toMatchObject({
      code: 'NotFound',
      subcode: 'ConversationNotFound',
    });
  });

  it('talk when the SIP user calls', async () => {
    const alice = await world.sip('alice');
    const carol = await world.client('carol', { available: false });
    await carol.makeMeAvailable({ supportedMessageFormats: ['Plain', 'Html'], signInAs: 'busy' });
    const invite = inviteFrom(alice, 'sip:carol@contoso.com', {
      From: '"Ålice" <sip:alice@contoso.com>;tag=a1',
      Subject: 'Lunch',
      Priority: 'emergency',
      'Ms-Text-Format': buildTextFormat('Hi Tosh'),
      Supported: 'ms-embedded-first-message',
    });
    alice.send(invite);
    const { event, batch } = await carol.until(is('messagingInvitation', 'started'));
    expect(batch.sender.map(({ rel, events }) => [rel, events.map(({ link }) => link.rel)])).toEqual([
      ['communication', ['messagingInvitation', 'conversation']],
      ['conversation', ['localParticipant']],
    ]);
    const invitation = event._embedded!.messagingInvitation!;
    expect(invitation).toMatchObject({
      direction: 'Incoming',
      state: 'Connecting',
      subject: 'Lunch',
      importance: 'Emergency',
      threadId: 'AdxTest==',
      _embedded: { from: { name: 'Ålice', uri: 'sip:alice@contoso.com' } },
    });
    expect(hrefOf(invitation, 'message')).toBe('data:text/plain;charset=utf-8,Hi+Tosh');
    expect(batch.sender[0]!.events[1]!._embedded!.conversation!.state).toBe('Incoming');
    const accept = hrefOf(invitation, 'accept');
    expect((await carol.post(`${accept}?sessionContext=1`)).status).toBe(204);
    // A repetition, because the answer was lost, says the same.
    expect((await carol.post(accept, {})).status).toBe(204);
    const ok = await alice.answerTo(invite);
    expect(ok.headers.get('Supported')).toBe('ms-text-format');
    acknowledge(alice, ok);
    const { event: updated } = await carol.until(is('messagingInvitation', 'updated'));
    expect(updated._embedded!.messagingInvitation!._links).not.toHaveProperty('accept');
    const { event: connected } = await carol.until(is('messaging', 'updated'));
    const messaging = connected._embedded!.messaging!;
    expect(messaging.negotiatedMessageFormats).toEqual(['Plain', 'Html']);
    // What the toast showed is the first message, and comes once.
    expect(textOf((await carol.until(incoming)).event)).toBe('Hi Tosh');

    const html = await carol.post(hrefOf(messaging, 'sendMessage'), '<b>Yes</b>', {
      'Content-Type': 'text/html',
    });
    expect(html.status).toBe(201);
    const message = await alice.incoming('MESSAGE');
    expect(message.headers.get('Content-Type')).toBe('text/html; charset=UTF-8');
    alice.answer(message, 486);
    const { event: failed } = await carol.until(is('message', 'completed'));
    expect(failed).toMatchObject({ status: 'Failure', reason: { code: 'RemoteFailure', subcode: 'Busy' } });

    expect((await carol.post(hrefOf(messaging, 'stopMessaging'))).status).toBe(204);
    alice.answer(await alice.incoming('BYE'), 200);
    await carol.until(is('conversation', 'deleted'));
    // Lost answers again.
    expect((await carol.post(hrefOf(messaging, 'stopMessaging'))).status).toBe(204);
  });

  it('are told of no, and of too late', async () => {
    const alice = await world.sip('alice');
    const carol = await world.client('carol');
    const invite = inviteFrom(alice, 'sip:carol@contoso.com');
    alice.send(invite);
    const { event } = await carol.until(is('messagingInvitation', 'started'));
    const invitation = event._embedded!.messagingInvitation!;
    expect((await carol.post(hrefOf(invitation, 'decline'), { reason: 'Global' })).status).toBe(204);
    expect((await alice.answerTo(invite)).status).toBe(603);
    const { event: completed } = await carol.until(is('messagingInvitation', 'completed'));
    expect(completed).toMatchObject({ status: 'Failure', reason: { subcode: 'Declined' } });
    expect((await carol.post(hrefOf(invitation, 'accept'))).json()).toMatchObject({
      code: 'Conflict',
      subcode: 'Expired',
    });

    const second = inviteFrom(alice, 'sip:carol@contoso.com', { 'Ms-Conversation-ID': 'second' });
    alice.send(second);
    const { event: again } = await carol.until(is('messagingInvitation', 'started'));
    const sent = second.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|Max-Forwards):/.test(line));
    const number = /CSeq: (\d+)/.exec(second)![1]!;
    alice.send(
      [
        'CANCEL sip:carol@contoso.com SIP/2.0',
        ...sent,
        `CSeq: ${number} CANCEL`,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    const { event: missed } = await carol.until(is('messagingInvitation', 'completed'));
    expect(missed).toMatchObject({ status: 'Failure', reason: { subcode: 'Missed' } });
    expect(missed.link.href).toBe(again.link.href);
  });

  it('know of each other’s presence', async () => {
    const carol = await world.client('carol');
    const dave = await world.client('dave');
    const me = (await carol.get(hrefOf(carol.embedded('me'), 'self'))).json();
    const watch = await dave.post(hrefOf(dave.embedded('people'), 'presenceSubscriptions'), {
      duration: 11,
      Uris: ['sip:carol@contoso.com'],
    });
    expect(watch.status).toBe(201);
    expect((await carol.post(hrefOf(me, 'presence'), { availability: 'DoNotDisturb' })).status).toBe(204);
    expect((await carol.post(hrefOf(me, 'note'), { message: 'Deep work' })).status).toBe(204);
    const { event } = await dave.until(is('contactPresence', 'updated'));
    await expect
      .poll(async () => (await dave.get(event.link.href)).json())
      .toMatchObject({ availability: 'DoNotDisturb', note: 'Deep work' });
    // Without a subscription as well.
    const bob = await world.client('bob', { available: false });
    const found = (await bob.get(`${hrefOf(bob.embedded('people'), 'search')}?query=caro`)).json();
    const [contact] = found._embedded!.contact as (typeof found)[];
    expect(contact).toMatchObject({ uri: 'sip:carol@contoso.com', name: 'Carol Carter' });
    expect((await bob.get(hrefOf(contact!, 'contactPresence'))).json()).toMatchObject({
      availability: 'DoNotDisturb',
    });
    await carol.signOut();
    await expect.poll(async () => (await dave.get(event.link.href)).json().availability).toBe('Offline');
  });
});

describe('two UCWA users', () => {
  it('talk, and all clients of the called one ring', async () => {
    const dave = await world.client('dave');
    const [phone, desk] = [await world.client('carol'), await world.client('carol')];
    const start = hrefOf(dave.embedded('communication'), 'startMessaging');
    await dave.post(start, { to: 'sip:carol@contoso.com' });
    const ringing = await Promise.all(
      [phone, desk].map((client) => client.until(is('messagingInvitation', 'started'))),
    );
    const invitation = ringing[1]!.event._embedded!.messagingInvitation!;
    expect((await desk.post(hrefOf(invitation, 'accept'))).status).toBe(204);
    const { event: missed } = await phone.until(is('messagingInvitation', 'completed'));
    expect(missed.status).toBe('Failure');
    const { event } = await desk.until(is('messaging', 'updated', ({ state }) => state === 'Connected'));
    const { event: other } = await dave.until(
      is('messaging', 'updated', ({ state }) => state === 'Connected'),
    );
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await dave.post(hrefOf(other._embedded!.messaging!, 'sendMessage'), text);
    for (const text of texts) expect(textOf((await desk.until(incoming)).event)).toBe(text);
    void desk.poll();
    await desk.post(hrefOf(event._embedded!.messaging!, 'sendMessage'), 'four');
    expect(textOf((await dave.until(incoming)).event)).toBe('four');
  });
});
