import { describe, expect, it } from 'vitest';
import { MockSession, type MockConversation } from './index';

async function signIn(): Promise<MockSession> {
  const session = new MockSession({ uri: 'sip:alice@contoso.com', calls: true });
  await session.connect();
  return session;
}

async function talking(session: MockSession, fromName = 'Jane'): Promise<MockConversation> {
  const conversation = session.receiveInvitation({ fromName, modality: 'audio' });
  await conversation.accept();
  return conversation;
}

describe('calls of the mock', () => {
  it('offer what the state of the call allows', async () => {
    const session = await signIn();
    const conversation = session.receiveInvitation({ fromName: 'Jane' });
    await conversation.accept();
    expect(conversation.canInvoke('audio')).toBe(true);
    expect(conversation.canInvoke('park')).toBe(false);
    await conversation.audioVideo.connect();
    expect(conversation.canInvoke('audio')).toBe(false);
    expect(conversation.canInvoke('park')).toBe(true);
    await conversation.audioVideo.hold();
    expect(conversation.canInvoke('park')).toBe(false);
    expect(conversation.audioVideo.snapshot).toMatchObject({ state: 'held', heldBy: 'local' });
  });

  it('confirm by hand when manual, and fail when told to', async () => {
    const session = await signIn();
    const { audioVideo } = await talking(session);
    audioVideo.manual = true;
    const held = audioVideo.hold();
    await Promise.resolve();
    expect(audioVideo.snapshot.state).toBe('connected');
    audioVideo.confirm();
    await held;
    expect(audioVideo.snapshot.state).toBe('held');
    audioVideo.manual = false;
    audioVideo.failNext('timeout');
    await expect(audioVideo.resume()).rejects.toMatchObject({ code: 'timeout' });
    expect(audioVideo.snapshot.state).toBe('held');
  });

  it('end with the conversation, and the conversation with a call that began it', async () => {
    const session = await signIn();
    const first = await talking(session);
    first.audioVideo.hangUp();
    expect(first.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-remotely' });
    const second = session.receiveInvitation({ fromName: 'Omar' });
    await second.accept();
    await second.audioVideo.connect();
    await second.terminate();
    expect(second.audioVideo.snapshot.state).toBe('ended');
    expect(second.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
    expect(session.conversations).toHaveLength(0);
  });

  it('tell of a call that nobody answered', async () => {
    const session = await signIn();
    const conversation = session.receiveInvitation({ fromName: 'Jane' });
    await conversation.accept();
    conversation.audioVideo.failNext('busy');
    await expect(conversation.audioVideo.connect()).rejects.toMatchObject({ code: 'busy' });
    expect(conversation.audioVideo.snapshot).toMatchObject({ state: 'ended', endReason: 'busy' });
    expect(conversation.snapshot.state).toBe('established');
  });
});

describe('call park of the mock', () => {
  it('never yields another call to a safe retrieval', async () => {
    const session = await signIn();
    session.callPark.freeOrbits.splice(1);
    const first = await talking(session, 'Mary');
    const { safeRetrieveUri, friendlyOrbit } = await first.park();
    session.callPark.unpark(friendlyOrbit, 'hang-up');
    expect(first.audioVideo.snapshot.orbit?.safeRetrieveUri).toBeNull();
    const second = await talking(session, 'Steven');
    expect((await second.park()).friendlyOrbit).toBe(friendlyOrbit);
    await expect(session.retrieve(safeRetrieveUri!)).rejects.toMatchObject({
      code: 'could-not-safe-retrieve',
    });
    expect(second.audioVideo.snapshot.state).toBe('parked');
    const retrieved = await session.retrieve(`#${friendlyOrbit}`);
    expect(retrieved.snapshot.participants[0]?.displayName).toBe('Steven');
    expect(second.audioVideo.snapshot).toMatchObject({ state: 'ended', unparked: { reason: 'retrieval' } });
  });

  it('refuses when every orbit is taken, and the call goes on', async () => {
    const session = await signIn();
    session.callPark.freeOrbits.splice(0);
    const conversation = await talking(session);
    await expect(conversation.park()).rejects.toMatchObject({ code: 'no-orbit-available' });
    expect(conversation.audioVideo.snapshot).toMatchObject({
      state: 'connected',
      failure: { code: 'no-orbit-available' },
    });
    session.callPark.isProvisioned = false;
    await conversation.audioVideo.hold();
    await conversation.audioVideo.resume();
    await expect(conversation.park()).rejects.toMatchObject({ code: 'park-not-available' });
  });

  it('tells watchers at once and after each change', async () => {
    const session = await signIn();
    const seen: number[] = [];
    const stop = session.watchOrbits((orbits) => seen.push(orbits.filter((one) => one.isOccupied).length));
    const conversation = await talking(session);
    await conversation.park();
    session.callPark.unpark('100', 'drop');
    stop();
    session.callPark.setOthers([{ orbit: '105', isOccupied: true }]);
    expect(seen).toEqual([0, 1, 0]);
  });
});

describe('callbacks of the mock', () => {
  it('are promised, kept and given up', async () => {
    const session = await signIn();
    const first = await session.requestCallback('sip:sales@contoso.com', { name: 'Jane', at: 5 });
    expect(session.callbacks.promised).toEqual([{ callback: first, options: { name: 'Jane', at: 5 } }]);
    await session.cancelCallback(first);
    await expect(session.cancelCallback(first)).rejects.toMatchObject({ code: 'not-found' });
    session.callbacks.failNext('rate-limited');
    await expect(session.requestCallback('sip:sales@contoso.com')).rejects.toMatchObject({
      code: 'rate-limited',
    });
    const { conversationId } = await session.requestCallback('sip:sales@contoso.com');
    const call = session.receiveInvitation({ id: conversationId, modality: 'audio' });
    session.callbacks.keep(conversationId);
    expect(call.snapshot.id).toBe(conversationId);
    expect(session.callbacks.promised).toEqual([]);
  });
});
