// Weighs (gzip -9) what a page loads from dist/cdn.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { inRoot } from './files.mjs';

const weight = (file) => gzipSync(readFileSync(inRoot('dist/cdn', file)), { level: 9 }).length;

// The chunks of the chat, by the names that chat-chunks.mjs and the bundler give them. The launcher asks for all at once when it is
// touched, and opens as soon as it has the panel; see components/chat-button/chat-button.ts.
const BUTTON = ['chat-button'];
const PANEL = ['panel'];
/** To connect, and to show the first message. */
const CHAT = ['session', 'sip-js-signaling', 'messages'];

/** Gzip bytes by what is loaded: the three sums of the chat journey, then each entry with its static graph. */
export function weighPages() {
  const chat = graphOf('chat.json');
  const others = graphOf('manifest.json');
  const late = chat.importsOf([...PANEL, ...CHAT]).filter((name) => ![...PANEL, ...CHAT].includes(name));
  if (late.length) throw new Error(`The chat has to wait for ${late.join(', ')}: see chat-chunks.mjs.`);
  return {
    'button before it shows': chat.sum(BUTTON),
    'button and open panel, without SIP': chat.sum([...BUTTON, ...PANEL]),
    'everything a chatting customer loads': chat.sum([...BUTTON, ...PANEL, ...CHAT]),
    ...Object.fromEntries(
      others.entries().map(([key, file]) => [`lync-widgets/${file}`, others.sumOf([key])]),
    ),
  };
}

function graphOf(manifestFile) {
  const manifest = JSON.parse(readFileSync(inRoot('dist/cdn/.vite', manifestFile), 'utf8'));
  const keyOf = (name) => {
    const keys = Object.keys(manifest).filter((key) => manifest[key].name === name);
    if (keys.length !== 1) throw new Error(`dist/cdn has ${keys.length} chunks named ${name}.`);
    return keys[0];
  };
  /** All that the chunks of these names bring along. */
  const sum = (names) => sumOf(names.map(keyOf));
  const sumOf = (keys) => {
    const seen = new Set();
    const visit = (key) => {
      if (seen.has(key)) return;
      seen.add(key);
      for (const next of manifest[key].imports ?? []) visit(next);
    };
    keys.forEach(visit);
    const files = new Set([...seen].map((key) => manifest[key].file));
    return [...files].reduce((total, file) => total + weight(file), 0);
  };
  /** Names of the chunks that these import statically. */
  const importsOf = (names) =>
    names.flatMap((name) => (manifest[keyOf(name)].imports ?? []).map((key) => manifest[key].name));
  const entries = () =>
    Object.entries(manifest)
      .filter(([, chunk]) => chunk.isEntry)
      .map(([key, { file }]) => [key, file])
      .sort();
  return { sum, sumOf, importsOf, entries };
}
