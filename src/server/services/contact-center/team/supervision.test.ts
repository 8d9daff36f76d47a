import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { SupervisionMode } from '../../../../protocol/supervision';
import { settle, until } from '../testing/world';
import { audioSdp } from '../voice/testing/media-double';
import { aliceUri, bobUri, carolUri, TeamWorld } from './testing/team-world';

let world: TeamWorld;
afterEach(async () => {
  await world.close();
  expect([world.media.rooms, world.media.legs]).toEqual([0, 0]);
  expect(world.errors()).toEqual([]);
});

type Configuration = ConstructorParameters<typeof TeamWorld>[0];

async function call(config?: Configuration) {
  world = new TeamWorld(config);
  const alice = await world.talker('alice');
  const visitor = await world.caller();
  await world.connected(alice.line);
  return { alice, visitor, contact: world.contactOf(alice.agent) };
}

async function chat(config?: Configuration) {
  world = new TeamWorld(config);
  const { agent: alice } = await world.talker('alice');
  const visitor = world.visitor();
  await visitor.call();
  await visitor.say('First words');
  await until(() => alice.dialog !== undefined && alice.texts.length === 1);
  await alice.say('Hello');
  return { alice, visitor, contact: world.contactOf(alice) };
}

it('is for supervisors: nobody else sees the centre, listens, reads or takes over', async () => {
  const { contact } = await call();
  for (const stranger of [aliceUri, bobUri, 'sip:guest-1@contoso.com']) {
    await expect(world.watchCentre(stranger)).rejects.toMatchObject({ status: 403 });
    expect((await world.command(stranger, contact, { supervise: 'barge' })).status).toBe(403);
  }
  for (const agent of [aliceUri, bobUri]) {
    await expect(world.listens(contact, agent)).rejects.toMatchObject({ status: 403 });
    await expect(world.reads(contact, agent)).rejects.toMatchObject({ status: 403 });
  }
  await expect(world.reads(contact, 'sip:guest-1@contoso.com')).rejects.toMatchObject({ status: 480 });
  await expect(world.reads('sip:contact-none@contoso.com')).rejects.toMatchObject({ status: 404 });
  expect((await world.command(carolUri, contact, { supervise: 'barge' })).status).toBe(404);
  expect(world.room.legs.map(({ name }) => name)).toEqual(['visitor', 'agent']);
});

it('shows agents, queues and contacts as they are', async () => {
  world = new TeamWorld();
  const states = await world.watchCentre();
  expect(states[0]).toMatchObject({
    agents: [
      { uri: aliceUri, displayName: 'Ms A.', state: 'not-present', active: 0, capacity: 2 },
      { uri: bobUri, state: 'not-present' },
    ],
    queues: [{ name: 'Sales', waiting: 0 }, { name: 'Support' }],
    contacts: [],
  });
  const alice = await world.talker('alice');
  await world.caller({ headers: [['Subject', 'A lamp']] });
  await world.connected(alice.line);
  // Not more often than some times a second, and the newest last.
  const before = states.length;
  world.clock.advance(250);
  await settle();
  expect(states.length).toBeLessThanOrEqual(before + 1);
  expect(states.at(-1)).toMatchObject({
    agents: [{ state: 'ready', active: 1 }, {}],
    contacts: [
      {
        ...{ customerName: 'Jane Doe', queueName: 'Sales', subject: 'A lamp', state: 'connected' },
        ...{ audio: true, messages: false, uri: world.contactOf(alice.agent) },
        members: [{ uri: aliceUri, role: 'agent', state: 'connected' }],
      },
    ],
  });
  await alice.line.dialog!.bye();
  world.clock.advance(250);
  await until(() => states.at(-1)?.contacts.length === 0);
});

it('hears a call without a trace, whispers to the agent, barges in, and leaves', async () => {
  const { alice, visitor, contact } = await call();
  const states = await world.watchTeam(aliceUri, contact);
  const [wire, told] = [world.sent.length, states.length];
  const { line, leg } = await world.listens(contact);
  // Nothing has gone to the agent or the customer.
  const after = world.sent.slice(wire).filter((text) => !text.includes(carolUri));
  expect([after, states.length]).toEqual([[], told]);
  const [customer, agent] = [world.leg('visitor'), world.leg('agent')];
  const heardBy = () => [world.room.hears(customer, leg), world.room.hears(agent, leg)];
  const hears = () => [world.room.hears(leg, customer), world.room.hears(leg, agent)];
  expect([heardBy(), hears()]).toEqual([
    [false, false],
    [true, true],
  ]);
  await world.command(carolUri, contact, { supervise: 'whisper' });
  expect(heardBy()).toEqual([false, true]);
  expect(states.length).toBe(told);
  await world.command(carolUri, contact, { supervise: 'barge' });
  expect(heardBy()).toEqual([true, true]);
  expect(states.at(-1)?.members).toMatchObject([{}, { uri: carolUri, role: 'supervisor', mode: 'barge' }]);
  await world.command(carolUri, contact, { supervise: 'monitor' });
  expect(heardBy()).toEqual([false, false]);
  await line.dialog!.bye();
  await settle();
  expect([leg.state, visitor.ended, alice.line.ended]).toEqual(['ended', undefined, undefined]);
});

it('takes a call over on the line it has', async () => {
  const { alice, visitor, contact } = await call();
  const { line, leg } = await world.listens(contact);
  expect((await world.command(carolUri, contact, { supervise: 'take-over' })).status).toBe(200);
  await until(() => alice.line.ended !== undefined);
  expect([world.room.hears(world.leg('visitor'), leg), world.room.plays('visitor')]).toEqual([true, false]);
  expect(await world.store.contacts.find({})).toMatchObject([
    { agentUri: carolUri, attempts: [{}, { agentUri: carolUri, result: 'taken-over' }] },
  ]);
  await line.dialog!.bye();
  await until(() => visitor.ended !== undefined);
});

it('reads a chat from its beginning, writes to the agent alone, then to both', async () => {
  const { alice, visitor, contact } = await chat();
  const [wire] = [world.sent.length];
  const carol = await world.reads(contact);
  await until(() => carol.texts.length === 2);
  expect(carol.texts).toEqual(['First words', 'Hello']);
  expect(world.sent.slice(wire).filter((text) => !text.includes(carolUri))).toEqual([]);
  expect(await carol.say('Nobody shall see this')).toBe(403);
  await world.command(carolUri, contact, { supervise: 'whisper' });
  expect(await carol.say('Offer a discount')).toBe(200);
  await until(() => alice.notices.length === 1);
  expect(alice.notices).toEqual(['whisper: Offer a discount']);
  await world.command(carolUri, contact, { supervise: 'barge' });
  expect(await carol.say('I am Carol')).toBe(200);
  await until(() => alice.texts.includes('I am Carol') && visitor.texts.includes('I am Carol'));
  expect(visitor.heard.map(({ text }) => text).join()).not.toMatch(/discount|Nobody shall/);
  await visitor.say('Good day');
  await until(() => carol.texts.includes('Good day'));
  const [stored] = await world.store.contacts.find({});
  const lines = await world.store.contacts.transcript(stored!.id);
  expect(lines.filter(({ authorUri }) => authorUri === carolUri)).toMatchObject([
    { kind: 'whisper', body: 'Offer a discount' },
    { kind: 'message', body: 'I am Carol' },
  ]);
});

it('takes a chat over', async () => {
  const { alice, visitor, contact } = await chat();
  const carol = await world.reads(contact);
  await world.command(carolUri, contact, { supervise: 'barge' });
  await carol.say('Hello from Carol');
  expect((await world.command(carolUri, contact, { supervise: 'take-over' })).status).toBe(200);
  await until(() => alice.ended !== undefined);
  await visitor.say('Who is there?');
  await until(() => carol.texts.includes('Who is there?'));
  expect(await carol.say('Carol')).toBe(200);
  expect(visitor.texts.at(-1)).toBe('Carol');
  expect(carol.texts).not.toContain('Hello from Carol');
  await carol.dialog!.bye();
  await until(() => visitor.ended !== undefined);
});

it('takes over call and chat at once, each in the dialog it has', async () => {
  const { alice, visitor, contact } = await call();
  await visitor.call({ conversationId: 'AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==' });
  await visitor.say('And this');
  await until(() => alice.agent.texts.includes('And this'));
  const { line } = await world.listens(contact);
  const carol = await world.reads(contact);
  await until(() => carol.texts.includes('And this'));
  expect((await world.command(carolUri, contact, { supervise: 'take-over' })).status).toBe(200);
  await until(() => alice.line.ended !== undefined && alice.agent.ended !== undefined);
  await visitor.say('Still there?');
  await until(() => carol.texts.includes('Still there?'));
  expect([line.ended, carol.ended]).toEqual([undefined, undefined]);
  await line.dialog!.bye();
  await settle();
  // The call is over, and the messages go on.
  expect(await carol.say('I write on')).toBe(200);
});

it('listens again after a loss, whatever became of the old dialog, and not in place of an agent', async () => {
  const { alice, contact } = await call();
  const { line } = await world.listens(contact);
  await line.dialog!.bye();
  const again = (who: string) =>
    world.outside.invite(contact, {
      from: who,
      headers: [
        ['P-Asserted-Identity', `<${who}>`],
        ['Replaces', 'lost@x;to-tag=a;from-tag=b'],
        ['Require', 'replaces'],
        ['Ms-Resume', 'true'],
      ],
      contentType: 'application/sdp',
      body: audioSdp('supervisor'),
    });
  const dialog = await again(carolUri);
  expect(world.room.hears(world.leg('visitor'), world.leg('supervisor'))).toBe(false);
  await expect(again(aliceUri)).rejects.toMatchObject({ status: 481 });
  await dialog.bye();
  expect(alice.line.ended).toBeUndefined();
});

it('ends with the contact, and with the call of a contact that goes on as a chat', async () => {
  const { visitor, contact } = await call();
  const { dialog: first } = visitor;
  await visitor.call();
  const { line } = await world.listens(contact);
  const carol = await world.reads(contact);
  await first!.bye();
  await until(() => line.ended !== undefined);
  expect(carol.ended).toBeUndefined();
  await visitor.dialog!.bye();
  await until(() => carol.ended !== undefined);
});

it('is announced where the configuration says so', async () => {
  const { alice, visitor, contact } = await chat({
    supervision: { announce: 'everybody', text: 'A supervisor reads along.' },
  });
  const states = await world.watchTeam(aliceUri, contact);
  await world.reads(contact);
  await until(() => alice.notices.length === 1 && visitor.notices.at(-1)?.startsWith('supervision') === true);
  expect(alice.notices).toEqual(['supervision: A supervisor reads along.']);
  expect(states.at(-1)?.members[1]).toMatchObject({ role: 'supervisor', mode: 'monitor' });
});

it('lets everybody hear exactly whom the modes say, whatever is done in whatever order', async () => {
  type Step =
    | { readonly who: number; readonly mode: SupervisionMode }
    | { readonly who: number; readonly leaves: true }
    | { readonly colleague: boolean };
  const step = fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ who: fc.nat(2), mode: fc.constantFrom<SupervisionMode>('monitor', 'whisper', 'barge') }),
    fc.record({ who: fc.nat(2), leaves: fc.constant(true as const) }),
    fc.record({ colleague: fc.boolean() }),
  );
  const uris = ['carol', 'dora', 'emil'].map((name) => `sip:${name}@contoso.com`);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const { alice, contact } = await call({
        supervisors: uris.map((uri) => ({ uri, displayName: uri })),
      });
      await world.talker('bob');
      const present = new Map<
        number,
        { mode: SupervisionMode } & Awaited<ReturnType<TeamWorld['listens']>>
      >();
      for (const each of steps) {
        if ('colleague' in each) {
          const uri = bobUri;
          await world.command(aliceUri, contact, each.colleague ? { invite: uri } : { remove: uri });
        } else if ('leaves' in each) {
          await present.get(each.who)?.line.dialog?.bye();
          present.delete(each.who);
        } else {
          const uri = uris[each.who]!;
          const there = present.get(each.who) ?? (await world.listens(contact, uri));
          present.set(each.who, { ...there, mode: each.mode });
          expect((await world.command(uri, contact, { supervise: each.mode })).status).toBe(200);
        }
        await settle();
        const customer = world.leg('visitor');
        const agents = world.room.legs.filter(({ name }) => name === 'agent');
        for (const { leg, mode } of present.values()) {
          expect(world.room.hears(customer, leg)).toBe(mode === 'barge');
          for (const agent of agents) expect(world.room.hears(agent, leg)).toBe(mode !== 'monitor');
          for (const open of [customer, ...agents]) expect(world.room.hears(leg, open)).toBe(true);
          for (const other of present.values())
            if (other.leg !== leg) expect(world.room.hears(other.leg, leg)).toBe(mode === 'barge');
        }
        for (const agent of agents) expect(world.room.hears(customer, agent)).toBe(true);
      }
      expect(alice.line.ended).toBeUndefined();
      await world.close();
    }),
    { numRuns: 25 },
  );
});
