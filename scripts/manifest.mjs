// Makes custom-elements.json from the sources and validates it: whatever a page can rely on must say what it is.
//   node scripts/manifest.mjs           write
//   node scripts/manifest.mjs --check   fail if the file is stale or something is undocumented
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inRoot } from './lib/files.mjs';
import { mustRun } from './lib/run.mjs';
import { validateManifest } from './lib/manifest-rules.mjs';

const check = process.argv.includes('--check');
// The analyzer joins its output directory to the working directory.
const scratch = relative(inRoot('.'), mkdtempSync(join(tmpdir(), 'lync-manifest-')));

async function analyze() {
  await mustRun('npx', [
    'cem',
    'analyze',
    '--config',
    'custom-elements-manifest.config.mjs',
    '--outdir',
    scratch,
    '--quiet',
  ]);
  const manifest = JSON.parse(readFileSync(inRoot(scratch, 'custom-elements.json'), 'utf8'));
  // The analyzer reads files in the order in which the file system happens to answer.
  manifest.modules.sort((one, other) => (one.path < other.path ? -1 : 1));
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function sourcesOf(folder) {
  return readdirSync(inRoot('components', folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.story.ts'))
    .map((name) => readFileSync(inRoot('components', folder, name), 'utf8'))
    .join('\n');
}

try {
  const fresh = await analyze();
  if (!check) writeFileSync(inRoot('custom-elements.json'), fresh);
  const problems = validateManifest(JSON.parse(fresh), sourcesOf);
  if (check) {
    const stored = existsSync(inRoot('custom-elements.json'))
      ? readFileSync(inRoot('custom-elements.json'), 'utf8')
      : '';
    if (JSON.stringify(JSON.parse(stored || '{}')) !== JSON.stringify(JSON.parse(fresh))) {
      problems.push('custom-elements.json is stale: run `npm run manifest` and commit it.');
    }
  }
  for (const problem of problems) console.error(problem);
  if (problems.length) process.exitCode = 1;
  else
    console.log(
      'custom-elements.json: every element, attribute, event, part, slot, state and property is documented.',
    );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
