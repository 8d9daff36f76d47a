import { expect, vi } from 'vitest';
import {
  hrefOf,
  incoming,
  is,
  textOf,
  UcwaTestClient,
  type SeenEvent,
} from '../../src/server/composition/testing/ucwa-client';
import type { LargeSite } from './session-user';

/** Somebody signed in over UCWA at one node of the site, whose client asks for events all the time. */
export class UcwaUser {
  readonly #polling: Promise<void>;
  #signedOut = false;

  private constructor(private readonly client: UcwaTestClient) {
    this.#polling = this.#poll();
  }

  static async signIn({ site }: LargeSite, name: string, node: number): Promise<UcwaUser> {
    const client = new UcwaTestClient(site.urls[node]!);
    expect((await client.signIn(name, `demo-${name}`)).status).toBe(200);
    await client.createApplication();
    // It is said to be there when Kamailio knows it, to which a node that has just started may have no connection yet.
    await vi.waitFor(async () => expect((await client.makeMeAvailable()).status).toBe(204), 15_000);
    return new UcwaUser(client);
  }

  async signOut(): Promise<void> {
    if (this.#signedOut) return;
    this.#signedOut = true;
    await this.client.signOut();
    await this.#polling;
  }

  /** The first event, past or to come, that fits. */
  async sees(fits: (event: SeenEvent) => boolean): Promise<SeenEvent> {
    await expect.poll(() => this.client.seen.find(fits)).toBeDefined();
    return this.client.seen.find(fits)!;
  }

  hears(text: string): Promise<SeenEvent> {
    return this.sees((event) => incoming(event) && textOf(event).includes(text));
  }

  async call(to: string): Promise<void> {
    const start = hrefOf(this.client.embedded('communication'), 'startMessaging');
    expect((await this.client.post(start, { to, importance: 'Normal' })).status).toBe(201);
  }

  ringing(): Promise<SeenEvent> {
    return this.sees(is('messagingInvitation', 'started'));
  }

  async accept(): Promise<void> {
    const invitation = (await this.ringing())._embedded!.messagingInvitation!;
    expect((await this.client.post(hrefOf(invitation, 'accept'))).status).toBe(204);
  }

  /** In the conversation that is connected, or will be. */
  async say(text: string): Promise<void> {
    const { _embedded } = await this.sees(is('messaging', 'updated', ({ state }) => state === 'Connected'));
    expect((await this.client.post(hrefOf(_embedded!.messaging!, 'sendMessage'), text)).status).toBe(201);
  }

  async #poll(): Promise<void> {
    while (!this.#signedOut) {
      try {
        await this.client.poll();
      } catch (error) {
        // The application is gone.
        if (!this.#signedOut) throw error;
      }
    }
  }
}
