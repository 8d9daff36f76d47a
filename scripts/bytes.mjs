// The byte gate. Weighs what a page loads from dist/cdn (gzip -9) and compares it with bytes.json, to the byte: a change is allowed,
// but never by accident.  node scripts/bytes.mjs --update  writes bytes.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { inRoot } from './lib/files.mjs';

const LIMITS = {
  'button before it shows': 2048,
  'button and open panel, without SIP': 25_000,
  'everything a chatting customer loads': 80_000,
};

const manifest = JSON.parse(readFileSync(inRoot('dist/cdn/.vite/manifest.json'), 'utf8'));
const weight = (file) => gzipSync(readFileSync(inRoot('dist/cdn', file)), { level: 9 }).length;

/** The files a page fetches when it imports these manifest keys: their static graphs. */
function staticGraph(keys) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of manifest[key].imports ?? []) visit(next);
  };
  keys.forEach(visit);
  return [...new Set([...seen].map((key) => manifest[key].file))];
}

const keyOf = (source) => {
  const key = Object.keys(manifest).find((name) => name === source || manifest[name].src === source);
  if (!key) throw new Error(`dist/cdn has no chunk for ${source}.`);
  return key;
};

const sum = (keys) => staticGraph(keys).reduce((total, file) => total + weight(file), 0);

const button = [keyOf('components/chat-button/index.ts')];
const panel = [...button, keyOf('components/chat-button/panel.ts')];
const chat = [
  ...panel,
  keyOf('src/session/lync-session.ts'),
  keyOf('src/session/signaling/sip-js-signaling.ts'),
];

const measured = {
  'button before it shows': sum(button),
  'button and open panel, without SIP': sum(panel),
  'everything a chatting customer loads': sum(chat),
};
for (const [key, chunk] of Object.entries(manifest).sort()) {
  if (chunk.isEntry) measured[`lync-widgets/${chunk.file}`] = sum([key]);
}

if (process.argv.includes('--update'))
  writeFileSync(inRoot('bytes.json'), `${JSON.stringify(measured, null, 2)}\n`);
const expected = JSON.parse(readFileSync(inRoot('bytes.json'), 'utf8'));

let ok = true;
for (const name of new Set([...Object.keys(expected), ...Object.keys(measured)])) {
  const limit = LIMITS[name];
  const problem =
    measured[name] !== expected[name]
      ? `expected ${expected[name]}: run \`npm run bytes -- --update\` if the change is meant`
      : limit && measured[name] > limit
        ? `over the limit of ${limit}`
        : '';
  ok &&= !problem;
  console.log(
    `${String(measured[name] ?? '–').padStart(7)}  ${name}${limit ? ` (limit ${limit})` : ''}${problem ? `  <- ${problem}` : ''}`,
  );
}
process.exit(ok ? 0 : 1);
