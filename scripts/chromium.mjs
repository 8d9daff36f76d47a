// Finds a Chromium to test with; installs one where that needs no decision of the user.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const WELL_KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function playwrightChromium() {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), '.cache', 'ms-playwright'),
    join(homedir(), 'Library', 'Caches', 'ms-playwright'),
  ];
  const binaries = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  for (const cache of caches.filter((path) => path && existsSync(path))) {
    const folders = readdirSync(cache).filter((name) => name.startsWith('chromium-'));
    for (const folder of folders.sort().reverse()) {
      const found = binaries.map((binary) => join(cache, folder, binary)).find(existsSync);
      if (found) return found;
    }
  }
  return undefined;
}

function installed() {
  const named = process.env.CHROMIUM_PATH;
  if (named && existsSync(named)) return named;
  return WELL_KNOWN.find(existsSync) ?? playwrightChromium();
}

const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

function install() {
  if (isRootOnDebian()) {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: 'inherit',
    });
  } else {
    execFileSync('npx', ['playwright-core', 'install', 'chromium'], { stdio: 'inherit' });
  }
}

/** Path of a Chromium; with `{ mayInstall: true }` installs one first if there is none. Throws a sentence a person can act on. */
export async function findChromium({ mayInstall = false } = {}) {
  let path = installed();
  if (path) return path;
  let cause;
  if (mayInstall) {
    try {
      install();
    } catch (error) {
      cause = error;
    }
    path = installed();
    if (path) return path;
  }
  throw new Error(
    'The browser tests need Chromium and none was found. Install it (Debian: apt-get install chromium; elsewhere: ' +
      'npx playwright install chromium) or set CHROMIUM_PATH to its executable.',
    { cause },
  );
}
