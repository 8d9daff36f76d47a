import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

/** Where the reporter of failures writes. */
export const failuresFile = join(root, 'test-results', 'failures.txt');

export function forgetFailures() {
  rmSync(failuresFile, { force: true });
}

/** What failed since the last `forgetFailures`, or an empty text. */
export function readFailures() {
  try {
    return readFileSync(failuresFile, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
