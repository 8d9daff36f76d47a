import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSessionInvite } from '../../../protocol/session-invite';
import { Scene, settle, target } from './testing/scene';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

describe('recovery', () => {
  it('restores the channel by a fresh INVITE with the newest data', async () => {
    const { channel, states } = scene.channel();
    await channel.establish({ contextualData: 'old' });
    scene.infoStatus = 481;
    scene.onInvite = (invite) => invite.reject(480);
    await expect(channel.sendData('text/plain', 'x')).rejects.toMatchObject({ code: 'fatal-server-error' });
    expect(channel.state).toBe('recovering');
    await expect(channel.sendData('text/plain', 'x')).rejects.toMatchObject({ code: 'invalid-state' });
    channel.updateOptions({ contextualData: 'new' });
    await settle();
    scene.onInvite = (invite) => void scene.accept(invite);
    scene.infoStatus = 200;
    scene.clock.advance(1000);
    await settle();
    expect(states.slice(2)).toEqual([
      'established>recovering: remote-unreachable',
      'recovering>established: none',
    ]);
    const { headers, body } = scene.invites.at(-1)!.request;
    expect(headers.get('Ms-Resume')).toBe('true');
    expect(parseSessionInvite(body.toString()).data).toBe('new');
    await channel.sendData('text/plain', 'again');
  });

  it('waits for a peer without an address, and tries at once when told', async () => {
    const { channel } = scene.channel();
    await channel.establish();
    scene.target = undefined;
    channel.lost();
    await settle();
    expect(scene.invites).toHaveLength(1);
    scene.target = target;
    channel.retry();
    await settle();
    expect(channel.state).toBe('established');
    expect(scene.invites).toHaveLength(2);
  });

  it('gives up after its time', async () => {
    const { channel, states } = scene.channel();
    await channel.establish();
    scene.onInvite = (invite) => invite.reject(480);
    channel.lost();
    for (let second = 0; second <= 30; second++) {
      await settle();
      scene.clock.advance(1000);
    }
    await settle();
    expect(states.slice(-2)).toEqual([
      'recovering>terminating: recovery-failed',
      'terminating>terminated: recovery-failed',
    ]);
    expect(scene.invites.length).toBeLessThan(10);
  });

  it('gives up at once when the person says no', async () => {
    const { channel } = scene.channel();
    await channel.establish();
    scene.onInvite = (invite) => invite.reject(603);
    channel.lost();
    await settle();
    expect([channel.state, channel.reason, scene.invites.length]).toEqual([
      'terminated',
      'recovery-failed',
      2,
    ]);
  });

  it('can be terminated', async () => {
    const { channel, states } = scene.channel();
    await channel.establish();
    scene.onInvite = (invite) => invite.ringing();
    channel.lost();
    await settle();
    await channel.terminate();
    await settle();
    expect(states.at(-1)).toBe('terminating>terminated: terminated-locally');
    expect(scene.invites[1]!.signal.aborted).toBe(true);
    expect(scene.clock.pendingTimers).toBeLessThan(5);
  });
});
