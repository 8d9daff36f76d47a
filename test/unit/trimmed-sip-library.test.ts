import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { trimSipLibrary } from '../../scripts/lib/trim-sip-library.mjs';

const CORE = '/node_modules/sip.js/lib/core/dialogs/dialog.js';

function trim(code: string, id = CORE): string {
  return trimSipLibrary().transform.call({ parse: parseAst }, code, id)?.code ?? code;
}

describe('the trimmed SIP library', () => {
  it('does not log', () => {
    const code =
      'if (a) this.logger.warn("x" + a.toString());\nelse b();\nlogger.error(`y`); c.logger.debug("z");';
    expect(trim(code)).toBe('if (a) ;\nelse b();\n; ;');
  });

  it('keeps what only looks like it', () => {
    const code = 'const x = this.logger.warn("x"); this.logger.level(1); console.log("y"); this.log("z");';
    expect(trim(code)).toBe(code);
  });

  it('leaves everybody else alone', () => {
    const code = 'this.logger.warn("x");';
    expect(trim(code, '/src/session/lync-session.ts')).toBe(code);
  });

  it('fails the build when logging does something', () => {
    expect(() => trim('this.logger.log(count++);')).toThrow('while it logs');
  });
});
