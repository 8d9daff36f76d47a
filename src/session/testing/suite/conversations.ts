import { describe, expect, it } from 'vitest';
import { once, until } from '../session-fixture';
import { bodies, inState, ring, type SessionWorld } from './world';

const BOB = 'sip:bob@contoso.com';

export function conversationCases(world: () => SessionWorld): void {
  const pair = async () => {
    const [session, peer] = [world().user('dave'), world().peer('bob')];
    await Promise.all([session.connect(), peer.connect()]);
    return { session, peer };
  };

  /** Of a conversation that the tested session has begun, or was invited to. */
  const talking = async (begins: 'session' | 'peer') => {
    const { peer, session } = await pair();
    const { asked, call } =
      begins === 'session'
        ? await ring(session, peer, BOB, { firstMessage: 'Hi' })
        : await ring(peer, session, 'sip:dave@contoso.com', { firstMessage: 'Hi' });
    await asked.accept();
    await Promise.all([until(call, inState('established')), until(asked, inState('established'))]);
    await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    const [ours, theirs] = begins === 'session' ? [call, asked] : [asked, call];
    return { ours, peer, session, theirs };
  };

  describe('calling', () => {
    it('carries subject, importance and first message, and goes through its states', async () => {
      const { peer, session } = await pair();
      const seen: string[] = [];
      session.addEventListener('conversation-added', ({ conversation }) =>
        conversation.addEventListener('state-changed', ({ state }) => seen.push(state)),
      );
      const { asked, call } = await ring(session, peer, BOB, {
        ...{ subject: 'Mittag ✓', importance: 'emergency', firstMessage: 'Grüezi\nmitenand ✓' },
      });
      expect(session.getConversation(call.snapshot.id)).toBe(call);
      expect(call.snapshot).toMatchObject({ direction: 'outgoing', state: 'establishing' });
      expect(call.snapshot.actions).toEqual(['send-message', 'terminate']);
      expect(asked.snapshot).toMatchObject({
        id: call.snapshot.id,
        subject: 'Mittag ✓',
        importance: 'emergency',
        invitation: { toast: 'Grüezi\nmitenand ✓', fromUri: 'sip:dave@contoso.com' },
      });
      await asked.accept();
      await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
      expect(bodies(asked, 'incoming')).toEqual(['Grüezi\nmitenand ✓']);
      expect(seen).toEqual(['establishing', 'established']);
      expect(call.snapshot.participants[0]).toMatchObject({ uri: BOB, isSelf: false });
    });

    it('starts before there is a connection', async () => {
      const peer = world().peer('bob');
      await peer.connect();
      const session = world().user('dave');
      const ringing = ring(session, peer, BOB, { firstMessage: 'early' });
      await session.connect();
      const { asked, call } = await ringing;
      await asked.accept();
      await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    });

    it('is told that the other side does not want to', async () => {
      const { peer, session } = await pair();
      const { asked, call } = await ring(session, peer, BOB, { firstMessage: 'Hello?' });
      await asked.decline();
      await until(call, inState('terminated'));
      expect(call.snapshot).toMatchObject({
        endReason: 'declined',
        failure: { code: 'declined', status: 603 },
        messages: [{ body: 'Hello?', delivery: 'failed' }],
      });
      expect(call.snapshot.actions).toEqual([]);
    });

    it('is told that nobody is there', async () => {
      const session = world().user('dave');
      await session.connect();
      const absent = session.startConversation('sip:carol@contoso.com', { firstMessage: 'Hello?' });
      const nobody = session.startConversation('sip:nobody@contoso.com');
      await Promise.all([until(absent, inState('terminated')), until(nobody, inState('terminated'))]);
      expect(absent.snapshot).toMatchObject({ endReason: 'no-answer', failure: { status: 480 } });
      expect(nobody.snapshot).toMatchObject({ endReason: 'not-found', failure: { status: 404 } });
    });

    it('tries a failed message again, in the same thread', async () => {
      const { peer, session } = await pair();
      const { asked, call } = await ring(session, peer, BOB, { firstMessage: 'Hello?' });
      await asked.decline();
      await until(call, inState('terminated'));
      const again = once<Event & { conversation: typeof call }>(peer, 'invitation-received');
      const retried = call.messaging.retry(call.snapshot.messages[0]!.id);
      const { conversation } = await again;
      expect(conversation.snapshot.id).toBe(call.snapshot.id);
      await conversation.accept();
      expect(await retried).toMatchObject({ body: 'Hello?', delivery: 'delivered' });
      expect(call.snapshot.messages).toHaveLength(1);
      await until(conversation, (each) => bodies(each, 'incoming').length === 1);
      expect(bodies(conversation, 'incoming')).toEqual(['Hello?']);
    });

    it('changes its mind', async () => {
      const { peer, session } = await pair();
      const { asked, call } = await ring(session, peer, BOB);
      await call.terminate();
      expect(call.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
      await until(asked, inState('terminated'));
      expect(asked.snapshot.endReason).toBe('cancelled');
    });
  });

  describe('being called', () => {
    it('rings, is accepted, and shows the first message once', async () => {
      const { peer, session } = await pair();
      const options = { subject: 'Lunch', importance: 'high', firstMessage: 'Hi Dave' } as const;
      const { asked, call } = await ring(peer, session, 'sip:dave@contoso.com', options);
      expect(asked.snapshot).toMatchObject({
        ...{ id: call.snapshot.id, state: 'incoming', direction: 'incoming' },
        ...{ subject: 'Lunch', importance: 'high', actions: ['accept', 'decline'] },
        invitation: { toast: 'Hi Dave', fromUri: BOB },
      });
      await asked.accept();
      expect(asked.snapshot.state).toBe('established');
      expect(asked.snapshot.invitation).toBeUndefined();
      await until(asked, (each) => bodies(each, 'incoming').length > 0);
      await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
      await call.messaging.send('second');
      await until(asked, (each) => bodies(each, 'incoming').length > 1);
      expect(bodies(asked, 'incoming')).toEqual(['Hi Dave', 'second']);
      expect(asked.snapshot.unread).toBe(2);
      asked.markRead();
      expect(asked.snapshot.unread).toBe(0);
    });

    it('declines', async () => {
      const { peer, session } = await pair();
      const { asked, call } = await ring(peer, session, 'sip:dave@contoso.com');
      await asked.decline();
      expect(asked.snapshot).toMatchObject({ state: 'terminated', endReason: 'declined' });
      await until(call, inState('terminated'));
      expect(call.snapshot.endReason).toBe('declined');
      // Nothing was said: nothing is left to look at.
      expect(session.conversations).toEqual([]);
    });

    it('stops ringing when the caller gives up', async () => {
      const { peer, session } = await pair();
      const { asked, call } = await ring(peer, session, 'sip:dave@contoso.com');
      await call.terminate();
      await until(asked, inState('terminated'));
      expect(asked.snapshot.endReason).toBe('cancelled');
      await expect(asked.accept()).rejects.toMatchObject({ code: 'invalid-state' });
    });
  });

  describe.each(['session', 'peer'] as const)('talking, begun by the %s', (begins) => {
    it('delivers in order, each once, in both directions', async () => {
      const { ours, theirs } = await talking(begins);
      const texts = Array.from({ length: 12 }, (_, index) => `text ${index} +%&=?#"✓`);
      const sent = await Promise.all(texts.map((text) => ours.messaging.send(text)));
      expect(sent.map(({ delivery }) => delivery)).toEqual(texts.map(() => 'delivered'));
      await Promise.all(texts.map((text) => theirs.messaging.send(text)));
      await until(ours, (each) => bodies(each, 'incoming').length >= 12);
      const first = (own: boolean) => (own ? ['Hi'] : []);
      expect(bodies(theirs, 'incoming')).toEqual([...first(begins === 'session'), ...texts]);
      expect(bodies(ours, 'incoming')).toEqual([...first(begins === 'peer'), ...texts]);
      expect(structuredClone(ours.snapshot)).toEqual(ours.snapshot);
    });

    it('carries HTML', async () => {
      const { ours, theirs } = await talking(begins);
      await ours.messaging.send('<b>Yes</b>', { format: 'text/html' });
      const last = ({ snapshot }: typeof ours) => snapshot.messages.at(-1);
      expect(last(theirs)).toMatchObject({ body: '<b>Yes</b>', format: 'text/html' });
      await theirs.messaging.send('<i>No</i>', { format: 'text/html' });
      await until(ours, (each) => last(each)?.direction === 'incoming');
      expect(last(ours)).toMatchObject({ body: '<i>No</i>', format: 'text/html' });
    });

    it('tells who types', async () => {
      const { ours, theirs } = await talking(begins);
      const isTyping = ({ snapshot }: typeof ours) => snapshot.participants[0]!.isTyping;
      ours.messaging.notifyTyping();
      await until(theirs, isTyping);
      theirs.messaging.notifyTyping();
      await until(ours, isTyping);
      await theirs.messaging.send('done');
      await until(ours, (each) => !isTyping(each));
    });

    it('ends it', async () => {
      const { ours, session, theirs } = await talking(begins);
      await ours.terminate();
      expect(ours.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
      await until(theirs, inState('terminated'));
      expect(theirs.snapshot.endReason).toBe('terminated-remotely');
      expect(session.getConversation(ours.snapshot.id)).toBe(ours);
    });

    it('hears that the other side ends it', async () => {
      const { ours, theirs } = await talking(begins);
      await theirs.terminate();
      await until(ours, inState('terminated'));
      expect(ours.snapshot.endReason).toBe('terminated-remotely');
    });

    it('ends it by signing out', async () => {
      const { ours, session, theirs } = await talking(begins);
      await session.disconnect();
      expect(ours.snapshot.state).toBe('terminated');
      await until(theirs, inState('terminated'));
      expect(theirs.snapshot.endReason).toBe('terminated-remotely');
    });
  });
}
