// node deploy/start.mjs [DIRECTORY]: the demo behind Kamailio, on two nodes and PostgreSQL.
import path from 'node:path';
import { ensureBuild, ensurePackages } from '../scripts/lib/ensure.mjs';
import { missing, startSite } from './site.mjs';

const packages = missing();
if (packages.length > 0) {
  console.error(`Missing from Debian's packages: apt-get install ${packages.join(' ')}`);
  process.exit(1);
}
await ensurePackages();
await ensureBuild();
const directory = path.resolve(process.argv[2] ?? '.lync/site');
const site = await startSite({ directory, log: (line) => console.log(line) });
console.log(`shop     ${site.urls[0]}/\nagents   ${site.urls[0]}/agent/\nSIP      ${site.webSocket}`);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    site.stop().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
