// Builds dist/: esm (npm), cdn (ready to serve), server (Node), types.
import { pathToFileURL } from 'node:url';
import { addDeclarationExtensions } from './lib/declaration-extensions.mjs';
import { inRoot, root } from './lib/files.mjs';
import { mustRun } from './lib/run.mjs';

const quiet = { logLevel: 'warn', root };
/** `LYNC_DIST` names another folder than the checkout's `dist`. */
const dist = process.env.LYNC_DIST ?? 'dist';
const serverExternals = [/^node:/, 'ws', 'kysely', 'libsql', 'pg', 'zod', 'werift'];

async function buildServer(vite) {
  await vite.build({
    ...quiet,
    configFile: false,
    build: {
      ssr: true,
      outDir: `${dist}/server`,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: { cli: inRoot('src/server/cli.ts'), main: inRoot('src/server/main.ts') },
        external: serverExternals,
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}

/** Everything `npm start` needs; `{ types: true }` adds the declarations that only a published package needs. */
export async function build({ types = false } = {}) {
  const vite = await import('vite');
  await vite.build({ ...quiet, mode: 'esm' });
  await vite.build({ ...quiet, mode: 'cdn' });
  await vite.build({ ...quiet, mode: 'cdn-chat' });
  await buildServer(vite);
  if (!types) return;
  await mustRun('npx', ['tsc', '-p', 'tsconfig.dts.json']);
  addDeclarationExtensions(inRoot('dist/types'));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await build({ types: true });
