import { describe, expect, it } from 'vitest';
import { SessionError } from '../session/contract';
import { createMockSession, ManualClock, MockSession } from '.';

const settle = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await Promise.resolve();
};

describe('MockSession', () => {
  it('connects, fails as told, and gives up when aborted', async () => {
    const session = new MockSession();
    session.failNextConnect('credentials-refused');
    await expect(session.connect()).rejects.toMatchObject({ code: 'credentials-refused' });
    expect(session.snapshot).toMatchObject({ state: 'failed', failure: { code: 'credentials-refused' } });
    await expect(session.connect({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    expect(session.snapshot.state).toBe('idle');
    await session.connect();
    expect(session.snapshot.state).toBe('connected');
  });

  it('has frozen, cloneable snapshots that are the same object until something changes', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    await session.connect();
    const conversation = session.receiveInvitation({ fromName: 'Jane', toast: 'Hi', expiresIn: 20_000 });
    expect(conversation.snapshot).toBe(conversation.snapshot);
    expect(structuredClone(conversation.snapshot)).toEqual(conversation.snapshot);
    expect(Object.isFrozen(conversation.snapshot)).toBe(true);
    const before = conversation.snapshot;
    conversation.setTyping(true);
    expect(conversation.snapshot).not.toBe(before);
  });

  it('tells of a change once per task', async () => {
    const session = new MockSession();
    await session.connect();
    const conversation = session.startConversation('sip:sales@contoso.com');
    await settle();
    let changes = 0;
    conversation.addEventListener('changed', () => (changes += 1));
    conversation.receiveMessage('one');
    conversation.receiveMessage('two');
    expect(changes).toBe(0);
    await settle();
    expect(changes).toBe(1);
    expect(conversation.snapshot.unread).toBe(2);
    conversation.markRead();
    expect(conversation.snapshot.unread).toBe(0);
  });

  it('delivers only when confirmed, in order, and keeps what failed for a retry', async () => {
    const session = new MockSession();
    await session.connect();
    const conversation = session.startConversation('sip:sales@contoso.com');
    conversation.messaging.manual = true;
    const first = conversation.messaging.send('one');
    expect(conversation.snapshot.messages[0]?.delivery).toBe('queued');
    conversation.setState('established');
    expect(conversation.snapshot.messages[0]?.delivery).toBe('sending');
    conversation.confirm();
    expect((await first).delivery).toBe('delivered');
    conversation.failNext('timeout');
    const second = conversation.messaging.send('two');
    conversation.confirm();
    await expect(second).rejects.toBeInstanceOf(SessionError);
    const failed = conversation.snapshot.messages[1];
    expect(failed).toMatchObject({ delivery: 'failed', failure: { code: 'timeout' } });
    const again = conversation.messaging.retry(failed!.id);
    conversation.confirm();
    expect((await again).body).toBe('two');
  });

  it('fails what still waits when the conversation ends', async () => {
    const session = new MockSession();
    await session.connect();
    const conversation = session.startConversation('sip:sales@contoso.com', { firstMessage: 'Hi' });
    conversation.setState('terminated', 'declined');
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'declined' });
    expect(conversation.snapshot.messages[0]?.delivery).toBe('failed');
    expect(session.conversations).toHaveLength(0);
    await expect(conversation.messaging.send('more')).rejects.toMatchObject({ code: 'invalid-state' });
  });

  it('refuses applications that are not registered', async () => {
    const session = new MockSession({
      uri: 'sip:alice@contoso.com',
      contextApplications: [{ id: '{7A3F9A51-66A5-4C3C-9D53-0C5D1F2F8A11}', name: 'Card' }],
    });
    const conversation = session.receiveInvitation();
    await conversation.accept();
    const known = conversation.openContextChannel({ applicationId: '7a3f9a51-66a5-4c3c-9d53-0c5d1f2f8a11' });
    const strange = conversation.openContextChannel({
      applicationId: '00000000-0000-4000-8000-000000000000',
    });
    expect(known.snapshot).toMatchObject({ registered: true, state: 'established' });
    expect(strange.snapshot).toMatchObject({
      registered: false,
      state: 'terminated',
      reason: 'establish-failed',
    });
    await known.sendData('text/plain', 'x');
    expect(known.sent).toEqual([{ contentType: 'text/plain', body: 'x' }]);
    await expect(strange.sendData('text/plain', 'x')).rejects.toMatchObject({ code: 'invalid-state' });
    await expect(known.sendData('text/plain', 'x'.repeat(64_001))).rejects.toMatchObject({
      code: 'too-large',
    });
    await conversation.terminate();
    expect(known.snapshot).toMatchObject({ state: 'terminated', reason: 'terminated-locally' });
  });

  it('plays a visitor’s chat: the queue, an agent, an answer', async () => {
    const clock = new ManualClock();
    const session = createMockSession({ clock, pace: 1000 });
    const connecting = session.connect();
    clock.advance(0);
    await connecting;
    const conversation = session.startConversation('sip:sales@contoso.com', {
      firstMessage: 'Where is my order?',
      context: { contact: { name: 'Jane' } },
    });
    clock.advance(1000);
    expect(conversation.snapshot.queue).toMatchObject({ state: 'queued', position: 2 });
    clock.advance(3000);
    expect(conversation.snapshot.queue).toMatchObject({ state: 'connected', agentName: 'Alice' });
    expect(conversation.snapshot.messages.at(-1)?.body).toContain('Hello Jane');
    void conversation.messaging.send('Thanks');
    clock.advance(500);
    expect(conversation.snapshot.participants[0]?.isTyping).toBe(true);
    clock.advance(2000);
    expect(conversation.snapshot.messages.at(-1)?.direction).toBe('incoming');
  });

  it('plays an agent’s desk and a server that cannot be reached', async () => {
    const session = createMockSession({ scenario: 'agent', pace: 0 });
    await session.connect();
    expect(session.conversations[0]?.contextChannels[0]?.snapshot.registered).toBe(true);
    await session.setAgentState({ readiness: 'not-ready', reason: 'lunch' });
    expect(session.snapshot.agent).toMatchObject({ readiness: 'not-ready', reason: 'lunch' });
    await session.publishPresence('busy');
    expect(session.snapshot.presence.availability).toBe('busy');
    const offline = createMockSession({ scenario: 'offline' });
    await expect(offline.connect()).rejects.toMatchObject({ code: 'connection-failed' });
    await expect(offline.connect()).rejects.toMatchObject({ code: 'connection-failed' });
  });
});
