// Leaves out of the SIP library, in the ready-to-serve build, what never runs here.
import { trimSipGrammar } from './trim-sip-grammar.mjs';

const GRAMMAR = /\/sip\.js\/lib\/grammar\/pegjs\/dist\/grammar\.js$/;
const CORE = /\/sip\.js\/lib\/core\/.*\.js$/;

function* nodesIn(node) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) yield* nodesIn(item);
    return;
  }
  if (typeof node.type === 'string') yield node;
  for (const value of Object.values(node)) yield* nodesIn(value);
}

const isLogging = ({ type, expression }) =>
  type === 'ExpressionStatement' &&
  expression.type === 'CallExpression' &&
  expression.callee.type === 'MemberExpression' &&
  ['debug', 'log', 'warn', 'error'].includes(expression.callee.property.name) &&
  (expression.callee.object.property ?? expression.callee.object).name === 'logger';

/** Statements that only log: src/session/signaling/connection.ts turns the library's log off; what goes wrong it hears by other ways. */
function withoutLogging(code, program) {
  const statements = [...nodesIn(program.body)].filter(isLogging);
  for (const { expression } of statements) {
    const hasEffect = [...nodesIn(expression.arguments)].some(({ type }) =>
      /^(Assignment|Update|Await|Yield)Expression$/.test(type),
    );
    if (hasEffect) throw new Error('The SIP library does something while it logs.');
  }
  return statements
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end }) => `${text.slice(0, start)};${text.slice(end)}`, code);
}

/** Vite plugin. */
export function trimSipLibrary() {
  return {
    name: 'trim-sip-library',
    transform(code, id) {
      if (GRAMMAR.test(id)) return { code: trimSipGrammar(code), map: null };
      if (CORE.test(id)) return { code: withoutLogging(code, this.parse(code)), map: null };
      return null;
    },
  };
}
