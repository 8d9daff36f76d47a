import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { findChromium } from './scripts/chromium.mjs';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default {
  files: 'components/**/*.test.ts',
  nodeResolve: { exportConditions: ['development', 'browser'] },
  hostname: '127.0.0.1',
  // One page at a time: what is scrolled into view and what is animated stands still in a page that is not in front.
  concurrency: 1,
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: new URL('./tsconfig.json', import.meta.url).pathname,
    }),
  ],
  testFramework: { config: { timeout: 10000 } },
  browsers: [
    chromeLauncher({ launchOptions: { executablePath: await findChromium(), headless: true, args } }),
  ],
};
