import { describe, expect, it } from 'vitest';
import type { SessionStateChangedEvent } from '../../contract';
import type { SessionWorld } from './world';

export function sessionCases(world: () => SessionWorld): void {
  describe('signing in', () => {
    it('connects, and says how', async () => {
      const session = world().user('alice');
      const seen: string[] = [];
      session.addEventListener('state-changed', ({ previousState, state }: SessionStateChangedEvent) =>
        seen.push(`${previousState}>${state}`),
      );
      expect(session.snapshot).toMatchObject({ state: 'idle', conversationIds: [] });
      await session.connect();
      await session.connect();
      expect(seen).toEqual(['idle>connecting', 'connecting>connected']);
      const { transport } = world();
      expect(session.snapshot).toMatchObject({
        ...{ state: 'connected', transport, uri: 'sip:alice@contoso.com', isGuest: false },
      });
      expect(Object.isFrozen(session.snapshot)).toBe(true);
      expect(session.snapshot).toBe(session.snapshot);
      expect(structuredClone(session.snapshot)).toEqual(session.snapshot);
      await session.disconnect();
      expect(session.snapshot.state).toBe('idle');
      await session.connect();
      expect(session.snapshot.state).toBe('connected');
    });

    it('takes a guest in', async () => {
      const session = world().guest();
      await session.connect();
      expect(session.snapshot).toMatchObject({ state: 'connected', isGuest: true });
      expect(session.snapshot.uri).toMatch(/^sip:guest-/);
      expect(session.persistentChat).toBeUndefined();
    });

    it('refuses a wrong password, and says so in its state', async () => {
      const session = world().user('alice', { password: 'wrong' });
      const refused = { code: expect.stringMatching(/^(credentials-refused|forbidden)$/) as string };
      await expect(session.connect()).rejects.toMatchObject(refused);
      expect(session.snapshot).toMatchObject({ state: 'failed', failure: refused });
      await expect(session.connect()).rejects.toMatchObject(refused);
    });

    it('gives up when nobody wants it any more', async () => {
      const session = world().user('alice');
      const abort = new AbortController();
      const connecting = session.connect({ signal: abort.signal });
      abort.abort();
      await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
      expect(session.snapshot.state).toBe('idle');
    });

    it('says how it is', async () => {
      const session = world().user('dave');
      await session.connect();
      await session.publishPresence('busy', 'In a meeting');
      expect(session.snapshot.presence).toEqual({ availability: 'busy', note: 'In a meeting' });
    });
  });

  describe('what cannot be', () => {
    it('throws at once', async () => {
      const session = world().user('alice');
      await session.connect();
      const invalid = expect.objectContaining({ code: 'invalid-argument' }) as unknown;
      const thrown = (act: () => unknown): unknown => {
        try {
          return act();
        } catch (error) {
          return error;
        }
      };
      expect(thrown(() => session.startConversation('bob'))).toEqual(invalid);
      const options = { conversationId: 'two words' };
      expect(thrown(() => session.startConversation('sip:bob@contoso.com', options))).toEqual(invalid);
      expect(session.conversations).toEqual([]);
    });

    it('is not among what can be invoked', async () => {
      const session = world().user('alice');
      await session.connect();
      const conversation = session.startConversation('sip:bob@contoso.com');
      const refused = { code: 'invalid-state' };
      await expect(conversation.accept()).rejects.toMatchObject(refused);
      await expect(conversation.decline()).rejects.toMatchObject(refused);
      await expect(conversation.shareContext({})).rejects.toMatchObject(refused);
      const long = 'x'.repeat(32_001);
      await expect(conversation.messaging.send(long)).rejects.toMatchObject({ code: 'too-large' });
      for (const action of ['audio', 'video', 'park', 'hold', 'transfer', 'invite'] as const)
        expect(conversation.canInvoke(action), action).toBe(false);
      await conversation.terminate();
      await expect(conversation.messaging.send('late')).rejects.toMatchObject(refused);
      expect(conversation.snapshot.actions).toEqual([]);
    });
  });
}
