// Parses the reference MESSAGE and reads what every element of the path needs: top Via branch, tags, CSeq, Call-ID.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { inRoot } from '../scripts/lib/files.mjs';
import { median } from './lib/processes.mjs';
import { message } from './lib/sip-text.mjs';

export async function benchParse({ rounds = 9, perRound = 200_000 } = {}) {
  const outDir = mkdtempSync(join(tmpdir(), 'lync-bench-'));
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      root: inRoot('.'),
      build: {
        ssr: inRoot('src/server/sip/message/index.ts'),
        outDir,
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'message.js' } },
      },
    });
    const { parseMessage } = await import(pathToFileURL(join(outDir, 'message.js')).href);
    const bytes = Buffer.from(
      message({ domain: 'contoso.com', from: 'guest-8a8fe508d728fd35', to: 'contact-7f3a', number: 7 }),
    );
    let seen = 0;
    const rates = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      for (let i = 0; i < perRound; i++) {
        const parsed = parseMessage(bytes);
        seen +=
          parsed.topVia().branch.length +
          parsed.fromTag().length +
          (parsed.toTag() ?? '').length +
          parsed.cseq().number +
          parsed.callId().length;
      }
      rates.push(perRound / ((performance.now() - started) / 1000));
    }
    if (seen === 0) throw new Error('nothing was parsed');
    console.log(`  ${Math.round(median(rates))}/s`);
    return { messageBytes: bytes.length, perSecond: Math.round(median(rates)), runs: rates.map(Math.round) };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
