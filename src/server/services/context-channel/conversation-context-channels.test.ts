import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConversationContextChannels } from '.';
import { application, Scene } from './testing/scene';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

describe('the channels of a conversation', () => {
  it('has one instance per application, each with its own dialog', async () => {
    const channels = new ConversationContextChannels(
      scene.conversation,
      scene.remote,
      scene.services,
      () => undefined,
    );
    const other = '11111111-2222-3333-4444-555555555555';
    const [first, second, third] = await Promise.all([
      channels.open(application, { contextualData: 'one' }),
      channels.open(application.toLowerCase(), { contextualData: 'two', dataContentType: 'text/x-two' }),
      channels.open(other),
    ]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(scene.invites).toHaveLength(2);
    expect(scene.data).toEqual(['text/x-two two']);
    await channels.terminate();
    expect(channels.all).toEqual([]);
  });

  it('can open an application again after it failed', async () => {
    const channels = new ConversationContextChannels(
      scene.conversation,
      scene.remote,
      scene.services,
      () => undefined,
    );
    scene.onInvite = (invite) => invite.reject(603);
    await expect(channels.open(application)).rejects.toMatchObject({ code: 'rejected-by-user' });
    await expect(channels.open(application, { toast: 't'.repeat(81) })).rejects.toMatchObject({
      code: 'toast-too-long',
    });
    scene.onInvite = (invite) => void scene.accept(invite);
    expect((await channels.open(application)).state).toBe('established');
  });
});
