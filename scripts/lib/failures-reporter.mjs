import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { failuresFile } from './failures.mjs';

/** Vitest reporter: leaves what failed in a file, so that a long run can say it once more as its last words. */
export default class FailuresReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const failures = unhandledErrors.map((error) => describe('unhandled error', error));
    for (const module of modules) {
      const own = module.errors().map((error) => describe(module.relativeModuleId, error));
      const tests = [...module.children.allTests('failed')].map((test) =>
        describe(`${module.relativeModuleId} > ${test.fullName}`, test.result().errors?.[0]),
      );
      failures.push(...own, ...tests);
    }
    if (failures.length === 0) return;
    mkdirSync(dirname(failuresFile), { recursive: true });
    appendFileSync(failuresFile, `${failures.join('\n')}\n`);
  }
}

function describe(where, error) {
  const frame = error?.stacks?.[0];
  const at = frame ? ` (${frame.file}:${frame.line})` : '';
  return `${where}${at}\n    ${String(error?.message ?? error)
    .split('\n')
    .slice(0, 12)
    .join('\n    ')}`;
}
