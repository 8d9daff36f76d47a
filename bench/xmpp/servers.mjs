// Prosody and ejabberd from Debian's packages, for comparison: one MUC service for anonymous users on loopback, with configuration and data of their
// own. They are spared what costs most with many occupants (presence of each to all), and keep no archive.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, stop } from '../lib/processes.mjs';

const domain = 'localhost';
const libraries = '/usr/lib/x86_64-linux-gnu';
const PROSODY = '/usr/bin/prosody';

const ejabberdPrograms = () => {
  const name = existsSync(libraries) && readdirSync(libraries).find((entry) => entry.startsWith('ejabberd-'));
  return name && existsSync('/usr/bin/erl') ? join(libraries, name, 'ebin') : undefined;
};

export const hasProsody = () => existsSync(PROSODY);
export const hasEjabberd = () => ejabberdPrograms() !== undefined;

async function untilListening(port, child) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with exit code ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${child.spawnfile} does not listen`, { cause: error });
    } finally {
      socket.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function started(name, port, child, folder) {
  try {
    await untilListening(port, child);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    name,
    pid: child.pid,
    load: { kind: 'xmpp', port, domain, room: 'bench' },
    async stop() {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startProsody() {
  const folder = mkdtempSync(join(tmpdir(), 'lync-bench-prosody-'));
  const port = await freePort();
  const file = join(folder, 'prosody.cfg.lua');
  writeFileSync(
    file,
    `run_as_root = true
pidfile = "${join(folder, 'prosody.pid')}"
data_path = "${folder}"
log = { { levels = { min = "error" }, to = "console" } }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
c2s_direct_tls_ports = {}
modules_disabled = { "s2s", "tls", "limits" }
modules_enabled = { "saslauth", "disco" }
c2s_require_encryption = false
storage = "memory"
VirtualHost "${domain}"
  authentication = "anonymous"
Component "conference.${domain}" "muc"
  muc_room_locking = false
  muc_room_default_presence_broadcast = { visitor = false, participant = false, moderator = false }
`,
  );
  const child = spawn(PROSODY, ['-F', '--config', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  return started('prosody', port, child, folder);
}

export async function startEjabberd() {
  const folder = mkdtempSync(join(tmpdir(), 'lync-bench-ejabberd-'));
  const port = await freePort();
  const file = join(folder, 'ejabberd.yml');
  writeFileSync(
    file,
    `hosts: [${domain}]
loglevel: error
listen:
  -
    port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls: false
    max_stanza_size: 65536
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
modules:
  mod_muc:
    hosts: [conference.${domain}]
    access_create: all
    max_users: 5000
    min_message_interval: 0
    default_room_options:
      max_users: 5000
      presence_broadcast: []
    max_users_presence: 10
`,
  );
  const spool = join(folder, 'spool');
  mkdirSync(spool);
  const child = spawn(
    '/usr/bin/erl',
    [
      ...['-noinput', '+K', 'true', '+P', '250000'],
      // Waiting costs nothing, as with the others: otherwise its schedulers spin.
      ...['+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none'],
      ...['-pa', ejabberdPrograms(), '-mnesia', 'dir', `"${spool}"`, '-ejabberd', 'config', `"${file}"`],
      ...['-s', 'ejabberd'],
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        HOME: folder,
        ERL_LIBS: libraries,
        EJABBERD_CONFIG_PATH: file,
        EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
        ERL_CRASH_DUMP_SECONDS: '0',
      },
    },
  );
  return started('ejabberd', port, child, folder);
}
