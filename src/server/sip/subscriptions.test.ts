import { describe, expect, it } from 'vitest';
import { createResponse } from './message';
import type { SipRequest, SipResponse } from './message';
import type { IncomingSubscribe, Notifier } from './endpoint';
import { deferred, ends, settle } from './endpoint-kit';

const BOB = 'sip:bob@contoso.com';
const NOTHING = { client: 0, server: 0, dialogs: 0 };

function watcher(expires = 600) {
  const notified: string[] = [];
  const terminated: string[] = [];
  const options = {
    from: 'sip:alice@contoso.com',
    event: 'presence',
    expires,
    accept: 'application/pidf+xml',
    onNotify: (notify: { body: Buffer; headers: { get(name: string): string | undefined } }) =>
      notified.push(`${notify.body.toString()} ${notify.headers.get('Subscription-State')}`),
    onTerminated: (reason: string) => terminated.push(reason),
  };
  return { notified, terminated, options };
}

/** Alice watches Bob, who grants at most `granted` seconds. */
async function watch(expires = 600, granted = 3_600) {
  const notifiers = deferred<Notifier>();
  const setup = ends({
    subscribe(subscribe) {
      const notifier = subscribe.accept({ expires: granted });
      notifier.notify('open', 'application/pidf+xml');
      notifiers.resolve(notifier);
    },
  });
  const alice = watcher(expires);
  const subscription = await setup.alice.subscribe(BOB, alice.options);
  await settle();
  return { ...setup, ...alice, subscription, notifier: await notifiers.promise };
}

describe('subscriptions', () => {
  it('notify at once and on change', async () => {
    const { notifier, notified, trace } = await watch();
    notifier.notify('busy', 'application/pidf+xml');
    await settle();
    expect(notified).toEqual(['open active;expires=600', 'busy active;expires=600']);
    expect(trace).toEqual([
      '> SUBSCRIBE',
      '< 200 SUBSCRIBE',
      '< NOTIFY',
      '> 200 NOTIFY',
      '< NOTIFY',
      '> 200 NOTIFY',
    ]);
  });

  it('notify by BENOTIFY without waiting, with the first state in the 200', async () => {
    const notifiers = deferred<Notifier>();
    const { alice, trace, messages } = ends({
      subscribe(subscribe) {
        const state = { body: 'open', contentType: 'application/pidf+xml' };
        notifiers.resolve(subscribe.accept({ expires: 600, benotify: true, piggyback: true, ...state }));
      },
    });
    const { options } = watcher();
    void alice.subscribe(BOB, options).catch(() => undefined);
    const notifier = await notifiers.promise;
    notifier.notify('busy', 'application/pidf+xml');
    notifier.terminate('noresource');
    await settle();
    expect(trace).toEqual(expect.arrayContaining(['> SUBSCRIBE', '< 200 SUBSCRIBE', '< BENOTIFY']));
    expect(trace.filter((line) => line === '< BENOTIFY')).toHaveLength(2);
    expect(trace).not.toContain('< NOTIFY');
    expect(messages.find(({ kind }) => kind === 'response')?.body.toString()).toBe('open');
    expect(notifier.unanswered).toBe(0);
  });

  it('end with the 200 that has the state, when nothing more is asked for', async () => {
    const notifiers = deferred<Notifier>();
    const { alice, bob, trace } = ends({
      subscribe(subscribe) {
        notifiers.resolve(
          subscribe.accept({ expires: 600, piggyback: true, body: 'open', contentType: 'text/plain' }),
        );
      },
    });
    void alice.subscribe(BOB, watcher(0).options).catch(() => undefined);
    expect((await notifiers.promise).active).toBe(false);
    await settle();
    expect(bob.size.dialogs).toBe(0);
    expect(trace).toEqual(['> SUBSCRIBE', '< 200 SUBSCRIBE']);
  });

  it('count the NOTIFYs that are not answered', async () => {
    const { notifier } = await watch();
    let answered = 0;
    notifier.onAnswered = () => answered++;
    for (const state of ['a', 'b', 'c']) notifier.notify(state, 'application/pidf+xml');
    expect(notifier.unanswered).toBe(3);
    await settle();
    expect([notifier.unanswered, answered]).toEqual([0, 3]);
  });

  it('refresh themselves before they expire, and get the state again', async () => {
    const { clock, notified, terminated, notifier, subscription } = await watch(600, 300);
    const refreshes: string[] = [];
    clock.advance(240_000);
    await settle();
    expect(notified).toEqual(['open active;expires=300', 'open active;expires=300']);
    notifier.onRefresh = (request) => {
      refreshes.push(request.method);
      notifier.notify('fresh', 'text/plain');
    };
    clock.advance(240_000);
    await settle();
    expect([refreshes, notified.at(-1)]).toEqual([['SUBSCRIBE'], 'fresh active;expires=300']);
    await subscription.refresh();
    expect([refreshes.length, terminated, subscription.active]).toEqual([2, [], true]);
  });

  it('end when the subscriber leaves', async () => {
    const { subscription, notifier, notified, terminated, alice, bob, clock } = await watch();
    const ended: string[] = [];
    notifier.onTerminated = (reason) => ended.push(reason);
    await subscription.unsubscribe();
    await settle();
    expect(notified.at(-1)).toBe('open terminated;reason=timeout');
    expect([terminated, ended]).toEqual([['unsubscribed'], ['unsubscribed']]);
    notifier.notify('late', 'text/plain');
    await subscription.unsubscribe();
    await expect(subscription.refresh()).rejects.toMatchObject({ code: 'dialog-terminated' });
    clock.advance(200);
    expect([alice.size, bob.size, clock.pendingTimers]).toEqual([NOTHING, NOTHING, 0]);
  });

  it('end when the notifier says so', async () => {
    const { notifier, notified, terminated, alice, bob } = await watch();
    notifier.terminate('noresource', { body: 'gone', contentType: 'text/plain' });
    await settle();
    expect([notified.at(-1), terminated]).toEqual(['gone terminated;reason=noresource', ['noresource']]);
    expect([alice.size, bob.size, notifier.active]).toEqual([NOTHING, NOTHING, false]);
  });

  it('end at the notifier when they are not refreshed', async () => {
    const { clock, notifier, connection } = await watch(120);
    const ended: string[] = [];
    notifier.onTerminated = (reason) => ended.push(reason);
    connection.send = () => {}; // Alice falls silent
    clock.advance(120_000);
    expect(ended).toEqual(['timeout']);
  });

  it('end at the notifier when a NOTIFY is refused or not answered', async () => {
    for (const silent of [false, true]) {
      const { notifier, subscription, clock, connection, bob } = await watch();
      const ended: string[] = [];
      notifier.onTerminated = (reason) => ended.push(reason);
      if (silent) connection.onMessage = () => {};
      else Object.defineProperty(subscription, 'receive', { value: (t: never) => refuse(t) });
      notifier.notify('busy', 'text/plain');
      await settle();
      clock.advance(32_200);
      await settle();
      expect([ended, bob.size]).toEqual([[silent ? '408' : '481'], NOTHING]);
    }
  });

  it('can fetch: one NOTIFY, and it is the last', async () => {
    const { notified, terminated, notifier, alice, bob } = await watch(0);
    expect([notified, terminated]).toEqual([['open terminated;reason=timeout'], ['timeout']]);
    expect([notifier.active, alice.size, bob.size]).toEqual([false, NOTHING, NOTHING]);
  });

  it('reject when refused', async () => {
    const { alice } = ends({ subscribe: (s) => s.respond(489) });
    const { options, terminated } = watcher();
    await expect(alice.subscribe(BOB, options)).rejects.toMatchObject({ code: 'rejected', status: 489 });
    expect([terminated, alice.size]).toEqual([[], NOTHING]);
  });

  it('end without a NOTIFY: Timer N', async () => {
    const { alice, clock } = ends({ subscribe: (s) => void s.accept({ expires: 600 }) });
    const { options, terminated } = watcher();
    await alice.subscribe(BOB, options);
    clock.advance(32_000);
    expect([terminated, alice.size.dialogs]).toEqual([['no-notify'], 0]);
  });

  it('know their package and what was asked for', async () => {
    const seen: IncomingSubscribe[] = [];
    const { alice } = ends({
      subscribe(subscribe) {
        seen.push(subscribe);
        subscribe.respond(403);
      },
    });
    const { options } = watcher(90);
    await expect(alice.subscribe(BOB, { ...options, event: 'dialog;id=7' })).rejects.toMatchObject({
      status: 403,
    });
    expect([seen[0]!.event, seen[0]!.expires]).toEqual(['dialog', 90]);
  });

  it('survive a refresh that fails for a while, and end with one that says 481', async () => {
    const { clock, terminated, notifier, subscription } = await watch(600);
    const usage = notifier as Notifier & { receive: (t: never) => void };
    const receive = usage.receive.bind(usage);
    usage.receive = (t) => refuse(t, 503);
    clock.advance(540_000);
    await settle();
    expect([terminated, subscription.active]).toEqual([[], true]);
    usage.receive = receive;
    clock.advance(30_000);
    await settle();
    usage.receive = (t) => refuse(t, 481);
    clock.advance(540_000);
    await settle();
    expect(terminated).toEqual(['481']);
  });

  it('end with the connection', async () => {
    const { connection, notifier, terminated, alice, bob, clock } = await watch();
    const ended: string[] = [];
    notifier.onTerminated = (reason) => ended.push(reason);
    connection.close();
    await settle();
    expect([terminated, ended]).toEqual([['connection-lost'], ['connection-lost']]);
    clock.advance(200);
    expect([alice.size, bob.size, clock.pendingTimers]).toEqual([NOTHING, NOTHING, 0]);
  });

  it('are given up politely by close, on both sides', async () => {
    const first = await watch();
    await first.alice.close();
    expect(first.terminated).toEqual(['unsubscribed']);
    const second = await watch();
    const closing = second.bob.close();
    await closing;
    await settle();
    expect(second.terminated).toEqual(['deactivated']);
  });
});

function refuse(transaction: never, status = 481): void {
  const { request, respond } = transaction as { request: SipRequest; respond: (r: SipResponse) => boolean };
  respond.call(transaction, createResponse(request, status));
}
