import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../sip';
import { hrefOf, incoming, is, textOf, type UcwaTestClient } from './testing/ucwa-client';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;

afterEach(() => world.close());

const SALES = 'sip:sales@contoso.com';

/** Two clients who talk: each with the address that it sends to. */
interface Talk {
  readonly alice: UcwaTestClient;
  readonly guest: UcwaTestClient;
  readonly asAlice: string;
  readonly asGuest: string;
}

/** A visitor who begins with `text` and Alice, both over UCWA; the visitor has seen that it is her. */
async function talk(alice: UcwaTestClient, text?: string): Promise<Talk> {
  const guest = await world.guest();
  const { sendMessage: asGuest } = await guest.connect(SALES, { subject: 'Lamp' });
  if (text) await guest.post(asGuest, text);
  const { event } = await alice.until(is('messagingInvitation', 'started'));
  const invitation = event._embedded!.messagingInvitation!;
  expect(invitation).toMatchObject({ direction: 'Incoming', subject: 'Lamp' });
  expect((await alice.post(hrefOf(invitation, 'accept'))).status).toBe(204);
  const connected = await alice.until(is('messaging', 'updated', ({ state }) => state === 'Connected'));
  const asAlice = hrefOf(connected.event._embedded!.messaging!, 'sendMessage');
  await guest.untilText('You are talking to Alice.');
  return { alice, guest, asAlice, asGuest };
}

describe('a UCWA guest', () => {
  it('reaches a queue with all the fields, hears of its place, and talks to an agent on SIP', async () => {
    world = await startUcwaWorld();
    const guest = await world.guest();
    const { sendMessage, conversation } = await guest.connect(SALES, {
      importance: 'Emergency',
      sessionContext: '33dc0ef6-0570-4467-bb7e-49fcbea8e944',
      subject: 'Order 1234',
      telemetryId: null,
      operationId: '5028e824-2268-4b14-9e59-1abad65ff393',
      context: { contact: { name: 'Jane Doe' }, page: { url: 'https://shop.example/sofa', title: 'Sofa' } },
    });
    const welcome = await guest.untilText('Welcome to Contoso');
    expect(welcome._embedded!.message!.notice).toBe('welcome');
    const place = await guest.untilText('You are number 1 in the queue.');
    expect(place._embedded!.message!.notice).toBe('queue-status');
    expect((await guest.get(conversation)).json().queue).toMatchObject({ state: 'queued', position: 1 });
    expect((await guest.post(sendMessage, 'Is the sofa there?')).status).toBe(201);

    const alice = await world.sip('alice');
    const offer = await alice.incoming('INVITE');
    expect(offer.headers.get('Subject')).toBe('Order 1234');
    expect(offer.headers.get('Priority')).toBe('emergency');
    const answered = answerSession(alice, offer);
    const polling = guest.untilText('You are talking to Alice.');
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
    const said = await guest.untilText('It is.');
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
    const self = hrefOf(guest.embedded('me'), 'self');
    expect(guest.embedded('me')._links).not.toHaveProperty('makeMeAvailable');
    expect((await guest.post(`${self}/makeMeAvailable`, {})).json()).toMatchObject({
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
    const { alice, asAlice, guest } = await talk(await world.client('alice'), 'Hello?');
    await alice.untilText('Hello?');
    void alice.poll();
    await alice.post(asAlice, 'Here I am.');
    await guest.untilText('Here I am.');
  });
});

describe('who was away for longer than a minute', () => {
  let clock: ManualClock;

  /** Lets time pass for everything but the sockets. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1_000);
      for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  async function startWorld(): Promise<void> {
    clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
  }

  /** Two who have seen everything so far, and have both gone. */
  async function gone(): Promise<Talk> {
    await startWorld();
    const alice = await world.client('alice');
    // Presence is told in a moment.
    await pass(1);
    const talking = await talk(alice);
    await pass(62);
    return talking;
  }

  it('goes on with the chat as a visitor, and has what was said meanwhile', async () => {
    const { alice, asAlice, asGuest, guest } = await gone();
    const polling = alice.poll();
    expect((await alice.post(asAlice, 'Are you there?')).status).toBe(201);
    await polling;
    await pass(5);
    await guest.untilText('Are you there?');
    expect((await guest.post(asGuest, 'Back again')).status).toBe(201);
    await alice.untilText('Back again');
    expect(guest.seen.filter((each) => incoming(each) && textOf(each) === 'Are you there?')).toHaveLength(1);
  });

  it('goes on with the chat as an agent, who is called again', async () => {
    const { alice, asAlice, asGuest, guest } = await gone();
    const polling = guest.poll();
    await guest.post(asGuest, 'Still there?');
    await polling;
    let answered = false;
    const question = alice.untilText('Still there?').then(() => (answered = true));
    for (let second = 0; second < 25 && !answered; second++) await pass(1);
    await question;
    expect((await alice.post(asAlice, 'Yes.')).status).toBe(201);
    await guest.untilText('Yes.');
    // No second toast: it is the same conversation.
    expect(alice.seen.filter(is('messagingInvitation', 'started'))).toHaveLength(1);
  });

  it('does not keep an agent when they never come back', async () => {
    await startWorld();
    const alice = await world.sip('alice');
    await pass(1);
    const guest = await world.guest();
    await guest.connect(SALES);
    await answerSession(alice, await alice.incoming('INVITE'));
    let ended = false;
    const bye = alice.incoming('BYE').then(() => (ended = true));
    for (let second = 0; second < 180 && !ended; second++) await pass(1);
    expect(await bye).toBe(true);
  });
});
