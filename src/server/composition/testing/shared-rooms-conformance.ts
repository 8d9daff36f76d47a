import { expect, it } from 'vitest';
import type { InvitationBlock, RoomMessage, XccosNotice } from '../../../protocol/xccos';
import { address, next, roomUri, type ChatWorld } from './chat-world';

/** What several processes on one store promise, whatever tells them of each other. `open` makes a store, and gives what starts one more process on it. */
export function sharedRoomsConformance(
  name: string,
  open: () => Promise<(node: string) => Promise<ChatWorld>>,
): void {
  it(`are the same rooms for two processes: people, messages in one order, roles, invitations, rights: ${name}`, async () => {
    const start = await open();
    const one = await start('one');
    const alice = await one.join('alice', 'closed');
    const two = await start('two');
    const came = next<string>(alice.room, 'participant-joined');
    const bob = await two.join('bob', 'closed');
    expect(await came).toEqual([address('bob')]);
    expect(bob.room.participants.toSorted()).toEqual(['alice', 'bob'].map(address));

    const heard = [alice, bob].map(({ room }) => next<RoomMessage>(room, 'message-received', 40));
    await Promise.all(
      [alice, bob].flatMap(({ room }) => Array.from({ length: 20 }, (_, index) => room.post(`${index}`))),
    );
    const [ofAlice, ofBob] = await Promise.all(heard);
    expect(ofAlice).toEqual(ofBob);
    expect(ofAlice?.map(({ id }) => Number(id))).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    for (const name of ['alice', 'bob'])
      expect(
        ofAlice?.flatMap(({ author, text }) => (author === address(name) ? [Number(text)] : [])),
      ).toEqual(Array.from({ length: 20 }, (_, index) => index));

    const invited = next<InvitationBlock>(bob.endpoint, 'chat-room-invitation-received');
    await alice.endpoint.command('invite', {
      rooms: [{ uri: roomUri('open') }],
      users: [{ uri: address('bob') }],
    });
    expect(await invited).toMatchObject([{ by: address('alice'), room: { uri: roomUri('open') } }]);

    const setRole = (role: 'manager' | 'member', change: 'add' | 'remove') =>
      alice.endpoint.command('setassociations', {
        rooms: [{ uri: roomUri('closed'), roles: [{ role, change, users: [{ uri: address('bob') }] }] }],
      });
    // What bob may do, and then, to everybody in the room, who manages it.
    const told = next<XccosNotice>(bob.endpoint, 'notice', 2);
    await setRole('manager', 'add');
    expect((await told).map(({ data }) => data.rooms)).toEqual([
      [{ uri: roomUri('closed'), permissions: 31 }],
      [
        {
          uri: roomUri('closed'),
          roles: [
            { role: 'manager', users: [{ uri: address('alice') }, { uri: address('bob') }] },
            { role: 'presenter', users: [] },
          ],
        },
      ],
    ]);
    const removed = next(bob.room, 'removed');
    await setRole('member', 'remove');
    await removed;
    await expect(bob.endpoint.join(roomUri('closed'))).rejects.toMatchObject({ result: 'permission-denied' });
  });
}
