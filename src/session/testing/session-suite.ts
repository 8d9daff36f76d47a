import { afterEach, beforeEach, describe } from 'vitest';
import { conversationCases } from './suite/conversations';
import { queueCases, recoveryCases } from './suite/queue-and-recovery';
import { sessionCases } from './suite/session';
import type { OpenWorld, SessionWorld } from './suite/world';

/** What every session has to do, whatever carries it. `open` gives a fresh server for each test. */
export function testSession(name: string, open: OpenWorld): void {
  describe(`a session over ${name}`, () => {
    let world: SessionWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    sessionCases(() => world);
    describe('a conversation', () => conversationCases(() => world));
    describe('a queue', () => queueCases(() => world));
    describe('a lost connection', () => recoveryCases(() => world));
  });
}
