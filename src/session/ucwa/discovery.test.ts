import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE } from '../testing/session-fixture';
import { ScriptedUcwa } from '../testing/scripted-ucwa';
import { UcwaSession } from './ucwa-session';

let server: ScriptedUcwa;
let session: UcwaSession;

beforeEach(() => {
  server = new ScriptedUcwa();
  session = new UcwaSession({
    server: 'https://lync.contoso.com/ucwa',
    credentials: ALICE,
    fetch: server.fetch,
  });
});
afterEach(() => session.disconnect());

const leading = (links: Readonly<Record<string, string>>) =>
  Response.json({
    _links: Object.fromEntries(Object.entries(links).map(([rel, href]) => [rel, { href }])) as object,
  });

describe('autodiscovery', () => {
  it('goes where it is sent: from the first address, and from that of the user, to their home', async () => {
    server.override = ({ path }) => {
      if (path === '/Autodiscover/AutodiscoverService.svc/root')
        return leading({ redirect: 'https://east.contoso.com/east/root?sipuri=alice' });
      if (path === '/user') return leading({ redirect: 'https://west.contoso.com/west/root' });
      if (path === '/west/root') return leading({ user: 'https://west.contoso.com/west/user' });
      if (path === '/west/user') return leading({ applications: 'https://west.contoso.com/applications' });
      return undefined;
    };
    await session.connect();
    expect(server.seen.slice(0, 6)).toEqual([
      'GET /Autodiscover/AutodiscoverService.svc/root',
      'GET /east/root?sipuri=alice',
      'GET /user',
      'GET /west/root',
      'GET /west/user',
      'POST /applications',
    ]);
  });

  it('ends where it goes in circles, or nowhere', async () => {
    server.override = () => leading({ redirect: '/root' });
    await expect(session.connect()).rejects.toMatchObject({ code: 'connection-failed' });
    expect(server.seen.length).toBeLessThan(20);
    server.override = () => leading({ xframe: '/xframe' });
    await expect(session.connect()).rejects.toMatchObject({ code: 'connection-failed' });
  });

  it('is not led to a place that is less secure', async () => {
    server.override = () => leading({ redirect: 'http://lync.contoso.com/root' });
    await expect(session.connect()).rejects.toMatchObject({ code: 'forbidden' });
    expect(server.seen).toHaveLength(1);
  });
});
