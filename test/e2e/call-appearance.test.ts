import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { MockConversation, MockSession } from '../../src/mock';
import { newPerson, picture } from './support/browser';
import { inWorld } from './support/world';

/** Calls and parked calls in every state they can be in, side by side, without a server. */
async function makeSheet(page: Page): Promise<void> {
  // As text: the test runner would make something of its own of the imports.
  await page.evaluate(`(async () => {
    globalThis.kit = await import('/lync-widgets/mock.js');
    await Promise.all(['conversation', 'park-panel', 'chat-button'].map((name) => import('/lync-widgets/' + name + '.js')));
  })()`);
  await page.evaluate(async () => {
    const { MockSession: Session } = (globalThis as unknown as { kit: { MockSession: typeof MockSession } })
      .kit;
    for (const link of document.head.querySelectorAll('link')) link.remove();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :root { color-scheme: light dark; font: 15px system-ui; }
      body { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(296px, 100%), 1fr)); align-items: start;
        gap: 16px; margin: 0; padding: 12px; background: light-dark(#eef0f4, #14161b); }
      body > * { border-radius: 14px; overflow: hidden; background: light-dark(#fff, #1d2027); }
      lync-conversation { block-size: 560px; }`);
    document.adoptedStyleSheets = [sheet];
    document.body.replaceChildren();
    let users = 0;
    const signIn = async (): Promise<MockSession> => {
      const session = new Session({
        uri: `sip:user${++users}@contoso.com`,
        displayName: 'Alice',
        calls: true,
      });
      await session.connect();
      return session;
    };
    const talk = async (session: MockSession, fromName: string): Promise<MockConversation> => {
      const fromUri = `sip:${fromName.split(' ')[0]!.toLowerCase()}@contoso.com`;
      const conversation = session.receiveInvitation({ fromName, fromUri, modality: 'audio' });
      await conversation.accept();
      return conversation;
    };
    const show = (session: MockSession, conversation?: MockConversation): HTMLElement => {
      const element = document.createElement(conversation ? 'lync-conversation' : 'lync-park-panel');
      document.body.append(Object.assign(element, { session, ...(conversation && { conversation }) }));
      return element;
    };
    const quality = { loss: 0.08, jitter: 40, score: 2.6, level: 'poor' } as const;

    const incoming = await signIn();
    show(
      incoming,
      incoming.receiveInvitation({
        fromName: 'Jane Doe',
        fromUri: 'sip:jane@contoso.com',
        modality: 'video',
      }),
    );
    for (const state of ['talking', 'muted', 'held', 'asked', 'parked', 'failed', 'ended']) {
      const session = await signIn();
      const conversation = await talk(session, 'Jane Doe');
      const { audioVideo } = conversation;
      if (state === 'muted') {
        await audioVideo.mute();
        audioVideo.set({ quality, oneWay: 'not-receiving' });
      }
      if (state === 'held') await audioVideo.hold();
      if (state === 'parked') await conversation.park();
      if (state === 'failed') {
        audioVideo.failNext('no-orbit-available');
        await conversation.park().catch(() => undefined);
      }
      if (state === 'ended') audioVideo.hangUp('recovery-failed');
      const element = show(session, conversation);
      if (state !== 'asked') continue;
      while (!element.shadowRoot?.querySelector('lync-call')?.shadowRoot?.querySelector('section'))
        await new Promise(requestAnimationFrame);
      void audioVideo.requestTransfer('sip:bob@contoso.com');
    }
    show(await signIn());
    const one = await signIn();
    one.callPark.ringBackSeconds = 90;
    show(one);
    await (await talk(one, 'Omar Haddad')).park();
    const several = await signIn();
    several.callPark.ringBackSeconds = 12;
    show(several);
    for (const name of ['Mary Major', 'Konstantin von Hohenlohe-Schillingsfürst', '山田太郎'])
      await (await talk(several, name)).park();
    several.callPark.setOthers([
      { orbit: '105', isOccupied: true, name: 'Steven Stone', parkedBy: 'bob' },
      { orbit: '106', isOccupied: true },
    ]);
    several.callPark.unpark('101', 'retrieval', 'sip:bob@contoso.com');
    await talk(several, 'Zoe Zimmer');
    const failure = await signIn();
    show(failure);
    failure.callPark.failNext('could-not-safe-retrieve');
    const panel = document.querySelector('lync-park-panel:last-of-type') as unknown as {
      retrieve(orbit: string): Promise<unknown>;
    };
    await panel.retrieve('103');
    const none = await signIn();
    none.callPark.isProvisioned = false;
    show(none);
    await talk(none, 'Jane Doe');
  });
  await page.getByText('wants to put you through').waitFor();
}

it('looks like a product: calls and parked calls in every state, in light, dark, from right to left, and in little room', () =>
  inWorld(async (world) => {
    const { page } = world.watch(await newPerson(world.browser, 'onlooker'));
    await page.goto(world.server.url);
    await makeSheet(page);
    const shot = async (name: string, width = 1320): Promise<void> => {
      await page.setViewportSize({ width, height: 600 });
      const { height, content } = await page.evaluate(async () => {
        await document.fonts.ready;
        const { scrollHeight, scrollWidth } = document.documentElement;
        return { height: scrollHeight, content: scrollWidth };
      });
      expect(content).toBeLessThanOrEqual(width);
      await page.setViewportSize({ width, height });
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      );
      await picture(page, `calls-${name}`);
    };
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await shot(colorScheme);
    }
    await shot('320', 320);
    await page.evaluate(() => {
      document.documentElement.lang = 'ar';
      document.documentElement.dir = 'rtl';
    });
    await page.getByText('المكالمات').first().waitFor();
    await shot('ar');
  }));
