import { describe, expect, it } from 'vitest';
import { deferred, ends, settle } from '../endpoint-kit';
import type { InviteDialog } from '../endpoint';
import { testRequest, testResponse } from '../test-kit';
import { Dialog } from './dialog';

const ROUTES = '<sip:first.invalid;lr>, <sip:second.invalid;lr>';

describe('Dialog', () => {
  it('takes the caller its route backwards, and the called side as it came (12.1)', () => {
    const invite = testRequest('INVITE', { headers: [['Record-Route', ROUTES]] });
    const ok = testResponse(invite, 200);
    ok.headers.set('Record-Route', ROUTES);
    const caller = Dialog.ofClient(invite, ok).createRequest('BYE');
    const called = Dialog.ofServer(invite, 'b1').createRequest('BYE');
    expect(caller.headers.getAll('Route')).toEqual(['<sip:second.invalid;lr>', '<sip:first.invalid;lr>']);
    expect(called.headers.getAll('Route')).toEqual(['<sip:first.invalid;lr>', '<sip:second.invalid;lr>']);
    expect([caller.uri, called.uri]).toEqual(['sip:bob@server.invalid', 'sip:alice@client.invalid']);
    expect([caller.headers.get('CSeq'), called.headers.get('CSeq')]).toEqual(['2 BYE', '1 BYE']);
  });

  it('puts a strict router into the Request-URI (12.2.1.1)', () => {
    const invite = testRequest('INVITE', {
      headers: [['Record-Route', '<sip:strict.invalid>, <sip:next.invalid;lr>']],
    });
    const bye = Dialog.ofServer(invite, 'b1').createRequest('BYE');
    expect(bye.uri).toBe('sip:strict.invalid');
    expect(bye.headers.getAll('Route')).toEqual(['<sip:next.invalid;lr>', '<sip:alice@client.invalid>']);
  });

  it('follows the Contact of the answer to an UPDATE', async () => {
    const theirs = deferred<InviteDialog>();
    const { alice } = ends({ invite: (invite) => void invite.accept().then(theirs.resolve) });
    const dialog = await alice.invite('sip:bob@contoso.com', { from: 'sip:alice@contoso.com' });
    const bob = await theirs.promise;
    bob.onRequest = (request) => request.respond(200, { headers: [['Contact', '<sip:bob@moved.host>']] });
    await dialog.request('INFO');
    expect(dialog.remoteTarget).toBe('sip:bob@bob.host;transport=tcp');
    await dialog.request('UPDATE');
    await settle();
    expect(dialog.remoteTarget).toBe('sip:bob@moved.host');
  });
});
