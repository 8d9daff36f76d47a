// What a fresh checkout lacks: the packages of the lock file, and a build that matches the sources.
import { existsSync, readFileSync } from 'node:fs';
import { hashOf, inRoot, readStamp, writeStamp } from './files.mjs';
import { mustRun } from './run.mjs';

const BUILD_STAMP = 'dist/.source-hash';

const packagesOf = (file) =>
  existsSync(inRoot(file)) ? JSON.parse(readFileSync(inRoot(file), 'utf8')).packages : {};

/** npm records what it put into node_modules; that record has to hold everything the lock asks for. */
function packagesMatchLock() {
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

export async function ensurePackages() {
  if (packagesMatchLock()) return;
  console.log('Installing packages …');
  await mustRun('npm', ['ci', '--no-audit', '--no-fund'], {
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' },
  });
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
