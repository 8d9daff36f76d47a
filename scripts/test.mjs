// npm test: installs what is missing (packages, a browser), then runs every suite. Arguments choose suites;
// `interop` (peers from Debian's packages) and `site` (Kamailio, two nodes, PostgreSQL) run only when named.
import { ensureBuild, ensurePackages } from './lib/ensure.mjs';
import { forgetFailures, readFailures } from './lib/failures.mjs';
import { run } from './lib/run.mjs';
import { findChromium } from './chromium.mjs';

const vitest = (config) => [
  'npx',
  [
    'vitest',
    'run',
    '--config',
    config,
    '--reporter',
    'default',
    '--reporter',
    './scripts/lib/failures-reporter.mjs',
  ],
];
const suites = {
  node: vitest('vitest.config.ts'),
  elements: ['npx', ['wtr']],
  e2e: vitest('vitest.e2e.config.ts'),
  interop: vitest('vitest.interop.config.ts'),
  site: vitest('vitest.site.config.ts'),
};
const byDefault = ['node', 'elements', 'e2e'];

const chosen = process.argv.slice(2).length ? process.argv.slice(2) : byDefault;
const unknown = chosen.filter((name) => !suites[name]);
if (unknown.length) {
  console.error(`Unknown suite ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

await ensurePackages();
try {
  await findChromium({ mayInstall: true });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
if (chosen.some((name) => ['e2e', 'interop', 'site'].includes(name))) await ensureBuild();

forgetFailures();
const results = [];
for (const name of chosen) {
  const started = performance.now();
  console.log(`\n== ${name}`);
  const code = await run(...suites[name]);
  results.push({ name, code, seconds: (performance.now() - started) / 1000 });
}

console.log(`\n${readFailures()}`);
for (const { name, code, seconds } of results) {
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name}  ${seconds.toFixed(1)} s`);
}
process.exit(results.every(({ code }) => code === 0) ? 0 : 1);
