// Speaks the prompts of the demo's voice menu into demo/audio, with espeak-ng (Debian: espeak-ng), as 8 kHz mu-law WAV: what telephones hear.
//   node scripts/prompts.mjs   after a text in demo/lync.config.json has changed
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './lib/files.mjs';

const RATE = 8000;
const config = JSON.parse(readFileSync(inRoot('demo/lync.config.json'), 'utf8'));
const { greeting, questions, closing } = config.contactCenter.voice.menu;

for (const { text, file } of [greeting, ...questions.map(({ prompt }) => prompt), closing]) {
  if (!file) continue;
  const spoken = execFileSync('espeak-ng', ['-v', 'en-gb', '-s', '150', '-g', '4', '--stdout', text], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const samples = resampled(readSpoken(spoken));
  const target = inRoot(path.join('demo', config.media?.directory ?? '.', file));
  writeFileSync(target, wavOf(samples));
  console.log(`${target}: ${(samples.length / RATE).toFixed(1)} s`);
}

/** 16-bit mono as espeak-ng streams it: the lengths in its header mean nothing. */
function readSpoken(wav) {
  const data = wav.indexOf('data') + 8;
  const rate = wav.readUInt32LE(24);
  const values = new Float64Array(Math.floor((wav.length - data) / 2));
  for (let i = 0; i < values.length; i++) values[i] = wav.readInt16LE(data + i * 2) / 32768;
  return { rate, values };
}

/** To 8 kHz through a windowed sinc, which leaves out what would fold back. */
function resampled({ rate, values }) {
  const step = rate / RATE;
  const taps = 24;
  const result = new Float64Array(Math.floor(values.length / step));
  for (let i = 0; i < result.length; i++) {
    const centre = i * step;
    let sum = 0;
    let weight = 0;
    const last = Math.floor(centre + taps * step);
    for (let j = Math.ceil(centre - taps * step); j <= last; j++) {
      const x = (j - centre) / step;
      const sinc = x === 0 ? 1 : Math.sin(0.9 * Math.PI * x) / (0.9 * Math.PI * x);
      const factor = sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / taps));
      sum += factor * (values[j] ?? 0);
      weight += factor;
    }
    result[i] = sum / weight;
  }
  const peak = result.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0.01);
  return result.map((value) => (value * 0.6) / peak);
}

/** ITU-T G.711. */
function muLaw(value) {
  const sample = Math.round(value * 32767);
  const magnitude = Math.min(32635, Math.abs(sample)) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((sample < 0 ? 128 : 0) | (exponent << 4) | mantissa) & 255;
}

function wavOf(samples) {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(7, 20); // mu-law
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, Buffer.from(Array.from(samples, muLaw))]);
}
