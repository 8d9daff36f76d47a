// Browser builds. `esm`: what npm users bundle themselves. `cdn`: ready to serve, everything inside, split so that a page loads only
// what it uses. The server is built by scripts/build.mjs.
import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vite';
import { chatChunks, inlineRuntime } from './scripts/lib/chat-chunks.mjs';
import { minifyTemplates } from './scripts/lib/minify-templates.mjs';
import { trimSipLibrary } from './scripts/lib/trim-sip-library.mjs';

const dist = process.env.LYNC_DIST ?? 'dist';

const elements = readdirSync('components').filter((name) => existsSync(`components/${name}/index.ts`));
const entries = {
  ...Object.fromEntries(elements.map((name) => [name, `components/${name}/index.ts`])),
  index: 'src/index.ts',
  ...(existsSync('src/mock/index.ts') && { mock: 'src/mock/index.ts' }),
};

const { 'chat-button': chatButton, ...otherEntries } = entries;
const chatEntry = { 'chat-button': chatButton };

const lib = { entry: entries, formats: ['es'] };
// Hexadecimal: a name then has a digit in it, by which servers know that the file never changes.
const output = {
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  hashCharacters: 'hex',
};

/**
 * Ready to serve. The chat button is built apart from what agents use: a customer's page never has the others' elements, and what it
 * loads after the click is one file for the panel and one for each of session and SIP.
 */
const cdn = (entry, options, codeSplitting) => ({
  plugins: [minifyTemplates(), trimSipLibrary(), codeSplitting && inlineRuntime()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: `${dist}/cdn`,
    target: 'es2022',
    minify: true,
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry, formats: ['es'] },
    rolldownOptions: { output: { ...output, minify: true, ...(codeSplitting && { codeSplitting }) } },
    ...options,
  },
});

export default defineConfig(({ mode }) =>
  mode === 'cdn-chat'
    ? cdn(chatEntry, { emptyOutDir: false, manifest: '.vite/chat.json' }, chatChunks())
    : mode === 'cdn'
      ? cdn(otherEntries, { emptyOutDir: true, manifest: '.vite/manifest.json' })
      : {
          build: {
            outDir: `${dist}/esm`,
            emptyOutDir: true,
            target: 'es2022',
            minify: false,
            sourcemap: true,
            reportCompressedSize: false,
            lib,
            rolldownOptions: { external: [/^lit($|\/)/, /^@lit\//, /^sip\.js($|\/)/, 'dompurify'], output },
          },
        },
);
