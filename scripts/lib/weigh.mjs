// Weighs (gzip -9) what a page loads from dist/cdn.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRoot } from './files.mjs';

const weight = (file) => gzipSync(readFileSync(inRoot('dist/cdn', file)), { level: 9 }).length;

/** What the launcher fetches when it is touched, as its source says; see components/chat-button/chat-button.ts. */
const PANEL = ['components/chat-button/panel.ts'];
const SESSION = ['src/session/lync-session.ts', 'src/session/signaling/sip-js-signaling.ts'];

/** Gzip bytes by what is loaded: the three sums of the chat journey, then each entry with its static graph. */
export function weighPages() {
  const chat = graphOf('chat.json');
  const others = graphOf('manifest.json');
  const button = ['components/chat-button/index.ts'];
  return {
    'button before it shows': chat.sum(button),
    'button and open panel, without SIP': chat.sum([...button, ...PANEL]),
    'everything a chatting customer loads': chat.sum([...button, ...PANEL, ...SESSION]),
    ...Object.fromEntries(others.entries().map(([key, file]) => [`lync-widgets/${file}`, others.sum([key])])),
  };
}

function graphOf(manifestFile) {
  const manifest = JSON.parse(readFileSync(inRoot('dist/cdn/.vite', manifestFile), 'utf8'));
  const keyOf = (source) => {
    // A chunk that is imported both statically and dynamically is known by its name only.
    const name = basename(source, '.ts');
    const key = manifest[source]
      ? source
      : Object.keys(manifest).find((key) => key.startsWith('_') && manifest[key].name === name);
    if (!key) throw new Error(`dist/cdn has no chunk for ${source}.`);
    return key;
  };
  const sum = (sources) => {
    const seen = new Set();
    const visit = (key) => {
      if (seen.has(key)) return;
      seen.add(key);
      for (const next of manifest[key].imports ?? []) visit(next);
    };
    sources.map(keyOf).forEach(visit);
    const files = new Set([...seen].map((key) => manifest[key].file));
    return [...files].reduce((total, file) => total + weight(file), 0);
  };
  const entries = () =>
    Object.entries(manifest)
      .filter(([, chunk]) => chunk.isEntry)
      .map(([key, { file }]) => [key, file])
      .sort();
  return { sum, entries };
}
