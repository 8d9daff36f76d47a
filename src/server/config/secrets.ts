import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from './error';
import type { LyncConfiguration } from './schema';

export interface Secrets {
  /** Key of the guest passwords. */
  readonly guest: string;
  /** Key of what the site vouches for. */
  readonly site: string;
  /** Key of digest nonces. */
  readonly nonce: string;
  /** Key of flow tokens. */
  readonly flow: string;
}

const stored = z.strictObject({
  guest: z.string().min(16),
  site: z.string().min(16),
  nonce: z.string().min(16),
  flow: z.string().min(16),
});

/** The configured secrets, completed from `secrets.json` of the data directory, which is made (mode 0600) at the first start. */
export function loadSecrets(config: LyncConfiguration): Secrets {
  const file = path.join(config.data, 'secrets.json');
  const kept = readSecrets(file) ?? createSecrets(file);
  return { ...kept, guest: config.guests.secret ?? kept.guest, site: config.guests.siteSecret ?? kept.site };
}

function readSecrets(file: string): Secrets | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new ConfigurationError(
      'configuration-unreadable',
      file,
      [{ path: '', message: 'cannot be read' }],
      { cause },
    );
  }
  try {
    return stored.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigurationError(
      'configuration-syntax',
      file,
      [{ path: '', message: 'expected the secrets of this server; remove the file to have new ones made' }],
      { cause },
    );
  }
}

function createSecrets(file: string): Secrets {
  const secret = (): string => randomBytes(32).toString('base64url');
  const made = { guest: secret(), site: secret(), nonce: secret(), flow: secret() };
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  return made;
}
