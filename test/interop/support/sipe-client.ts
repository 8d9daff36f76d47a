import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { SipRequest } from '../../../src/server/sip';
import { sipe } from './sipe-available';
import { WireTap } from './wire-tap';

/** A line of the driver: `ev` names it, the other keys depend on that. */
export interface SipeEvent {
  readonly ev: string;
  readonly [key: string]: unknown;
}

const patience = 20_000;
let lastStart = 0;

/**
 * SIPE seeds its random numbers with the second of the clock: two that start in the same second use the same Call-IDs and tags for
 * different dialogs, and mix them up. Nothing can be awaited for that but time.
 */
async function nextSecond(): Promise<void> {
  const wait = lastStart + 1_100 - Date.now();
  lastStart = Math.max(Date.now(), lastStart + 1_100);
  if (wait > 0) await delay(wait);
}

/** pidgin-sipe without a screen, told what to do by `command` and heard through `next`. */
export class SipeClient {
  readonly events: SipeEvent[] = [];
  readonly #exited: Promise<number | null>;
  #isOver = false;
  readonly #waiting = new Set<() => void>();
  readonly #taken = new Set<SipeEvent>();

  private constructor(
    readonly name: string,
    readonly tap: WireTap,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly directory: string,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => this.#line(line));
    this.#exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    void this.#exited.then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  get uri(): string {
    return `sip:${this.name}@contoso.com`;
  }

  /** Starts a client that signs in over TCP; await `signedOn` or a failure. */
  static async start(name: string, sipPort: number, password = `demo-${name}`): Promise<SipeClient> {
    if ('missing' in sipe) throw new Error(sipe.missing);
    await nextSecond();
    const tap = await WireTap.open(sipPort);
    const directory = await mkdtemp(path.join(os.tmpdir(), 'lync-widgets-sipe-'));
    const settings = [
      ...['--opt', `server=127.0.0.1:${tap.port}`, '--opt', 'transport=tcp'],
      ...['--bopt', 'dont-publish=true', '--debug', path.join(directory, 'debug.log')],
    ];
    const identity = ['--user', `${name}@contoso.com`, '--password', password, '--dir', directory];
    return new SipeClient(name, tap, spawn(sipe.driver, [...identity, ...settings]), directory);
  }

  /** Resolves with the next event not yet taken that fits; rejects when the client ends, or says nothing of it in time. */
  async next(ev: string, fits: (event: SipeEvent) => boolean = () => true): Promise<SipeEvent> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timeout);
        this.#waiting.delete(look);
      };
      const fail = (why: string): void => {
        done();
        const heard = this.events.map((event) => JSON.stringify(event)).join('\n');
        reject(
          new Error(`${this.name}: ${why} "${ev}" came. Events:\n${heard}\nWire:\n${this.tap.toString()}`),
        );
      };
      const look = (): void => {
        const event = this.events.find((one) => !this.#taken.has(one) && one.ev === ev && fits(one));
        if (event !== undefined) {
          this.#taken.add(event);
          done();
          resolve(event);
        } else if (this.#isOver) fail('ended before');
      };
      const timeout = setTimeout(() => fail(`waited ${patience} ms and no`), patience);
      this.#waiting.add(look);
      look();
    });
  }

  /** Signed in, and its first state is published. */
  async signedOn(): Promise<void> {
    await this.next('signed-on');
    await this.#published(1);
  }

  /** Changes the presence; resolves when the server has confirmed it. */
  async status(id: string, note?: string): Promise<void> {
    const before = this.#publications().length;
    await this.command('status', id, ...(note === undefined ? [] : [note]));
    await this.#published(before + 1);
  }

  /** Resolves when the driver has done it; rejects when it could not. */
  async command(name: string, ...values: string[]): Promise<void> {
    this.child.stdin.write(`${[name, ...values].join('\t')}\n`);
    const { ok } = await this.next('cmd', ({ cmd }) => cmd === name);
    if (ok !== true) throw new Error(`${this.name} could not ${name} ${values.join(' ')}`);
  }

  async im(to: string, html: string): Promise<void> {
    await this.command('im', to, html);
  }

  /** The text of the next message from somebody. */
  async message(from: string): Promise<string> {
    return String((await this.next('im', (event) => event.from === from)).msg);
  }

  /** What it shows the person instead of a message that did not arrive. */
  async deliveryError(): Promise<string> {
    return String((await this.next('write', ({ kind }) => kind === 'error')).msg);
  }

  /** Ends without a word, as when the machine goes down. */
  async die(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exited;
  }

  /** Signs off and ends; resolves with the exit code. */
  async quit(): Promise<number | null> {
    if (!this.#isOver) this.child.stdin.write('quit\n');
    return this.#exited;
  }

  async close(): Promise<void> {
    await this.die();
    await this.tap.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Lync clients publish with SERVICE. */
  #publications(): SipRequest[] {
    return this.tap
      .requests('client', 'SERVICE')
      .filter(({ headers }) => headers.get('Content-Type') === 'application/msrtc-category-publish+xml');
  }

  async #published(count: number): Promise<void> {
    await this.tap.until('server', ({ kind }) => {
      if (kind === 'request' || this.#publications().length < count) return false;
      return this.#publications().every((publication) => this.tap.answerTo(publication)?.status === 200);
    });
  }

  #line(line: string): void {
    this.events.push(JSON.parse(line) as SipeEvent);
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Resolves when it has looked up the rooms' service and opened its channel there. */
export async function inGroupChat(client: SipeClient): Promise<void> {
  await client.tap.until(
    'client',
    (message) =>
      message.kind === 'request' && message.method === 'INFO' && message.body.includes('cmd:getinv'),
  );
}
