import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { CallParkOrbit, CallSnapshot } from '../../../src/session/contract';
import type { Conversation } from '../../../src/session/conversation';
import type { LyncSession } from '../../../src/session/lync-session';
import { heardOn, listenToPeers, type Heard } from './sound';

/** What the page of a caller has in its global scope. */
export interface CallPage {
  session: LyncSession;
  /** The one that the test looks at: the last that was started, retrieved or received. */
  conversation: Conversation;
  /** The connection of the session. */
  socket: WebSocket;
}

export type CallAct = 'accept' | 'decline' | 'end' | 'hold' | 'resume' | 'addVideo';

/** A page with nothing but a session that has calls. */
export interface Caller {
  readonly page: Page;
  call(user: string): Promise<void>;
  act(method: CallAct): Promise<void>;
  park(): Promise<CallParkOrbit>;
  /** Resolves to the code of the failure, or undefined when it was retrieved. */
  retrieve(target: string): Promise<string | undefined>;
  snapshot(): Promise<CallSnapshot | undefined>;
  state(): Promise<CallSnapshot['state'] | undefined>;
  heard(): Promise<Heard>;
}

export async function signIn(
  browser: Browser,
  url: string,
  user: string,
  contexts: BrowserContext[],
): Promise<Caller> {
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  contexts.push(context);
  await listenToPeers(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(user, error));
  await page.goto(`${url}/shop/`);
  // As text: the test runner would make something of its own of the import.
  await page.evaluate("import('/lync-widgets/index.js').then((kit) => { globalThis.kit = kit; })");
  await page.evaluate(async (name) => {
    const { kit } = globalThis as unknown as { kit: { LyncSession: typeof LyncSession } };
    const own = globalThis as unknown as CallPage;
    const session = new kit.LyncSession({
      server: `${location.origin.replace(/^http/, 'ws')}/sip`,
      uri: `sip:${name}@contoso.com`,
      credentials: { password: `demo-${name}` },
      agent: false,
      calls: true,
      conferences: true,
      webSocket: class extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols);
          own.socket = this;
        }
      },
    });
    own.session = session;
    session.addEventListener('invitation-received', ({ conversation }) => {
      own.conversation = conversation as Conversation;
    });
    // Sound that nobody plays is not decoded.
    session.addEventListener('conversation-added', ({ conversation }) => {
      const audio = new Audio();
      conversation.audioVideo?.addEventListener('streams-changed', () => {
        audio.srcObject = conversation.audioVideo?.streams.remote ?? null;
        if (audio.srcObject) audio.play().catch(() => undefined);
      });
    });
    await session.connect();
  }, user);
  const snapshot = () =>
    page.evaluate(() => (globalThis as unknown as CallPage).conversation?.audioVideo.snapshot);
  return {
    page,
    snapshot,
    state: async () => (await snapshot())?.state,
    heard: () => heardOn(page),
    call: (to) =>
      page.evaluate((name) => {
        const own = globalThis as unknown as CallPage;
        own.conversation = own.session.startConversation(`sip:${name}@contoso.com`, { modality: 'audio' });
      }, to),
    act: (method) =>
      page.evaluate((name) => (globalThis as unknown as CallPage).conversation.audioVideo[name](), method),
    park: () => page.evaluate(() => (globalThis as unknown as CallPage).conversation.audioVideo.park()),
    retrieve: (target) =>
      page.evaluate(async (wanted) => {
        const own = globalThis as unknown as CallPage;
        try {
          own.conversation = await own.session.retrieve(wanted);
          return undefined;
        } catch (error) {
          return (error as { code?: string }).code ?? String(error);
        }
      }, target),
  };
}
