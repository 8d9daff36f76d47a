import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import { hears, listenToPeers } from '../../e2e/support/sound';

const root = path.resolve(import.meta.dirname, '../../..');
let script: Promise<string> | undefined;

/** JsSIP, which is made of CommonJS modules, as one script for a page. */
async function bundle(): Promise<string> {
  const directory = await mkdtemp(path.join(root, 'node_modules/.lync-jssip-'));
  try {
    const entry = path.join(directory, 'entry.js');
    await writeFile(entry, "import JsSIP from 'jssip';\nglobalThis.JsSIP = JsSIP;\n");
    await build({
      configFile: false,
      logLevel: 'silent',
      root,
      build: {
        lib: { entry, formats: ['iife'], name: 'JsSIPBundle', fileName: () => 'jssip.js' },
        outDir: path.join(directory, 'out'),
      },
    });
    return await readFile(path.join(directory, 'out/jssip.js'), 'utf8');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** One call as the page keeps it. */
export interface JsSipCall {
  readonly state: 'trying' | 'confirmed' | 'ended' | 'failed';
  readonly remote: string;
  readonly cause?: string;
  readonly status?: number;
  readonly diagnostics?: string;
  /** The call was taken over from another (RFC 3891), by us or by the peer. */
  readonly replaced?: boolean;
}

/** JsSIP in Chromium, with a microphone that beeps: it answers calls, takes INVITEs with Replaces, and follows REFERs. */
export class JsSipClient {
  private constructor(
    readonly uri: string,
    readonly page: Page,
  ) {}

  static async start(browser: Browser, url: string, name: string, domain: string): Promise<JsSipClient> {
    const context = await browser.newContext({ permissions: ['microphone'], bypassCSP: true });
    await listenToPeers(context);
    const page = await context.newPage();
    // A document of the server's own origin, with nothing of ours in it.
    await page.goto(`${url}healthz`);
    await page.addScriptTag({ content: await (script ??= bundle()) });
    const uri = `sip:${name}@${domain}`;
    await page.evaluate(startPhone, {
      socket: `${url.replace('http', 'ws')}sip`,
      uri,
      password: `demo-${name}`,
    });
    return new JsSipClient(uri, page);
  }

  call(target: string): Promise<void> {
    return this.page.evaluate((uri) => (globalThis as unknown as PhonePage).phone.call(uri), target);
  }

  calls(): Promise<JsSipCall[]> {
    return this.page.evaluate(() => (globalThis as unknown as PhonePage).phone.calls());
  }

  /** Waits until its calls are in these states, the oldest first. */
  async are(...states: JsSipCall['state'][]): Promise<JsSipCall[]> {
    await expect
      .poll(async () => (await this.calls()).map(({ state }) => state), { timeout: 20_000 })
      .toEqual(states);
    return this.calls();
  }

  hangUp(): Promise<void> {
    return this.page.evaluate(() => (globalThis as unknown as PhonePage).phone.hangUp());
  }

  /** Sound arrives that is no silence. */
  hears(): Promise<void> {
    return hears(this.page);
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

interface PhonePage {
  phone: { calls(): JsSipCall[]; call(uri: string): void; hangUp(): void };
}

/** What of JsSIP is used here; it brings no types. */
interface JsSipMessage {
  readonly status_code?: number;
  getHeader(name: string): string | undefined;
}
interface JsSipEvent {
  readonly originator: 'local' | 'remote';
  readonly session: JsSipSession;
  readonly peerconnection: RTCPeerConnection;
  readonly cause: string;
  readonly message?: JsSipMessage;
  accept(before: (session: JsSipSession) => void, options?: object): void;
}
interface JsSipEmitter {
  on(event: string, listener: (event: JsSipEvent) => void): void;
}
interface JsSipSession extends JsSipEmitter {
  readonly status: number;
  readonly C: { readonly STATUS_CONFIRMED: number };
  readonly connection?: RTCPeerConnection;
  readonly remote_identity: { readonly uri: { toAor(): string } };
  answer(options: object): void;
  terminate(): void;
  isEstablished(): boolean;
}
interface JsSipAgent extends JsSipEmitter {
  call(uri: string, options: object): JsSipSession;
  start(): void;
}
interface JsSipPage {
  JsSIP: {
    UA: new (options: object) => JsSipAgent;
    WebSocketInterface: new (url: string) => object;
  };
}

/** Runs in the page. */
async function startPhone(options: { socket: string; uri: string; password: string }): Promise<void> {
  const { JsSIP } = globalThis as unknown as JsSipPage;
  const agent = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(options.socket)],
    uri: options.uri,
    password: options.password,
    session_timers: false,
  });
  const calls: (() => JsSipCall)[] = [];
  const sessions: JsSipSession[] = [];
  const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };
  const listen = (session: JsSipSession): void => {
    // Sound that nobody plays is not decoded.
    const audio = new Audio();
    const play = (connection: RTCPeerConnection): void =>
      connection.addEventListener('track', ({ streams }) => {
        audio.srcObject = streams[0] ?? null;
        void audio.play();
      });
    if (session.connection) play(session.connection);
    session.on('peerconnection', ({ peerconnection }) => play(peerconnection));
  };
  const keep = (session: JsSipSession): void => {
    let call: JsSipCall = { state: 'trying', remote: session.remote_identity.uri.toAor() };
    // Asked, not told: of a call that has replaced one that is over already, JsSIP emits no `confirmed`, as its own listener throws.
    const isConfirmed = (): boolean => session.status === session.C.STATUS_CONFIRMED;
    calls.push(() => ({ ...call, ...(isConfirmed() && { state: 'confirmed' }) }));
    sessions.push(session);
    listen(session);
    session.on('ended', ({ cause }) => (call = { ...call, state: 'ended', cause }));
    session.on('failed', ({ cause, message }) => {
      const [status, diagnostics] = [message?.status_code, message?.getHeader('ms-diagnostics')];
      call = {
        ...{ ...call, state: 'failed', cause },
        ...(status !== undefined && { status }),
        ...(diagnostics !== undefined && { diagnostics }),
      };
    });
    session.on('replaces', ({ accept }) => {
      call = { ...call, replaced: true };
      accept((next) => {
        keep(next);
        next.answer(media);
      });
    });
    session.on('refer', ({ accept }) => {
      call = { ...call, replaced: true };
      accept(keep, media);
    });
  };
  agent.on('newRTCSession', ({ originator, session }) => {
    if (originator !== 'remote' || sessions.includes(session)) return;
    keep(session);
    session.answer(media);
  });
  (globalThis as unknown as PhonePage).phone = {
    calls: () => calls.map((call) => call()),
    call: (uri) => keep(agent.call(uri, media)),
    hangUp: () => sessions.findLast((session) => session.isEstablished())?.terminate(),
  };
  await new Promise<void>((resolve, reject) => {
    agent.on('registered', () => resolve());
    agent.on('registrationFailed', ({ cause }) => reject(new Error(cause)));
    agent.start();
  });
}
