import { spawnSync } from 'node:child_process';

const packages = 'apt-get install -y --no-install-recommends linphone-cli';

/** For `describe.skipIf`: the machine has no linphone. */
export const linphoneIsMissing =
  spawnSync('linphone-daemon', ['--help'], { stdio: 'ignore', timeout: 20_000 }).error !== undefined;

if (linphoneIsMissing) {
  process.stderr.write(
    `\nSKIPPED, no interoperability with linphone is proven on this machine (Debian: ${packages})\n\n`,
  );
}
