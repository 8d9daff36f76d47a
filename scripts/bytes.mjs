// The byte gate: compares what pages load with bytes.json, to the byte. A change is allowed, but never by accident.
//   node scripts/bytes.mjs --update  writes bytes.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/files.mjs';
import { weighPages } from './lib/weigh.mjs';

const LIMITS = {
  'button before it shows': 2048,
  'button and open panel, without SIP': 25_000,
  'everything a chatting customer loads': 80_000,
};

const measured = weighPages();
if (process.argv.includes('--update'))
  writeFileSync(inRoot('bytes.json'), `${JSON.stringify(measured, null, 2)}\n`);
const expected = JSON.parse(readFileSync(inRoot('bytes.json'), 'utf8'));

function problemOf(name) {
  if (measured[name] !== expected[name]) {
    return `bytes.json says ${expected[name] ?? 'nothing'}: run \`npm run bytes -- --update\` if the change is meant`;
  }
  return LIMITS[name] && measured[name] > LIMITS[name] ? `over the limit of ${LIMITS[name]}` : '';
}

let ok = true;
for (const name of new Set([...Object.keys(expected), ...Object.keys(measured)])) {
  const problem = problemOf(name);
  ok &&= !problem;
  const limit = LIMITS[name] ? ` (limit ${LIMITS[name]})` : '';
  console.log(
    `${String(measured[name] ?? '–').padStart(7)}  ${name}${limit}${problem ? `  <- ${problem}` : ''}`,
  );
}
process.exit(ok ? 0 : 1);
