import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextChannelTransitions } from '../../../protocol/context-channel-states';
import { parseSessionInvite } from '../../../protocol/session-invite';
import { ManualClock } from '../../sip/clock';
import { memoryPair } from '../../sip/connection';
import { SipEndpoint, type IncomingInvite, type InviteDialog } from '../../sip/endpoint';
import { silentLog } from '../../sip/log';
import {
  ConversationContextChannel,
  ConversationContextChannels,
  type ChannelConversation,
  type ContextChannelNotification,
} from '.';

const application = '{40499119-4B60-45A6-9A7A-DC7A384D5670} ';
const target = 'sip:alice@outside.invalid';

class Conversation implements ChannelConversation {
  readonly id = 'AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==';
  state: ChannelConversation['state'] = 'established';
  readonly #listeners = new Set<(reason: string) => void>();

  onTerminated(listener: (reason: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    this.state = 'terminated';
    for (const listener of [...this.#listeners]) listener('ended');
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 15; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A trusted application on one side, an agent's client on the other. */
class Scene {
  readonly clock = new ManualClock(1_700_000_000_000);
  readonly endpoint: SipEndpoint;
  readonly outside: SipEndpoint;
  readonly conversation = new Conversation();
  readonly invites: IncomingInvite[] = [];
  readonly dialogs: InviteDialog[] = [];
  readonly data: string[] = [];
  onInvite: (invite: IncomingInvite) => void = (invite) => void this.accept(invite);
  infoStatus = 200;
  target: string | undefined = target;

  constructor() {
    const [inner, outer] = memoryPair();
    const common = { clock: this.clock, log: silentLog };
    this.endpoint = new SipEndpoint({ ...common, connection: inner, contact: 'sip:services.invalid' });
    this.outside = new SipEndpoint({ ...common, connection: outer, contact: 'sip:outside.invalid' });
    this.outside.handle(() => true, {
      invite: (invite) => {
        this.invites.push(invite);
        this.onInvite(invite);
      },
    });
  }

  async accept(invite: IncomingInvite): Promise<void> {
    const headers: [string, string][] = [['Content-Disposition', 'session']];
    const dialog = await invite.accept({ headers, contentType: 'text/plain', body: 'id' });
    this.dialogs.push(dialog);
    dialog.onRequest = (incoming) => {
      this.data.push(`${incoming.request.headers.get('Content-Type')} ${incoming.request.body.toString()}`);
      incoming.respond(this.infoStatus);
    };
  }

  get services() {
    return { endpoint: this.endpoint, clock: this.clock, log: silentLog, recoverySeconds: 30 };
  }

  get remote() {
    return { from: '"Jane" <sip:contact-1@contoso.com>', target: () => this.target };
  }

  channel(): { channel: ConversationContextChannel; states: string[]; events: ContextChannelNotification[] } {
    const channel = new ConversationContextChannel(
      this.conversation,
      this.remote,
      application,
      this.services,
    );
    const states: string[] = [];
    const events: ContextChannelNotification[] = [];
    channel.listen((event) => {
      events.push(event);
      if (event.type === 'state-changed')
        states.push(`${event.previousState}>${event.state}: ${event.reason}`);
    });
    return { channel, states, events };
  }

  async close(): Promise<void> {
    await Promise.all([this.endpoint.close(), this.outside.close()]);
  }
}

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

describe('whatever happens in whatever order', () => {
  const legal = new Set(contextChannelTransitions.map(({ from, to }) => `${from}>${to}`));
  const step = fc.constantFrom(
    'establish',
    'terminate',
    'send',
    'lost',
    'retry',
    'remote-bye',
    'conversation-ends',
    'second',
    'minute',
  );
  const peer = fc.constantFrom('accept', 'reject', 'refuse', 'silence');

  it('takes none but the nine transitions, and ends for good', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(peer, fc.array(fc.tuple(step, peer), { maxLength: 12 }), async (first, steps) => {
        const own = new Scene();
        const { channel, states } = own.channel();
        for (const [name, answer] of [['establish', first] as const, ...steps]) {
          own.onInvite = (invite) => {
            if (answer === 'accept') void own.accept(invite).catch(() => undefined);
            else if (answer === 'reject') invite.reject(603);
            else if (answer === 'refuse') invite.reject(480);
          };
          if (name === 'establish') void channel.establish().catch(() => undefined);
          else if (name === 'terminate') void channel.terminate();
          else if (name === 'send') void channel.sendData('text/plain', 'x').catch(() => undefined);
          else if (name === 'lost') channel.lost();
          else if (name === 'retry') channel.retry();
          else if (name === 'remote-bye') void own.dialogs.at(-1)?.bye();
          else if (name === 'conversation-ends') own.conversation.end();
          else own.clock.advance(name === 'second' ? 1000 : 60_000);
          await settle();
        }
        await channel.terminate();
        const path = states.map((state) => state.split(':')[0]!);
        for (const transition of path) seen.add(transition);
        expect(path.every((transition) => legal.has(transition))).toBe(true);
        expect(
          path.every(
            (transition, index) => index === 0 || path[index - 1]!.split('>')[1] === transition.split('>')[0],
          ),
        ).toBe(true);
        expect(path.at(-1)).toBe('terminating>terminated');
        await own.close();
      }),
      { numRuns: 150 },
    );
    // Idle may end unused: that is tested by itself above.
    expect([...legal].filter((transition) => !seen.has(transition))).toEqual(['idle>terminating']);
  }, 30_000);
});
