import { afterEach, beforeEach, expect, it } from 'vitest';
import { startUcwaWorld, type UcwaWorld } from '../../server/composition/testing/ucwa-world';
import { OpaqueLinks } from '../testing/opaque-links';
import { until } from '../testing/session-fixture';
import { bodies, inState, ring } from '../testing/suite/world';
import { UcwaSession } from './ucwa-session';

let world: UcwaWorld;
const open: UcwaSession[] = [];

beforeEach(async () => {
  world = await startUcwaWorld();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
  await world.close();
});

function sessionOf(name: string, fetch?: typeof globalThis.fetch): UcwaSession {
  const session = new UcwaSession({
    server: `${world.origin}/ucwa`,
    ...{ uri: `sip:${name}@contoso.com`, credentials: { password: `demo-${name}` } },
    ...(fetch && { fetch }),
  });
  open.push(session);
  return session;
}

it('follows links only: it gets everywhere where no address says what is behind it', async () => {
  const links = new OpaqueLinks();
  const [session, peer] = [sessionOf('dave', links.fetch), sessionOf('bob')];
  await Promise.all([session.connect(), peer.connect()]);
  await session.publishPresence('busy', 'In a meeting');

  const { asked, call } = await ring(session, peer, 'sip:bob@contoso.com', { firstMessage: 'zero' });
  await asked.accept();
  await until(call, inState('established'));
  call.messaging.notifyTyping();
  await until(asked, ({ snapshot }) => snapshot.participants[0]!.isTyping);
  await call.messaging.send('one');
  await call.messaging.send('<b>two</b>', { format: 'text/html' });
  await asked.messaging.send('three');
  await until(call, (each) => bodies(each, 'incoming').length > 0);
  expect(bodies(asked, 'incoming')).toEqual(['zero', 'one', '<b>two</b>']);
  expect(bodies(call, 'incoming')).toEqual(['three']);
  await call.terminate();
  await until(asked, inState('terminated'));

  const back = await ring(peer, session, 'sip:dave@contoso.com', { firstMessage: 'Again?' });
  await back.asked.decline();
  await until(back.call, inState('terminated'));
  const last = await ring(peer, session, 'sip:dave@contoso.com', { firstMessage: 'And now?' });
  await last.asked.accept();
  await until(last.asked, (each) => bodies(each, 'incoming').length > 0);
  await session.disconnect();
  await until(last.call, inState('terminated'));
  expect(links.strays).toEqual([]);
});
