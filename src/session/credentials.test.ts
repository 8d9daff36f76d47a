import { afterEach, describe, expect, it, vi } from 'vitest';
import { CredentialsStore } from './credentials';

const { signal } = new AbortController();
const guest = { uri: 'sip:guest-1@contoso.com', username: '1:guest-1', password: 'x' };

afterEach(() => vi.unstubAllGlobals());

describe('CredentialsStore', () => {
  it('takes a user’s password with the session’s address', async () => {
    const store = new CredentialsStore({ password: 'demo-alice' }, undefined, 'sip:alice@contoso.com');
    expect(await store.get(signal)).toEqual({ uri: 'sip:alice@contoso.com', password: 'demo-alice' });
  });

  it('posts to the back end, and again only when the set has expired or was refused', async () => {
    const fetched: RequestInit[] = [];
    const expiresAt = Date.now() + 60_000;
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      fetched.push(init);
      return Promise.resolve(Response.json({ ...guest, expiresAt }));
    });
    const store = new CredentialsStore(undefined, '/api/guest-credentials', undefined);
    await store.get(signal);
    await store.get(signal);
    expect(fetched.map(({ method }) => method)).toEqual(['POST']);
    expect(store.discard()).toBe(true);
    await store.get(signal);
    expect(fetched).toHaveLength(2);
    expect(fetched[0]!.body).toBeUndefined();
    // A guest asks to stay who they are.
    expect(JSON.parse(fetched[1]!.body as string)).toEqual({
      renew: { username: guest.username, password: 'x' },
    });
  });

  it.each([
    ['refuses', () => Promise.resolve(new Response('', { status: 500 })), 'credentials-unavailable'],
    ['is asked too often', () => Promise.resolve(new Response('', { status: 429 })), 'rate-limited'],
    ['is away', () => Promise.reject(new TypeError('fetch failed')), 'credentials-unavailable'],
    ['says nonsense', () => Promise.resolve(Response.json([1])), 'credentials-unavailable'],
    ['gives no JSON', () => Promise.resolve(new Response('<html>')), 'credentials-unavailable'],
    [
      'gives no password',
      () => Promise.resolve(Response.json({ uri: guest.uri })),
      'credentials-unavailable',
    ],
    [
      'gives no SIP address',
      () => Promise.resolve(Response.json({ uri: 'guest', password: 'x' })),
      'credentials-unavailable',
    ],
  ])('fails with a code when the back end %s', async (_, answer, code) => {
    vi.stubGlobal('fetch', answer);
    await expect(new CredentialsStore(undefined, '/x', undefined).get(signal)).rejects.toMatchObject({
      name: 'SessionError',
      code,
    });
  });

  it('gives a function the set that was refused', async () => {
    const given: unknown[] = [];
    const store = new CredentialsStore(
      (_, previous) => {
        given.push(previous);
        return Promise.resolve(guest);
      },
      undefined,
      undefined,
    );
    await store.get(signal);
    store.discard();
    await store.get(signal);
    expect(given).toEqual([undefined, guest]);
  });

  it('takes the answer that was asked for beforehand, once', async () => {
    let count = 0;
    vi.stubGlobal('fetch', () => {
      count++;
      return Promise.resolve(Response.json(guest));
    });
    const asked = Promise.resolve(Response.json({ ...guest, username: 'asked' }));
    const store = new CredentialsStore(undefined, '/x', undefined, undefined, asked);
    expect(await store.get(signal)).toMatchObject({ username: 'asked' });
    expect(count).toBe(0);
    store.discard();
    expect(await store.get(signal)).toEqual(guest);
    expect(count).toBe(1);
  });

  it('says so when there is nobody to ask', async () => {
    const expired = { ...guest, expiresAt: Date.now() };
    await expect(new CredentialsStore(expired, undefined, undefined).get(signal)).rejects.toThrow('expired');
    await expect(new CredentialsStore(undefined, undefined, undefined).get(signal)).rejects.toMatchObject({
      code: 'credentials-unavailable',
    });
  });
});
