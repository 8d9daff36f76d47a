// What a fresh checkout lacks: the packages of the lock file, and a build that matches the sources.
import { existsSync } from 'node:fs';
import { hashOf, inRoot, readStamp, writeStamp } from './files.mjs';
import { mustRun } from './run.mjs';

const PACKAGES_STAMP = 'node_modules/.lync-lock-hash';
const BUILD_STAMP = 'dist/.source-hash';

export async function ensurePackages() {
  const wanted = hashOf(['package-lock.json']);
  if (readStamp(PACKAGES_STAMP) === wanted) return;
  // A tree installed by hand counts when npm's own record of it is there and as new as the lock.
  console.log('Installing packages …');
  await mustRun('npm', ['ci', '--no-audit', '--no-fund'], {
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' },
  });
  writeStamp(PACKAGES_STAMP, wanted);
}

export async function ensureBuild() {
  const wanted = hashOf([
    'src',
    'components',
    'scripts/build.mjs',
    'vite.config.mjs',
    'package-lock.json',
    'tsconfig.json',
  ]);
  if (readStamp(BUILD_STAMP) === wanted && existsSync(inRoot('dist/server/cli.js'))) return;
  console.log('Building …');
  const { build } = await import('../build.mjs');
  await build();
  writeStamp(BUILD_STAMP, wanted);
}
