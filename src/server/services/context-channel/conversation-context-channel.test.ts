import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSessionInvite } from '../../../protocol/session-invite';
import { Scene, settle } from './testing/scene';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

describe('establishing', () => {
  it('sends the invitation of the seed and reaches Established', async () => {
    const { channel, states } = scene.channel();
    await channel.establish({
      applicationName: 'Contoso Corporate Performance Management',
      toast: 'Good morning!',
      contextualData: 'My data',
      simpleLink: 'https://contoso.com/app',
      applicationInstallerPath: 'www.Contoso.com/Download',
    });
    expect(states).toEqual(['idle>establishing: none', 'establishing>established: none']);
    const { headers, body } = scene.invites[0]!.request;
    expect(headers.get('Content-Type')).toBe('application/ms-session-invite+xml');
    expect(headers.get('Content-Disposition')).toBe('session');
    expect(headers.get('Ms-Conversation-ID')).toBe(scene.conversation.id);
    expect(headers.get('P-Asserted-Identity')).toContain('<sip:contact-1@contoso.com>');
    expect(body.toString()).toContain('TXkgZGF0YQ==');
    expect(parseSessionInvite(body.toString())).toMatchObject({
      applicationId: '40499119-4b60-45a6-9a7a-dc7a384d5670',
      applicationName: 'Contoso Corporate Performance Management',
      data: 'My data',
    });
  });

  it('names another conversation when told to', async () => {
    await scene.channel().channel.establish({ remoteConversationId: 'other' });
    expect(scene.invites[0]!.request.headers.get('Ms-Conversation-ID')).toBe('other');
    const malformed = scene.channel().channel.establish({ remoteConversationId: 'a b' });
    await expect(malformed).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it.each([
    ['a name of 51 characters', { applicationName: 'n'.repeat(51) }, 'name-too-long'],
    ['a toast of 81', { toast: 't'.repeat(81) }, 'toast-too-long'],
    ['data of more than 4 kB', { contextualData: 'd'.repeat(3073) }, 'data-too-large'],
    [
      'a body of 4 kB',
      { contextualData: 'd'.repeat(2900), simpleLink: `https://a/${'x'.repeat(300)}` },
      'body-too-large',
    ],
    ['a link that is none', { simpleLink: 'javascript:alert(1)' }, 'invalid-url'],
  ])('refuses %s before anything is sent', async (_what, options, code) => {
    const { channel, states } = scene.channel();
    await expect(channel.establish(options)).rejects.toMatchObject({ code });
    expect(states).toEqual([]);
    expect(channel.state).toBe('idle');
    await channel.establish({});
    expect(scene.invites).toHaveLength(1);
  });

  it.each(['idle', 'incoming', 'establishing', 'recovering'] as const)(
    'needs more than a conversation that is %s',
    async (state) => {
      scene.conversation.state = state;
      const { channel } = scene.channel();
      await expect(channel.establish()).rejects.toMatchObject({ code: 'invalid-state' });
      scene.conversation.state = 'conferenced';
      await channel.establish();
      expect(channel.state).toBe('established');
    },
  );

  it('needs a conversation that goes on', () => {
    scene.conversation.state = 'terminating';
    expect(() => scene.channel()).toThrow(expect.objectContaining({ code: 'invalid-state' }) as Error);
  });

  it.each([
    ['remote-not-supported', 488, undefined],
    ['application-not-installed', 480, 'SIP;cause=480;text="application not installed"'],
    ['rejected-by-user', 603, undefined],
    ['not-trusted', 403, undefined],
    ['fatal-server-error', 503, undefined],
  ])('tells %s from the others (%d)', async (code, status, reason) => {
    scene.onInvite = (invite) => invite.reject(status, reason ? { headers: [['Reason', reason]] } : {});
    const { channel, states } = scene.channel();
    await expect(channel.establish()).rejects.toMatchObject({ code, status });
    expect(states.slice(1)).toEqual([
      'establishing>terminating: establish-failed',
      'terminating>terminated: establish-failed',
    ]);
    await expect(channel.establish()).rejects.toMatchObject({ code: 'invalid-state' });
  });

  it('fails when nobody answers, and when the connection goes', async () => {
    scene.onInvite = () => undefined;
    const { channel, states } = scene.channel();
    const lost = expect(channel.establish()).rejects.toMatchObject({ code: 'fatal-server-error' });
    await settle();
    await scene.outside.close();
    await lost;
    expect(states.at(-1)).toBe('terminating>terminated: first-hop-unreachable');
  });

  it('is withdrawn by its signal and by terminate', async () => {
    scene.onInvite = (invite) => invite.ringing();
    const abort = new AbortController();
    const first = scene.channel();
    const withdrawn = expect(first.channel.establish({}, abort.signal)).rejects.toMatchObject({
      code: 'aborted',
    });
    await settle();
    abort.abort();
    await withdrawn;
    const second = scene.channel();
    const ended = expect(second.channel.establish()).rejects.toMatchObject({ code: 'aborted' });
    await settle();
    await second.channel.terminate();
    await ended;
    await settle();
    expect(scene.invites.every(({ signal }) => signal.aborted)).toBe(true);
    expect([first.channel.state, second.channel.state]).toEqual(['terminated', 'terminated']);
  });
});

describe('data', () => {
  it('goes both ways, of any type', async () => {
    const { channel, events } = scene.channel();
    await channel.establish();
    await channel.sendData('application/ms-session-invite+xml', 'no XML at all');
    await channel.sendData('application/x-bytes', Buffer.from('raw'));
    expect(scene.data).toEqual([
      'application/ms-session-invite+xml no XML at all',
      'application/x-bytes raw',
    ]);
    const answer = await scene.dialogs[0]!.request('INFO', {
      contentType: 'text/x-any; a="b"',
      body: 'data',
    });
    expect(answer.status).toBe(200);
    expect(events.at(-1)).toMatchObject({ contentType: 'text/x-any; a="b"', body: Buffer.from('data') });
    expect(
      (await scene.dialogs[0]!.request('MESSAGE', { contentType: 'text/plain', body: 'x' })).status,
    ).toBe(405);
    expect((await scene.dialogs[0]!.request('INFO', { body: 'x' })).status).toBe(415);
  });

  it('is answered as the listener decides', async () => {
    const { channel } = scene.channel();
    channel.listen((event) => {
      if (event.type === 'data-received') event.answerWith(Promise.resolve(403));
    });
    await channel.establish();
    expect((await scene.dialogs[0]!.request('INFO', { contentType: 'text/plain', body: 'x' })).status).toBe(
      403,
    );
  });

  it('is refused outside of Established, without a type, and when too large', async () => {
    const { channel } = scene.channel();
    await expect(channel.sendData('text/plain', 'x')).rejects.toMatchObject({ code: 'invalid-state' });
    await channel.establish();
    await expect(channel.sendData('plain', 'x')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(channel.sendData('text/plain', 'x'.repeat(62_001))).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    scene.infoStatus = 415;
    await expect(channel.sendData('text/plain', 'x')).rejects.toMatchObject({
      code: 'rejected',
      status: 415,
    });
    expect(channel.state).toBe('established');
    await channel.terminate();
    await expect(channel.sendData('text/plain', 'x')).rejects.toMatchObject({ code: 'invalid-state' });
  });
});

describe('ending', () => {
  it('ends idle, locally, remotely, and with the conversation', async () => {
    const idle = scene.channel();
    await idle.channel.terminate();
    expect(idle.states).toEqual([
      'idle>terminating: terminated-locally',
      'terminating>terminated: terminated-locally',
    ]);
    const local = scene.channel();
    await local.channel.establish();
    await local.channel.terminate();
    await local.channel.terminate();
    expect(local.states.at(-1)).toBe('terminating>terminated: terminated-locally');
    expect(scene.dialogs[0]!.state).toBe('terminated');
    const remote = scene.channel();
    await remote.channel.establish();
    await scene.dialogs[1]!.bye();
    await settle();
    expect(remote.states.slice(2)).toEqual([
      'established>terminating: terminated-remotely',
      'terminating>terminated: terminated-remotely',
    ]);
    const bound = scene.channel();
    await bound.channel.establish();
    scene.conversation.end();
    await bound.channel.terminate();
    expect(bound.channel.state).toBe('terminated');
    expect(scene.dialogs[2]!.state).toBe('terminated');
  });
});
