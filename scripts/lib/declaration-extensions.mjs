// The sources import './name' as bundlers do; declarations are also read by Node's own resolution, which wants './name.js'.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const RELATIVE = /((?:\bfrom|\bimport)\s*\(?\s*)(['"])(\.{1,2}\/[^'"]*)\2/g;

function withExtension(file, specifier) {
  const target = join(dirname(file), specifier);
  if (existsSync(`${target}.d.ts`)) return `${specifier}.js`;
  if (existsSync(join(target, 'index.d.ts'))) return `${specifier}/index.js`;
  if (/\.js$/.test(specifier)) return specifier;
  throw new Error(`${file}: '${specifier}' has no declaration.`);
}

/** Rewrites every declaration below `folder` in place. */
export function addDeclarationExtensions(folder) {
  for (const name of readdirSync(folder, { recursive: true }).map(String)) {
    if (!name.endsWith('.d.ts')) continue;
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(
        RELATIVE,
        (_, lead, quote, specifier) => `${lead}${quote}${withExtension(file, specifier)}${quote}`,
      ),
    );
  }
}
