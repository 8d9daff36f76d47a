import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of a checkout of pyucwa, and Python with what it imports; or why not. */
function find(): { readonly checkout: string } | { readonly missing: string } {
  const checkout = process.env.LYNC_PYUCWA ?? '';
  if (!existsSync(path.join(checkout, 'ucwa', 'actions.py')))
    return { missing: 'LYNC_PYUCWA names no checkout of tonybaloney/pyucwa' };
  const python = spawnSync('python3', ['-c', 'import requests, yaml'], { encoding: 'utf8' });
  return python.status === 0
    ? { checkout }
    : { missing: 'python3 with requests and PyYAML is not installed' };
}

export const pyucwa = find();

/** For `describe.skipIf`: this machine has no such client. */
export const pyucwaIsMissing = 'missing' in pyucwa;

if ('missing' in pyucwa) {
  process.stderr.write(
    `\nSKIPPED, no interoperability with pyucwa is proven on this machine: ${pyucwa.missing}\n\n`,
  );
}
