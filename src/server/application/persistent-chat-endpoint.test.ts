import { afterEach, describe, expect, it } from 'vitest';
import type { InvitationBlock, RoomMessage } from '../../protocol/xccos';
import { address, chatWorld, next, roomUri, type ChatWorld } from '../composition/testing/chat-world';
import { createResponse, ManualClock, memoryPair, type SipConnection } from '../sip';
import { ApplicationEndpoint, PersistentChatEndpoint } from '.';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Not connected yet. */
function endpointOf(
  { harness }: ChatWorld,
  name: string,
  clock: ManualClock,
  onConnection: (connection: SipConnection) => void,
): PersistentChatEndpoint {
  const application = new ApplicationEndpoint({ uri: address(name), clock }, async () => {
    const [edgeSide, side] = memoryPair();
    harness.server.edge.attach(edgeSide, { kind: 'application', addresses: [address(name)] });
    onConnection(side);
    return side;
  });
  const endpoint = new PersistentChatEndpoint(application, address('ocschat'), [50]);
  closers.push(async () => {
    await endpoint.terminate();
    await application.terminate();
  });
  return endpoint;
}

describe('PersistentChatEndpoint', () => {
  it('tells of invitations that waited, and of each once', async () => {
    const world = await chatWorld();
    const alice = await world.enter('alice');
    const invite = (id: string) =>
      alice.command('invite', { rooms: [{ uri: roomUri(id) }], users: [{ uri: address('carol') }] });
    await invite('open');
    await invite('hall');
    const clock = new ManualClock();
    const connections: SipConnection[] = [];
    const carol = endpointOf(world, 'carol', clock, (side) => connections.push(side));
    const told: (string | undefined)[] = [];
    carol.on('chat-room-invitation-received', ({ room }: InvitationBlock) => told.push(room?.name));
    await carol.establish();
    await expect.poll(() => told).toEqual(['Room open', 'Room hall']);
    const live = next(carol, 'chat-room-invitation-received');
    await invite('closed');
    await live;
    // It asks again with every connection, and only for what is new.
    const back = next(carol, 'connection-state-changed', 2);
    connections.at(-1)?.close('cut');
    await expect.poll(() => carol.state).toBe('establishing');
    clock.advance(50);
    expect(await back).toEqual(['establishing', 'established']);
    await carol.command('getserverinfo');
    await carol.command('getserverinfo');
    expect(told).toEqual(['Room open', 'Room hall', 'Room closed']);
  });

  it.each([480, 477, 503])(
    'asks whether the server is there, and comes back into its rooms after a %d',
    async (status) => {
      const world = await chatWorld();
      const bob = await world.join('bob', 'open');
      const clock = new ManualClock();
      let isAway = false;
      let asked = 0;
      // An edge that stays, while the server behind it is gone.
      const alice = endpointOf(world, 'alice', clock, (side) => {
        const send = side.send.bind(side);
        side.send = (message) => {
          const isQuestion =
            !Buffer.isBuffer(message) && message.kind === 'request' && message.method === 'OPTIONS';
          if (isQuestion) asked++;
          if (isQuestion && isAway) queueMicrotask(() => side.onMessage(createResponse(message, status)));
          else send(message);
        };
      });
      await alice.establish();
      const room = await alice.join(roomUri('open'));
      clock.advance(10_000);
      await expect.poll(() => asked).toBe(1);
      await room.history(1);
      expect(alice.state).toBe('established');
      isAway = true;
      const lost = next(alice, 'connection-state-changed');
      clock.advance(10_000);
      expect(await lost).toEqual(['establishing']);
      isAway = false;
      await bob.room.post('meanwhile');
      const heard = next<RoomMessage>(room, 'message-received');
      clock.advance(50);
      expect(await heard).toMatchObject([{ text: 'meanwhile' }]);
      await expect.poll(() => alice.state).toBe('established');
    },
  );
});
