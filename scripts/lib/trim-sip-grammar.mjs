// The SIP library's parser spends half of its size on telling what it expected where it failed, which the library then throws away
// (`Grammar.parse` returns -1 for whatever is thrown), and on rules nobody starts from. The ready-to-serve build leaves both out;
// test/unit/trimmed-sip-grammar.test.ts compares the two. Nothing is guessed: what is not exactly as expected fails the build.

/** Rules that only `UserAgent` (not used here) and TURN configurations begin with. */
const UNUSED_STARTS = ['stun_URI', 'turn_URI', 'uuid', 'sipfrag'];

/** Length of each instruction of peggy's bytecode in numbers; 26 (CALL) has as many more as its last one says. */
const LENGTHS = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 25, 28, 29, 35].map((op) => [op, 1])),
  ...Object.fromEntries([0, 8, 11, 16, 21, 22, 23, 24, 27].map((op) => [op, 2])),
  ...Object.fromEntries([13, 14, 15, 17].map((op) => [op, 3])),
  ...Object.fromEntries([18, 19, 20, 26].map((op) => [op, 4])),
};
const RULE = 27;
const CALL = 26;

/** The trimmed source of the parser. */
export function trimSipGrammar(source) {
  let code = cut(source, /^export class SyntaxError [^]*?^}\n/m, 'class SyntaxError extends Error {}\n');
  code = cut(code, /^function peg\$padEnd[^]*?^}\n/m, '');
  code = cut(code, /(?<=^ {4}function peg\$fail\(expected1\) \{\n)[^]*?(?=^ {4}\}\n)/m, '');
  code = cut(
    code,
    /(?<=^ {4}function peg\$buildStructuredError\(.*\{\n)[^]*?(?=^ {4}\}\n)/m,
    'return new SyntaxError();\n',
  );
  code = cut(
    code,
    /(?<=^ {4}function peg\$computePosDetails\(pos\) \{\n)[^]*?(?=^ {4}\}\n)/m,
    'return { line: 1, column: pos + 1 };\n',
  );
  code = replaceAll(code, /^ {8}peg\$(?:literal|class|any|end|other)Expectation\(.*\)(,?)$/gm, '        0$1');
  return withoutUnreachableRules(code);
}

function withoutUnreachableRules(code) {
  const starts = /const peg\$startRuleIndices = \{ (.*) \};/.exec(code)?.[1];
  if (!starts) throw new Error('The SIP grammar has no table of start rules.');
  const indices = new Map(
    starts.split(', ').map((pair) => [pair.split(': ')[0], Number(pair.split(': ')[1])]),
  );
  for (const name of UNUSED_STARTS)
    if (!indices.delete(name)) throw new Error(`The SIP grammar has no ${name}.`);
  const lines = [...code.matchAll(/^ {8}peg\$decode\((".*")\)(,?)$/gm)];
  const rules = lines.map(([, text]) => [...JSON.parse(asJson(text))].map((char) => char.charCodeAt(0) - 32));
  const used = new Set();
  const visit = (index) => {
    if (used.has(index)) return;
    used.add(index);
    rulesCalledBy(rules[index]).forEach(visit);
  };
  [...indices.values()].forEach(visit);
  let at = 0;
  return code
    .replace(starts, [...indices].map(([name, index]) => `${name}: ${index}`).join(', '))
    .replace(/^ {8}peg\$decode\((".*")\)(,?)$/gm, (line, _, comma) =>
      used.has(at++) ? line : `        0${comma}`,
    );
}

function rulesCalledBy(bytecode) {
  const called = [];
  let at = 0;
  while (at < bytecode.length) {
    const op = bytecode[at];
    const length = LENGTHS[op];
    if (!length) throw new Error(`The SIP grammar has an unknown instruction ${op}.`);
    if (op === RULE) called.push(bytecode[at + 1]);
    at += length + (op === CALL ? bytecode[at + 3] : 0);
  }
  if (at !== bytecode.length) throw new Error('An instruction of the SIP grammar is cut off.');
  return called;
}

/** JavaScript writes \xNN in strings, JSON does not. */
const asJson = (text) => text.replace(/\\x([0-9A-Fa-f]{2})/g, '\\u00$1');

function cut(code, pattern, instead) {
  if (!pattern.test(code)) throw new Error(`The SIP grammar has changed: ${pattern} is not in it.`);
  return code.replace(pattern, () => instead);
}

function replaceAll(code, pattern, instead) {
  if (!pattern.test(code)) throw new Error(`The SIP grammar has changed: ${pattern} is not in it.`);
  return code.replaceAll(pattern, instead);
}
