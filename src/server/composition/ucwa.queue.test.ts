import { afterEach, describe, expect, it } from 'vitest';
import { linkOf, parseDataUri } from '../../protocol/ucwa';
import { ManualClock } from '../sip';
import { hrefOf, is, type SeenEvent, type UcwaTestClient } from './testing/ucwa-client';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;

afterEach(() => world.close());

const incoming = is('message', 'completed', ({ direction }) => direction === 'Incoming');

function textOf({ _embedded }: SeenEvent): string {
  return parseDataUri(linkOf(_embedded!.message!, 'plainMessage')!.href)!.text;
}

/** A text that has come, or will. */
async function untilText(client: UcwaTestClient, text: string): Promise<SeenEvent> {
  const fits = (each: SeenEvent): boolean => incoming(each) && textOf(each).includes(text);
  return client.seen.find(fits) ?? (await client.until(fits)).event;
}

describe('a UCWA guest', () => {
  it('reaches a queue with all the fields, hears of its place, and talks to an agent on SIP', async () => {
    world = await startUcwaWorld();
    const guest = await world.guest();
    const { sendMessage, conversation } = await guest.connect('sip:sales@contoso.com', {
      importance: 'Emergency',
      sessionContext: '33dc0ef6-0570-4467-bb7e-49fcbea8e944',
      subject: 'Order 1234',
      telemetryId: null,
      operationId: '5028e824-2268-4b14-9e59-1abad65ff393',
      context: { contact: { name: 'Jane Doe' }, page: { url: 'https://shop.example/sofa', title: 'Sofa' } },
    });
    const welcome = await untilText(guest, 'Welcome to Contoso');
    expect(welcome._embedded!.message!.notice).toBe('welcome');
    const place = await untilText(guest, 'You are number 1 in the queue.');
    expect(place._embedded!.message!.notice).toBe('queue-status');
    expect((await guest.get(conversation)).json().queue).toMatchObject({ state: 'queued', position: 1 });
    expect((await guest.post(sendMessage, 'Is the sofa there?')).status).toBe(201);

    const alice = await world.sip('alice');
    const offer = await alice.incoming('INVITE');
    expect(offer.headers.get('Subject')).toBe('Order 1234');
    expect(offer.headers.get('Priority')).toBe('emergency');
    const answered = answerSession(alice, offer);
    const polling = guest.until(
      (each) => incoming(each) && textOf(each).includes('You are talking to Alice.'),
    );
    const { dialog, target } = await answered;
    const question = await alice.incoming('MESSAGE');
    expect(question.body.toString()).toBe('Is the sofa there?');
    alice.answer(question, 200);
    await polling;
    expect((await guest.get(conversation)).json().queue).toMatchObject({
      state: 'connected',
      agentName: 'Alice',
    });

    const reply = alice.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, 'It is.');
    alice.send(reply);
    const said = await untilText(guest, 'It is.');
    expect(said._embedded!.message).not.toHaveProperty('notice');
    const next = guest.poll();
    expect((await alice.answerTo(reply)).status).toBe(200);
    await alice.ask(alice.request('BYE', target, dialog));
    await next;
    if (!guest.seen.some(is('conversation', 'deleted'))) await guest.until(is('conversation', 'deleted'));
    // Nobody but the queue was ever seen.
    expect(JSON.stringify(guest.seen)).not.toContain('alice@');
  });

  it('may write to what is published, and nothing else', async () => {
    world = await startUcwaWorld();
    const guest = await world.guest();
    const communication = guest.embedded('communication');
    const start = hrefOf(communication, 'startMessaging');
    for (const to of ['sip:alice@contoso.com', 'sip:nobody@contoso.com']) {
      expect((await guest.post(start, { to })).status).toBe(201);
      const { event } = await guest.until(is('messagingInvitation', 'completed'));
      expect(event).toMatchObject({
        status: 'Failure',
        reason: { code: 'Forbidden', subcode: 'NotAllowed' },
      });
    }
    const { self } = guest.embedded('me')._links as { self: { href: string } };
    expect(guest.embedded('me')._links).not.toHaveProperty('makeMeAvailable');
    expect((await guest.post(`${self.href}/makeMeAvailable`, {})).json()).toMatchObject({
      code: 'Forbidden',
      subcode: 'AnonymousNotAllowed',
    });
    const people = hrefOf(guest.embedded('people'), 'self');
    for (const path of ['search?query=a', 'alice@contoso.com/presence'])
      expect((await guest.get(`${people}/${path}`)).status, path).toBe(403);
  });
});

describe('a UCWA agent', () => {
  it('is offered a contact, takes it, and talks to the visitor', async () => {
    world = await startUcwaWorld();
    const alice = await world.client('alice');
    const guest = await world.guest();
    const { sendMessage } = await guest.connect('sip:sales@contoso.com', { subject: 'Lamp' });
    await guest.post(sendMessage, 'Hello?');
    const { event } = await alice.until(is('messagingInvitation', 'started'));
    const invitation = event._embedded!.messagingInvitation!;
    expect(invitation).toMatchObject({ direction: 'Incoming', subject: 'Lamp' });
    expect((await alice.post(hrefOf(invitation, 'accept'))).status).toBe(204);
    await untilText(alice, 'Hello?');
    const connected = alice.seen.find(is('messaging', 'updated', ({ state }) => state === 'Connected'));
    void alice.poll();
    await alice.post(hrefOf(connected!._embedded!.messaging!, 'sendMessage'), 'Here I am.');
    await untilText(guest, 'Here I am.');
  });
});

describe('who was away for longer than a minute', () => {
  /** Lets time pass for everything but the sockets. */
  async function pass(clock: ManualClock, seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1_000);
      for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  it('goes on with the chat as a visitor, and has what was said meanwhile', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const alice = await world.client('alice');
    // Presence is told in a moment.
    await pass(clock, 1);
    const guest = await world.guest();
    const { sendMessage } = await guest.connect('sip:sales@contoso.com');
    const { event } = await alice.until(is('messagingInvitation', 'started'));
    await alice.post(hrefOf(event._embedded!.messagingInvitation!, 'accept'));
    const { event: open } = await alice.until(
      is('messaging', 'updated', ({ state }) => state === 'Connected'),
    );
    const write = hrefOf(open._embedded!.messaging!, 'sendMessage');
    // The visitor has seen everything so far, and is gone now.
    await untilText(guest, 'You are talking to Alice.');
    await pass(clock, 62);
    const polling = alice.poll();
    expect((await alice.post(write, 'Are you there?')).status).toBe(201);
    await polling;
    await pass(clock, 5);
    await untilText(guest, 'Are you there?');
    expect((await guest.post(sendMessage, 'Back again')).status).toBe(201);
    await untilText(alice, 'Back again');
    expect(guest.seen.filter((each) => incoming(each) && textOf(each) === 'Are you there?')).toHaveLength(1);
  });

  it('goes on with the chat as an agent, who is called again', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const alice = await world.client('alice');
    await pass(clock, 1);
    const guest = await world.guest();
    const { sendMessage } = await guest.connect('sip:sales@contoso.com');
    const { event } = await alice.until(is('messagingInvitation', 'started'));
    await alice.post(hrefOf(event._embedded!.messagingInvitation!, 'accept'));
    const { event: open } = await alice.until(
      is('messaging', 'updated', ({ state }) => state === 'Connected'),
    );
    await untilText(guest, 'You are talking to Alice.');
    await pass(clock, 62);
    const polling = guest.poll();
    await guest.post(sendMessage, 'Still there?');
    await polling;
    const question = untilText(alice, 'Still there?');
    let answered = false;
    void question.then(() => (answered = true));
    for (let second = 0; second < 25 && !answered; second++) await pass(clock, 1);
    await question;
    expect((await alice.post(hrefOf(open._embedded!.messaging!, 'sendMessage'), 'Yes.')).status).toBe(201);
    await untilText(guest, 'Yes.');
    // No second toast: it is the same conversation.
    expect(alice.seen.filter(is('messagingInvitation', 'started'))).toHaveLength(1);
  });

  it('does not keep an agent when they never come back', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const alice = await world.sip('alice');
    await pass(clock, 1);
    const guest = await world.guest();
    await guest.connect('sip:sales@contoso.com');
    await answerSession(alice, await alice.incoming('INVITE'));
    let ended = false;
    const bye = alice.incoming('BYE').then(() => (ended = true));
    for (let second = 0; second < 180 && !ended; second++) await pass(clock, 1);
    expect(await bye).toBe(true);
  });
});
