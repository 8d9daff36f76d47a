import { describe, expect, it } from 'vitest';
import { ApplicationError, type PersistentChatEndpoint } from '../../application';
import { noRoles } from '../../store';
import type { XccosData } from '../../../protocol/xccos';
import { address, chatWorld, defaultRooms, initialRoom, roomUri } from '../../composition/testing/chat-world';

const category = (value: string): string => `ma-cat://contoso.com/${value}`;
const search = async (person: PersistentChatEndpoint, wanted: XccosData['search']) =>
  ((await person.command('chansrch', { search: wanted })).rooms ?? []).map(({ name }) => name);
const failsWith = (result: string) => (error: unknown) =>
  error instanceof ApplicationError && error.result === result;

describe('the rooms there are', () => {
  it('are found by category, by what they are about, by address, and by who is in them', async () => {
    const world = await chatWorld({
      rooms: [
        initialRoom('lamps', { description: 'Blue and green', topic: 'New ones on Friday' }),
        initialRoom('inner', { categoryId: 'inner' }),
        initialRoom('mine', { roles: { ...noRoles, member: [address('alice')], manager: [address('bob')] } }),
      ],
    });
    const alice = await world.join('alice', 'lamps');
    const { endpoint: bob } = await world.join('bob', 'mine');
    expect(await search(alice.endpoint, { by: 'category', criteria: category('inner') })).toEqual([
      'Room inner',
    ]);
    expect(await search(bob, { by: 'name', criteria: 'FRIDAY' })).toEqual([]);
    expect(await search(bob, { by: 'name', criteria: 'FRIDAY', extended: true })).toEqual(['Room lamps']);
    expect(await search(bob, { by: 'name', criteria: 'green', extended: true })).toEqual(['Room lamps']);
    expect(await search(bob, { by: 'uri', criteria: roomUri('lamps') })).toEqual(['Room lamps']);
    expect(await search(bob, { by: 'user', criteria: address('alice') })).toEqual(['Room lamps']);
    expect(await search(alice.endpoint, { by: 'member', criteria: '' })).toEqual(['Room mine']);
    expect(await search(bob, { by: 'manager', criteria: '' })).toEqual(['Room mine']);
    const first = await bob.command('chansrch', { search: { by: 'name', criteria: '', limit: 1 } });
    expect(first).toMatchObject({ rooms: [{ name: 'Room lamps' }], search: { more: true } });
    expect(await search(bob, { by: 'name', criteria: '', limit: 1, offset: 1 })).toEqual(['Room mine']);
  });

  it('do not exist for who is out of the scope of their category, unless they are members', async () => {
    const world = await chatWorld({
      rooms: [
        initialRoom('inner', { categoryId: 'inner' }),
        initialRoom('guests', {
          categoryId: 'inner',
          roles: { ...noRoles, member: [address('bob')] },
        }),
      ],
    });
    const [alice, bob] = [await world.enter('alice'), await world.enter('bob')];
    const everything = { by: 'name', criteria: '' } as const;
    expect(await search(alice, everything)).toEqual(['Room guests', 'Room inner']);
    expect(await search(bob, everything)).toEqual(['Room guests']);
    await expect(bob.join(roomUri('inner'))).rejects.toSatisfy(failsWith('no-such-room'));
    expect((await bob.join(roomUri('guests'))).room.name).toBe('Room guests');
    const categories = async (person: PersistentChatEndpoint) =>
      ((await person.command('nodeslist')).categories ?? []).map(({ uri }) => uri);
    expect(await categories(alice)).toEqual([category('general'), category('inner')]);
    expect(await categories(bob)).toEqual([category('general')]);
    expect((await bob.command('nodespermcreatechild')).categories).toBeUndefined();
  });

  it('are moved to categories that one may create in, with their scope', async () => {
    const world = await chatWorld();
    const [alice, bob, dave] = [
      await world.enter('alice'),
      await world.enter('bob'),
      await world.enter('dave'),
    ];
    const move = (person: PersistentChatEndpoint, to: string) =>
      person.command('chanmodify', { rooms: [{ uri: roomUri('open'), categoryUri: category(to) }] });
    await expect(move(bob, 'inner')).rejects.toSatisfy(failsWith('permission-denied'));
    await expect(move(alice, 'nowhere')).rejects.toSatisfy(failsWith('permission-denied'));
    const room = await bob.join(roomUri('open'));
    const removed = new Promise<void>((resolve) => room.on('removed', resolve));
    await move(alice, 'inner');
    // It was open for all in its category, and bob is out of the scope of this one.
    await removed;
    await expect(bob.join(roomUri('open'))).rejects.toSatisfy(failsWith('no-such-room'));
    // Administrators see and move what they cannot join.
    await expect(dave.join(roomUri('open'))).rejects.toSatisfy(failsWith('permission-denied'));
    await move(dave, 'general');
    expect((await bob.join(roomUri('open'))).room.name).toBe('Room open');
  });

  it('are as large, and as many, as the limits say', async () => {
    const world = await chatWorld({ limits: { roleMembers: 2, roomsPerSession: 2 } });
    const alice = await world.enter('alice');
    const people = ['alice', 'bob', 'carol'].map((name) => ({ uri: address(name) }));
    const limited = failsWith('limit-exceeded');
    const uri = roomUri('closed');
    for (const change of ['set', 'add'] as const)
      await expect(
        alice.command('setassociations', {
          rooms: [
            { uri, roles: [{ role: 'member', change, users: people.slice(change === 'add' ? 2 : 0) }] },
          ],
        }),
      ).rejects.toSatisfy(limited);
    const categoryUri = category('general');
    const create = (more: object) =>
      alice.command('chancreate', { rooms: [{ uri: '', categoryUri, ...more }] });
    await expect(create({ name: 'x'.repeat(257) })).rejects.toSatisfy(limited);
    await expect(create({ name: 'x', topic: 'x'.repeat(1_025) })).rejects.toSatisfy(limited);
    await expect(create({ name: ' ' })).rejects.toSatisfy(failsWith('invalid-argument'));
    await expect(create({ name: 'x', roles: [{ role: 'manager', users: people }] })).rejects.toSatisfy(
      limited,
    );
    await alice.join(roomUri('open'));
    await alice.join(roomUri('closed'));
    await expect(alice.join(roomUri('hall'))).rejects.toSatisfy(limited);
    const roomIds = defaultRooms.slice(0, 1).map(({ id }) => ({ domain: 'contoso.com', value: id }));
    await expect(alice.command('bjoin', { roomIds })).rejects.toSatisfy(limited);
  });

  it('can be disabled, which ends them for all, and enabled again by those who manage them', async () => {
    const world = await chatWorld();
    const alice = await world.join('alice', 'closed');
    const bob = await world.join('bob', 'closed');
    await alice.room.post('kept');
    const gone = new Promise<void>((resolve) => bob.room.on('removed', resolve));
    const uri = roomUri('closed');
    const disable = (disabled: boolean) =>
      alice.endpoint.command('chanmodify', { rooms: [{ uri, disabled }] });
    await disable(true);
    await gone;
    await expect(alice.endpoint.join(uri)).rejects.toSatisfy(failsWith('room-disabled'));
    await expect(bob.endpoint.join(uri)).rejects.toSatisfy(failsWith('no-such-room'));
    await expect(
      alice.endpoint.command('bccontext', { rooms: [{ uri }], history: { last: 1 } }),
    ).rejects.toSatisfy(failsWith('permission-denied'));
    await disable(false);
    const again = await bob.endpoint.join(uri);
    expect((await again.history(1)).map(({ text }) => text)).toEqual(['kept']);
  });
});
