import { describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../sip';
import { ManualClock } from '../sip';
import { CarriedDialogs } from './carried-dialogs';
import { establish, parsed, startHarness } from './testing/harness';

const tagIn = (value = ''): string => /;tag=([^;]+)/.exec(value)?.[1] ?? '';

function exchange(callId: string): { invite: SipRequest; ok: SipResponse } {
  const headers = `Via: SIP/2.0/TCP x;branch=z9hG4bK1\r\nFrom: <sip:alice@contoso.com>;tag=a\r\nCall-ID: ${callId}\r\nCSeq: 1 INVITE\r\n`;
  const invite = parsed(`INVITE sip:bob@contoso.com SIP/2.0\r\n${headers}To: <sip:bob@contoso.com>\r\n\r\n`);
  const ok = parsed(`SIP/2.0 200 OK\r\n${headers}To: <sip:bob@contoso.com>;tag=b\r\n\r\n`);
  return { invite: invite as SipRequest, ok: ok as SipResponse };
}

describe('the dialogs an edge has carried', () => {
  it('are known by their identifiers, from either side, with who was proven to be in them', async () => {
    const { register, server } = await startHarness();
    const [alice, bob, carol] = [await register('alice'), await register('bob'), await register('carol')];
    const { caller, callee } = await establish(alice, bob);
    const tags = [tagIn(caller.From), tagIn(caller.To)] as const;
    const callId = caller['Call-ID']!;
    const parties = ['sip:alice@contoso.com', 'sip:bob@contoso.com'];
    expect(server.edge.partiesOf(callId, tags)).toEqual(parties);
    expect(server.edge.partiesOf(callId, [tags[1], tags[0]])).toEqual(parties);
    expect(server.edge.partiesOf(callId, [tags[0], 'other'])).toEqual([]);
    expect(server.edge.partiesOf('other', tags)).toEqual([]);
    // Somebody else’s BYE with these identifiers ends nothing, even over a route of the sender’s own.
    const own = (await establish(carol, bob)).caller;
    const forged = { ...own, 'Call-ID': callId, To: caller.To!, From: `<${carol.user.uri}>;tag=${tags[0]}` };
    carol.send(carol.request('BYE', bob.contact, forged));
    bob.answer(await bob.incoming('BYE'), 481);
    expect(server.edge.partiesOf(callId, tags)).toEqual(parties);
    bob.send(bob.request('BYE', alice.contact, callee));
    alice.answer(await alice.incoming('BYE'), 200);
    expect(server.edge.partiesOf(callId, tags)).toEqual([]);
  });

  it('are forgotten after a day, and the oldest for the newest', () => {
    const clock = new ManualClock(0);
    const dialogs = new CarriedDialogs(clock);
    const add = (callId: string): void => {
      const { invite, ok } = exchange(callId);
      dialogs.accepted(invite, ok, 'sip:bob@contoso.com');
    };
    add('one');
    clock.advance(86_399_999);
    add('two');
    expect(dialogs.partiesOf('one', ['a', 'b'])).toHaveLength(2);
    clock.advance(1);
    expect(dialogs.partiesOf('one', ['a', 'b'])).toEqual([]);
    for (let count = 0; count < 20_000; count++) add(`more-${count}`);
    expect(dialogs.size).toBe(20_000);
    expect(dialogs.partiesOf('two', ['a', 'b'])).toEqual([]);
    expect(dialogs.partiesOf('more-0', ['b', 'a'])).toHaveLength(2);
  });
});

describe('who has answered', () => {
  it('is said by the edge, with the name of the account; nobody says it of themselves', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const call = async (headers: Record<string, string>) => {
      const invite = alice.request('INVITE', bob.user.uri, { Contact: `<${alice.contact}>` });
      alice.send(invite);
      bob.answer(await bob.incoming('INVITE'), 200, { Contact: `<${bob.contact}>`, ...headers });
      return (await alice.answerTo(invite)).headers.getAll('P-Asserted-Identity');
    };
    expect(await call({})).toEqual(['"bob" <sip:bob@contoso.com>']);
    expect(await call({ 'P-Asserted-Identity': '<sip:boss@contoso.com>' })).toEqual([
      '"bob" <sip:bob@contoso.com>',
    ]);
    expect(await call({ Privacy: 'id' })).toEqual([]);
  });
});
