// Browser builds. `esm`: what npm users bundle themselves. `cdn`: ready to serve, everything inside, split so that a page loads only
// what it uses. The server is built by scripts/build.mjs.
import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vite';
import { minifyTemplates } from './scripts/lib/minify-templates.mjs';

const elements = readdirSync('components').filter((name) => existsSync(`components/${name}/index.ts`));
const entries = {
  ...Object.fromEntries(elements.map((name) => [name, `components/${name}/index.ts`])),
  index: 'src/index.ts',
  ...(existsSync('src/mock/index.ts') && { mock: 'src/mock/index.ts' }),
};

const lib = { entry: entries, formats: ['es'] };
const output = { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' };

export default defineConfig(({ mode }) =>
  mode === 'cdn'
    ? {
        plugins: [minifyTemplates()],
        define: { 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir: 'dist/cdn',
          emptyOutDir: true,
          target: 'es2022',
          minify: true,
          modulePreload: false,
          manifest: true,
          reportCompressedSize: false,
          lib,
          rolldownOptions: { output: { ...output, minify: true } },
        },
      }
    : {
        build: {
          outDir: 'dist/esm',
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
