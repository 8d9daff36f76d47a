import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { inRoot } from '../../scripts/lib/files.mjs';

/** Builds one module of the sources for Node. `remove` when it is not needed any more. */
export async function buildSource(entry) {
  // Beside the packages, so that the module finds them.
  const cache = inRoot('node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'lync-bench-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    root: inRoot('.'),
    build: {
      ssr: inRoot(entry),
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'source.js' } },
    },
  });
  return {
    module: join(outDir, 'source.js'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}
