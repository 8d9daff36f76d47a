import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const sources = path.resolve(import.meta.dirname, '../sipe');
const packages =
  'apt-get install -y --no-install-recommends pidgin-sipe libpurple-dev libxml2-dev gstreamer1.0-nice gcc pkg-config';

/** Where the driver is, or why there is none on this machine. */
export type SipeAvailability = { readonly driver: string } | { readonly missing: string };

function run(command: string, args: readonly string[]): { ok: boolean; output: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return { ok: status === 0, output: error?.message ?? `${stdout}${stderr}`.trim() };
}

/** libpurple loads its plugins from the directory of its package, and on Debian from the one that is the same on all architectures. */
function pluginIsInstalled(): boolean {
  const { output } = run('pkg-config', ['--variable=plugindir', 'purple']);
  return [output, '/usr/lib/purple-2'].some((directory) => existsSync(path.join(directory, 'libsipe.so')));
}

/** Builds the driver, once for each version of its sources, into the directory for temporary files. */
function build(): SipeAvailability {
  if (!pluginIsInstalled()) return { missing: `SIPE is not installed (Debian: ${packages})` };
  const hash = createHash('sha256');
  for (const file of ['build.sh', 'sipe-driver.c', 'xmlshim.c'])
    hash.update(readFileSync(path.join(sources, file)));
  const driver = path.join(os.tmpdir(), `lync-widgets-sipe-driver-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(driver)) return { driver };
  // Built aside and put in place whole: another run may be looking.
  const { ok, output } = run('sh', [path.join(sources, 'build.sh'), `${driver}.${process.pid}`]);
  if (!ok)
    return { missing: `the SIPE driver cannot be built: ${output.slice(0, 2_000)} (Debian: ${packages})` };
  renameSync(`${driver}.${process.pid}`, driver);
  return { driver };
}

export const sipe = build();

/** For `describe.skipIf`: the only reason in this project to skip a test is that the machine has no SIPE. */
export const sipeIsMissing = 'missing' in sipe;

if ('missing' in sipe) {
  process.stderr.write(
    `\nSKIPPED, no interoperability with SIPE is proven on this machine: ${sipe.missing}\n\n`,
  );
}
