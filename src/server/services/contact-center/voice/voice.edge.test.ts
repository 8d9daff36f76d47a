import { afterEach, describe, expect, it } from 'vitest';
import { callbackContentType } from '../../../../protocol/callback';
import { buildPidf } from '../../../../protocol/presence';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { TestClient } from '../../../edge/testing/client';
import { startHarness, type Harness } from '../../../edge/testing/harness';
import {
  memoryPair,
  silentLog,
  SipEndpoint,
  systemClock,
  type SipRequest,
  type SipResponse,
} from '../../../sip';
import { createMemoryStore, type Store } from '../../../store';
import { startContactCenter, type ContactCenter } from '..';
import { configuration, salesUri } from '../testing/world';
import { audioSdp, MediaDouble } from './testing/media-double';
import { conversationId, supportUri } from './testing/voice-world';

let harness: Harness;
let centre: ContactCenter;
let endpoint: SipEndpoint;
let media: MediaDouble;
let store: Store;
afterEach(async () => {
  centre.close();
  await endpoint.close();
});

/** Guest and agent are clients of a real edge, and the centre is behind it as in the server. */
async function start(): Promise<void> {
  harness = await startHarness();
  const [ours, theirs] = memoryPair();
  const addresses = ['contact-center', 'contact-*', 'sales', 'support'].map(
    (name) => `sip:${name}@contoso.com`,
  );
  harness.server.edge.attach(ours, { kind: 'application', addresses });
  const parts = { clock: systemClock, log: silentLog };
  endpoint = new SipEndpoint({
    connection: theirs,
    contact: 'sip:services.contoso.com;transport=tcp',
    ...parts,
  });
  media = new MediaDouble(systemClock);
  store = createMemoryStore();
  const config = { ...configuration, voice: { callback: {} } };
  centre = startContactCenter({ ...parts, endpoint, store, config, media: async () => media });
}

const within = (message: SipRequest | SipResponse, name: string): string => message.headers.get(name) ?? '';
const targetIn = (message: SipRequest | SipResponse): string =>
  /<([^>]*)>/.exec(within(message, 'Contact'))?.[1] ?? '';

/** What requests of the called side carry. */
function dialogOfCallee(client: TestClient, invite: SipRequest): Record<string, string> {
  const tag = client.contact.slice(4, client.contact.indexOf('@'));
  return {
    Route: within(invite, 'Record-Route'),
    From: `${within(invite, 'To')};tag=${tag}`,
    To: within(invite, 'From'),
    'Call-ID': within(invite, 'Call-ID'),
    Contact: `<${client.contact}>`,
  };
}

async function answerCall(client: TestClient): Promise<SipRequest> {
  const invite = await client.incoming('INVITE');
  client.answer(
    invite,
    200,
    { Contact: `<${client.contact}>`, 'Content-Type': sdpContentType },
    audioSdp('client'),
  );
  await client.incoming('ACK');
  return invite;
}

async function agent(): Promise<TestClient> {
  const alice = await harness.register('alice');
  const pidf = buildPidf({ entity: alice.user.uri, availability: 'online', tupleId: 't1' });
  const headers = { Event: 'presence', Expires: '600', 'Content-Type': 'application/pidf+xml' };
  expect((await alice.ask(alice.request('PUBLISH', alice.user.uri, headers, pidf))).status).toBe(200);
  return alice;
}

describe('behind the embedded edge', () => {
  it('calls, holds, sends digits, transfers', async () => {
    await start();
    const alice = await agent();
    const guest = await harness.guest();
    const ok = await guest.ask(
      guest.request(
        'INVITE',
        salesUri,
        {
          Contact: `<${guest.contact}>`,
          'Content-Type': sdpContentType,
          'Ms-Conversation-ID': conversationId,
        },
        audioSdp('guest'),
      ),
    );
    expect(ok.status).toBe(200);
    const dialog = {
      Route: within(ok, 'Record-Route'),
      From: within(ok, 'From'),
      To: within(ok, 'To'),
      'Call-ID': within(ok, 'Call-ID'),
      Contact: `<${guest.contact}>`,
    };
    guest.send(guest.request('ACK', targetIn(ok), { ...dialog, CSeq: `${ok.cseq()!.number} ACK` }));
    const offer = await answerCall(alice);
    expect(within(offer, 'From')).toContain('sip:contact-');
    expect(offer.body.toString()).toContain('m=audio');
    const own = dialogOfCallee(alice, offer);
    const hold = alice.request(
      'INVITE',
      targetIn(offer),
      { ...own, 'Content-Type': sdpContentType },
      audioSdp('alice', 'sendonly'),
    );
    expect((await alice.ask(hold)).status).toBe(200);
    expect(media.all[0]!.plays('visitor')).toBe(true);
    const digit = guest.request(
      'INFO',
      targetIn(ok),
      { ...dialog, 'Content-Type': 'application/dtmf-relay' },
      'Signal=5\r\nDuration=100\r\n',
    );
    expect((await guest.ask(digit)).status).toBe(200);
    expect((await alice.incoming('INFO')).body.toString()).toContain('Signal=5');
    const refer = alice.request('REFER', targetIn(offer), { ...own, 'Refer-To': `<${supportUri}>` });
    expect((await alice.ask(refer)).status).toBe(202);
    const notify = await alice.incoming('NOTIFY');
    expect(notify.body.toString()).toContain('200 OK');
    alice.answer(notify, 200);
    alice.answer(await alice.incoming('BYE'), 200);
    await expect.poll(() => centre.snapshot().queues.map(({ waiting }) => waiting)).toEqual([0, 1]);
  });

  it('calls a guest who asked for it', async () => {
    await start();
    const guest = await harness.guest();
    const ask = guest.request(
      'MESSAGE',
      salesUri,
      { 'Content-Type': callbackContentType, 'Ms-Conversation-ID': conversationId },
      '{"name":"Jane"}',
    );
    expect((await guest.ask(ask)).status).toBe(202);
    const invite = await answerCall(guest);
    expect(within(invite, 'From')).toContain(salesUri);
    expect(within(invite, 'Ms-Conversation-ID')).toBe(conversationId);
    await expect.poll(() => centre.snapshot().queues[0]?.waiting).toBe(1);
    const bye = guest.request('BYE', targetIn(invite), dialogOfCallee(guest, invite));
    expect((await guest.ask(bye)).status).toBe(200);
    await expect
      .poll(async () => (await store.contacts.find({})).map(({ endReason }) => endReason))
      .toEqual(['visitor-ended']);
    await expect.poll(() => media.rooms).toBe(0);
  });
});
