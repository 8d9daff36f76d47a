// npm start: installs what is missing, builds what is stale, runs the embedded server with the demo.
import { ensureBuild, ensurePackages } from './lib/ensure.mjs';
import { inRoot } from './lib/files.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Lync Widgets needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}

await ensurePackages();
await ensureBuild();
process.argv.splice(2, 0, '--config', inRoot('demo/lync.config.json'));
await import('../dist/server/cli.js');
