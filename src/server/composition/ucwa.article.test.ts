import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UcwaEvents, UcwaResource } from '../../protocol/ucwa';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';
import { hrefOf, type UcwaTestClient } from './testing/ucwa-client';

/**
 * The article "Invite a contact and send an instant message", request by request with its literal addresses and bodies; only the application's
 * number and the recipient are other ones.
 */
let world: UcwaWorld;
let client: UcwaTestClient;
let application: string;

beforeAll(async () => {
  world = await startUcwaWorld();
  client = await world.client('dave', { available: false });
  application = hrefOf(client.application, 'self');
});

afterAll(() => world.close());

describe('the article', () => {
  it('begins the conversation, sends the message and terminates', async () => {
    const bob = await world.sip('bob');
    // Send a POST on the startMessaging URL
    const invitation = await client.post(
      `${application}/communication/messagingInvitationse`,
      `{
"importance":"Normal",
"sessionContext":"33dc0ef6-0570-4467-bb7e-49fcbea8e944",
"subject":"Sample Subject Line",
"telemetryId":null,
"to":"sip:bob@contoso.com",
"operationId":"5028e824-2268-4b14-9e59-1abad65ff393"
}`,
      { 'Content-Type': 'application/json' },
    );
    // UCWA will then return 201 Created if the invitation was sent.
    expect(invitation.status).toBe(201);
    const invite = await bob.incoming('INVITE');
    expect(invite.headers.get('Subject')).toBe('Sample Subject Line');
    expect(invite.headers.get('Priority')).toBe('normal');
    expect(invite.headers.get('P-Asserted-Identity')).toBe('"Dave Dawson" <sip:dave@contoso.com>');

    // Send a GET on the event URL
    const first = await client.get(`${application}/events?ack=1`);
    expect(first.status).toBe(200);
    const connecting = resourceIn(first.json<UcwaEvents>(), 'conversation');
    expect(connecting).toMatchObject({
      state: 'Connecting',
      subject: 'Sample Subject Line',
      activeModalities: [],
      importance: 'Normal',
      recording: false,
    });
    const conversation = hrefOf(connecting, 'self');
    expect(connecting._links.messaging).toEqual({ href: `${conversation}/messaging` });

    // Once the conversation has connected
    await answerSession(bob, invite);
    const second = await client.get(`${application}/events?ack=2`);
    const messaging = resourceIn(second.json<UcwaEvents>(), 'messaging');
    expect(messaging).toMatchObject({
      state: 'Connected',
      negotiatedMessageFormats: ['Plain'],
      rel: 'messaging',
      _links: {
        self: { href: `${conversation}/messaging` },
        conversation: { href: conversation },
        stopMessaging: { href: `${conversation}/messaging/terminate` },
        sendMessage: { href: `${conversation}/messaging/messages` },
      },
    });
    expect(resourceIn(second.json<UcwaEvents>(), 'conversation').state).toBe('Connected');

    // Send a POST on the sendMessage URL
    const sent = client.post(`${conversation}/messaging`, 'Testing 1... 2... 3...');
    const message = await bob.incoming('MESSAGE');
    expect(message.body.toString()).toBe('Testing 1... 2... 3...');
    expect((await sent).status).toBe(201);
    bob.answer(message, 200);
    const third = (await client.get(`${application}/events?ack=3`)).json<UcwaEvents>();
    expect(third.sender[0]!.events[0]).toMatchObject({
      type: 'completed',
      status: 'Success',
      _embedded: { message: { direction: 'Outgoing', rel: 'message' } },
    });

    // Send a POST on the stopMessage URL to immediately terminate the conversation.
    const stopped = await client.post(`${conversation}/terminate`);
    expect([stopped.status, stopped.body]).toEqual([204, '']);
    bob.answer(await bob.incoming('BYE'), 200);
    const last = (await client.get(`${application}/events?ack=4`)).json<UcwaEvents>();
    expect(resourceIn(last, 'messaging').state).toBe('Disconnected');
    expect(resourceIn(last, 'conversation').state).toBe('Disconnected');
  });

  it('disconnects when the recipient ignores the invitation', async () => {
    const other = await startUcwaWorld({ ucwa: { answerSeconds: 1 } });
    try {
      const bob = await other.sip('bob');
      const dave = await other.client('dave', { available: false });
      const self = hrefOf(dave.application, 'self');
      await dave.post(`${self}/communication/messagingInvitations`, { to: 'sip:bob@contoso.com' });
      bob.answer(await bob.incoming('INVITE'), 180, { Contact: `<${bob.contact}>` });
      await dave.poll();
      const batch = await dave.poll();
      expect(resourceIn(batch, 'conversation').state).toBe('Disconnected');
      const failed = dave.seen.find(({ status }) => status === 'Failure');
      expect(failed).toMatchObject({
        link: { rel: 'messagingInvitation' },
        type: 'completed',
        reason: { code: 'RemoteFailure', subcode: 'Timeout' },
        _embedded: { messagingInvitation: { state: 'Failed' } },
      });
      expect((await bob.incoming('CANCEL')).method).toBe('CANCEL');
    } finally {
      await other.close();
    }
  });
});

function resourceIn(events: UcwaEvents, rel: string): UcwaResource {
  const found = events.sender
    .flatMap((sender) => sender.events)
    .find((event) => event._embedded?.[rel] !== undefined);
  if (!found) throw new Error(`no ${rel} in ${JSON.stringify(events)}`);
  return found._embedded![rel]!;
}
