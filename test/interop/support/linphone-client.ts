import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';

/** What the person who owns it has set: WebRTC's way of media, no sound card. */
const settings = (directory: string): string => `[sip]
sip_port=-1
sip_tcp_port=-1
sip_tls_port=-1
guess_hostname=0
contact=sip:linphone@127.0.0.1
media_encryption=dtls
supported=replaces, outbound, gruu
use_ipv6=0
[net]
firewall_policy=ice
dns_srv_enabled=0
[rtp]
audio_rtp_port=-1
avpf=1
rtcp_mux=1
[sound]
playback_dev_id=none
ringer_dev_id=none
capture_dev_id=none
[video]
capture=0
display=0
[misc]
user_certificates_path=${directory}/certificates
`;

/** States of its calls that tests wait for; it has more. */
export type LinphoneCallState = 'StreamsRunning' | 'Refered' | 'End' | 'Error';

interface CallEvent {
  readonly call: string;
  readonly state: string;
}

const logFile = 'linphone.log';
/** About once a second, for each call: what came in and went out, in kbit/s. G.711 alone is 80. */
const received = /RTP : \[d=(\d+)/g;
const patience = 20_000;

/** linphone without a screen, over TCP: it answers every call, and says what becomes of each. */
export class LinphoneClient {
  readonly #exited: Promise<number | null>;
  readonly #events: CallEvent[] = [];
  readonly #taken = new Set<CallEvent>();
  readonly #said: string[] = [];
  readonly #waiting = new Set<() => void>();
  #state: string | undefined;

  private constructor(
    readonly uri: string,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly directory: string,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => this.#line(line));
    child.stderr.resume();
    this.#exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }

  /** Starts one and has it register; `server` is an IPv4 address whose port 5060 answers. */
  static async start(name: string, server: string, password = `demo-${name}`): Promise<LinphoneClient> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'lync-widgets-linphone-'));
    // It crashes when these are not there.
    for (const folder of ['.local/share/linphone', '.config/linphone', 'certificates'])
      await mkdir(path.join(directory, folder), { recursive: true });
    const file = path.join(directory, 'linphonerc');
    await writeFile(file, settings(directory));
    const args = ['--config', file, '--log', path.join(directory, logFile), '--auto-answer'];
    const child = spawn('linphone-daemon', args, {
      env: { PATH: process.env.PATH, TERM: 'dumb', HOME: directory },
      cwd: directory,
    });
    const client = new LinphoneClient(`sip:${name}@${server}`, child, directory);
    client.command(`register ${client.uri} sip:${server};transport=tcp ${password}`);
    return client;
  }

  /** One of its commands; what comes of it is seen in `call` and on the server. */
  command(text: string): void {
    this.child.stdin.write(`${text}\n`);
  }

  /** Resolves with the number of the next call, not told of yet, that got into the state. They count from 1. */
  async call(state: LinphoneCallState, fits: (call: string) => boolean = () => true): Promise<string> {
    const found = await this.#until(
      () =>
        this.#events.find(
          (event) => !this.#taken.has(event) && event.state === `LinphoneCall${state}` && fits(event.call),
        ),
      state,
    );
    this.#taken.add(found);
    return found.call;
  }

  /** Sound arrives: it says so of the next seconds. Silence is not told from music; without a sound card it says nothing itself. */
  async hears(): Promise<void> {
    const reports = async (): Promise<number[]> =>
      [...(await readFile(path.join(this.directory, logFile), 'utf8')).matchAll(received)].map(([, rate]) =>
        Number(rate),
      );
    const before = (await reports()).length;
    const best = async (): Promise<number> => Math.max(0, ...(await reports()).slice(before));
    await expect.poll(best, { timeout: patience }).toBeGreaterThan(10);
  }

  async #until<T>(look: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timeout);
        this.#waiting.delete(wake);
        resolve(found);
      };
      const timeout = setTimeout(() => {
        this.#waiting.delete(wake);
        reject(new Error(`${this.uri}: no "${what}" in ${patience} ms. It said:\n${this.#said.join('\n')}`));
      }, patience);
      this.#waiting.add(wake);
      wake();
    });
  }

  /** An event is `Event: LinphoneCall…`, `From: …`, `Id: …`, a line each. */
  #line(line: string): void {
    this.#said.push(line);
    const [, key, value] = /^(Event|Id): (.*)$/.exec(line) ?? [];
    if (key === 'Event') this.#state = value;
    if (key !== 'Id' || this.#state === undefined || value === undefined) return;
    this.#events.push({ call: value, state: this.#state });
    this.#state = undefined;
    for (const wake of [...this.#waiting]) wake();
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exited;
    await rm(this.directory, { recursive: true, force: true });
  }
}
