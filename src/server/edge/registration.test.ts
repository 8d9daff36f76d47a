import { describe, expect, it } from 'vitest';
import { ManualClock } from '../sip';
import { startHarness } from './testing/harness';
import type { TestClient } from './testing/client';

const registrar = 'sip:contoso.com';
const instance = '"<urn:uuid:4dcdec41-3859-5fe8-92a0-7c2437ec6dda>"';

async function again(
  client: TestClient,
  headers: Record<string, string | string[]>,
): Promise<{ status: number; contacts: string[]; headers: Map<string, string> }> {
  const answer = await client.ask(
    client.request('REGISTER', registrar, { To: `<${client.user.uri}>`, ...headers }),
  );
  return {
    status: answer.status,
    contacts: answer.headers.getAll('Contact'),
    headers: new Map(answer.headers.entries()),
  };
}

describe('a registration', () => {
  it('lists all contacts of the user with what is left of their time', async () => {
    const { register } = await startHarness();
    await register('alice', { Expires: '300' });
    const second = await register('alice');
    const { contacts } = await again(second, {});
    expect(contacts).toHaveLength(2);
    expect(contacts[0]).toBe(`<${second.contact}>;expires=600`);
    expect(contacts[1]).toContain(';expires=300');
  });

  it('takes the parameter before the header, no more than the most, no less than the least', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    const contact = `<${alice.contact}>`;
    expect((await again(alice, { Contact: `${contact};expires=60`, Expires: '300' })).contacts).toEqual([
      `${contact};expires=60`,
    ]);
    expect((await again(alice, { Contact: contact, Expires: '99999' })).contacts).toEqual([
      `${contact};expires=600`,
    ]);
    const brief = await again(alice, { Contact: contact, Expires: '5' });
    expect([brief.status, brief.headers.get('Min-Expires')]).toEqual([423, '10']);
    expect((await again(alice, { Contact: contact, Expires: 'soon' })).contacts).toEqual([
      `${contact};expires=600`,
    ]);
  });

  it('has no more contacts by giving one instance many flows', async () => {
    const { register, guest } = await startHarness({ limits: { maxContactsPerUser: 3 } });
    const flow = (id: number): Record<string, string> => ({
      Contact: `<sip:c${id}@x.invalid>;+sip.instance=${instance};reg-id=${id}`,
    });
    const alice = await register('alice', flow(1));
    for (const [id, status] of [
      [2, 200],
      [3, 200],
      [4, 403],
      [3, 200],
    ] as const)
      // prettier-ignore
      expect((await again(alice, flow(id))).status).toBe(status);
    expect((await again(alice, {})).contacts).toHaveLength(3);
    const visitor = await guest();
    for (const id of [1, 2, 3]) expect((await again(visitor, flow(id))).contacts).toHaveLength(1);
  });

  it('takes no contact that could not be a Request-URI', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    for (const uri of ['sip:a@b.invalid?Route=%3Csip:x%3E', 'tel:123'])
      expect((await again(alice, { Contact: `<${uri}>` })).status).toBe(400);
  });

  it('ends by its own time', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { register, server } = await startHarness({ clock });
    await register('alice', { Expires: '60' });
    clock.advance(59_999);
    expect(server.edge.stats.bindings).toBe(1);
    clock.advance(1);
    expect(server.edge.stats.bindings).toBe(0);
  });

  it('ends with Expires: 0, and all of them with *', async () => {
    const { register } = await startHarness();
    const [one, two] = [await register('alice'), await register('alice')];
    expect((await again(one, { Contact: `<${one.contact}>`, Expires: '0' })).contacts).toHaveLength(1);
    expect((await again(two, { Contact: '*' })).status).toBe(400);
    expect((await again(two, { Contact: ['*', `<${two.contact}>`], Expires: '0' })).status).toBe(400);
    expect(await again(two, { Contact: '*', Expires: '0' })).toMatchObject({ status: 200, contacts: [] });
  });

  it('changes nothing when any part of it is wrong', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    const wrong = await again(alice, {
      Contact: [`<${alice.contact}>;expires=0`, '<mailto:alice@contoso.com>'],
    });
    expect(wrong.status).toBe(400);
    expect((await again(alice, {})).contacts).toHaveLength(1);
  });

  it('refuses an older request of the same client', async () => {
    const { register } = await startHarness();
    const alice = await register('alice', { 'Call-ID': 'the-same' });
    const late = await again(alice, {
      'Call-ID': 'the-same',
      CSeq: '1 REGISTER',
      Contact: `<${alice.contact}>`,
      Expires: '0',
    });
    expect(late.status).toBe(500);
    expect((await again(alice, {})).contacts).toHaveLength(1);
  });

  it('replaces the contact of the same instance, also over another connection', async () => {
    const { connect, register } = await startHarness();
    const old = await register('alice', {
      Contact: `<sip:old@x.invalid;transport=ws>;reg-id=1;+sip.instance=${instance}`,
      Supported: 'outbound',
    });
    const fresh = await connect('alice');
    const contact = `<${fresh.contact}>;reg-id=1;+sip.instance=${instance}`;
    const answer = await fresh.register({ Contact: contact, Supported: 'outbound, gruu' });
    expect(answer.headers.getAll('Contact')).toHaveLength(1);
    expect(answer.headers.get('Require')).toBe('outbound');
    const bob = await register('bob');
    const gruu = /pub-gruu="([^"]+)"/.exec(answer.headers.get('Contact')!)?.[1];
    expect(gruu).toBe('sip:alice@contoso.com;gr=urn:uuid:4dcdec41-3859-5fe8-92a0-7c2437ec6dda');
    bob.send(bob.request('MESSAGE', gruu!));
    expect((await fresh.incoming('MESSAGE')).uri).toBe(fresh.contact);
    expect(old.received.filter((message) => message.kind === 'request')).toEqual([]);
  });

  it('sends what is for a GRUU to that instance only', async () => {
    const { register } = await startHarness();
    await register('alice');
    const bob = await register('bob');
    expect((await bob.ask(bob.request('MESSAGE', 'sip:alice@contoso.com;gr=urn:uuid:unknown'))).status).toBe(
      480,
    );
  });

  it('has a bounded number of contacts', async () => {
    const { register, connect } = await startHarness({ limits: { maxContactsPerUser: 2 } });
    await register('alice');
    await register('alice');
    expect((await (await connect('alice')).register()).status).toBe(403);
  });

  it('is for this domain only', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    const elsewhere = alice.request('REGISTER', 'sip:elsewhere.example', {
      To: `<${alice.user.uri}>`,
      Contact: `<${alice.contact}>`,
    });
    expect((await alice.ask(elsewhere)).status).toBe(403);
  });

  it('says nothing of Lync to who does not ask for it', async () => {
    const { connect } = await startHarness();
    const answer = await (await connect('alice')).register({ Supported: 'path' });
    expect(
      ['Allow-Events', 'Supported', 'ms-keep-alive', 'Expires'].filter((name) => answer.headers.has(name)),
    ).toEqual([]);
  });
});
