import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUcwaWorld, type UcwaWorld } from '../../server/composition/testing/ucwa-world';
import { FlakyFetch, type Fate } from '../testing/flaky-fetch';
import { until } from '../testing/session-fixture';
import { bodies, ring } from '../testing/suite/world';
import { UcwaSession } from './ucwa-session';

let world: UcwaWorld;
const open: UcwaSession[] = [];

beforeAll(async () => {
  world = await startUcwaWorld();
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.disconnect()));
  await world.close();
});

async function signIn(name: string, network: FlakyFetch): Promise<UcwaSession> {
  const session = new UcwaSession({
    server: world.origin,
    ...{ uri: `sip:${name}@contoso.com`, credentials: { password: `demo-${name}` } },
    ...{ fetch: network.fetch, reconnectPolicy: { nextDelay: () => 1 } },
  });
  open.push(session);
  await session.connect();
  return session;
}

it('loses no message and shows none twice, whichever requests and answers the network loses', async () => {
  const [near, far] = [new FlakyFetch(), new FlakyFetch()];
  const [dave, bob] = await Promise.all([signIn('dave', near), signIn('bob', far)]);
  const fates = fc.array(fc.constantFrom<Fate>('pass', 'pass', 'lose-request', 'lose-answer'), {
    minLength: 4,
    maxLength: 24,
  });
  await fc.assert(
    fc.asyncProperty(fates, fates, async (ours, theirs) => {
      // What is lost comes to an end, or nobody could promise anything.
      const [nearFates, farFates] = [ours.values(), theirs.values()];
      near.fate = () => nearFates.next().value ?? 'pass';
      far.fate = () => farFates.next().value ?? 'pass';
      const { asked, call } = await ring(dave, bob, 'sip:bob@contoso.com', { firstMessage: 'zero' });
      await asked.accept();
      const texts = ['one', 'two', 'three', 'four'];
      await Promise.all(texts.flatMap((text) => [call.messaging.send(text), asked.messaging.send(text)]));
      await until(call, (each) => bodies(each, 'incoming').length >= texts.length);
      await until(asked, (each) => bodies(each, 'incoming').length > texts.length);
      expect(bodies(asked, 'incoming')).toEqual(['zero', ...texts]);
      expect(bodies(call, 'incoming')).toEqual(texts);
      for (const { snapshot } of [call, asked])
        expect(snapshot.messages.map(({ delivery }) => delivery)).toEqual(
          snapshot.messages.map(() => 'delivered'),
        );
      near.fate = far.fate = () => 'pass';
      await call.terminate();
      await until(asked, ({ snapshot }) => snapshot.state === 'terminated');
    }),
    { numRuns: 15 },
  );
}, 60_000);
