import js from '@eslint/js';
import ts from 'typescript-eslint';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';

const typed = ['components/**/*.ts', 'src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'];

/** The import rule of the house: demo -> components -> src/session -> src/protocol <- src/server. */
const forbid = (files, patterns, paths = []) => ({
  files,
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: patterns.map(([group, message]) => ({ group, message })),
        paths: paths.map(([name, message]) => ({ name, message })),
      },
    ],
  },
});

const noServer = [
  ['**/server/**', '**/server', 'node:*'],
  'Nothing that a browser loads imports the server or Node.',
];
const noComponents = [['**/components/**'], 'Only the demo imports components.'];
const noLit = [['lit', 'lit/*', '@lit/*'], 'Only components import lit.'];
const noSipJs = [['sip.js', 'sip.js/**'], 'Only src/session/signaling imports sip.js.'];
const noSession = [['**/session/**', '**/session'], 'protocol and server do not know the session.'];
const noBrowserStubs = [['**/mock/**'], 'The product does not import its mock.'];

export default ts.config(
  { ignores: ['dist/**', 'coverage/**', 'out/**', '.lync/**', 'test-results/**', 'node_modules/**'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked.map((c) => ({ ...c, files: typed })),
  {
    files: typed,
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "AssignmentExpression > MemberExpression.left[property.name='innerHTML']",
          message: 'HTML from strings is made by the one sanitiser only.',
        },
        {
          selector:
            'CallExpression > MemberExpression.callee[property.name=/^(insertAdjacentHTML|setHTMLUnsafe)$/]',
          message: 'HTML from strings is made by the one sanitiser only.',
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  // Chai's assertions are promise-like for the rule; nothing is awaited there.
  { files: ['components/**/*.test.ts'], rules: { '@typescript-eslint/no-floating-promises': 'off' } },
  { files: ['components/**/*.ts'], ...lit['flat/recommended'] },
  { files: ['components/**/*.ts'], ...wc['flat/recommended'] },
  forbid(['src/protocol/**/*.ts'], [noServer, noComponents, noLit, noSipJs, noSession, noBrowserStubs]),
  forbid(['src/session/**/*.ts', 'src/index.ts'], [noServer, noComponents, noLit, noSipJs, noBrowserStubs]),
  forbid(['src/session/signaling/**/*.ts'], [noServer, noComponents, noLit, noBrowserStubs]),
  forbid(['src/mock/**/*.ts'], [noServer, noComponents, noLit, noSipJs]),
  forbid(['components/**/*.ts'], [noServer, noSipJs]),
  forbid(
    ['src/server/sip/**/*.ts'],
    [
      noComponents,
      noLit,
      noSipJs,
      noSession,
      [['**/edge/**', '**/services/**', '**/store/**', '**/media/**'], 'The SIP core knows no service.'],
    ],
  ),
  forbid(
    ['src/server/services/**/*.ts'],
    [
      noComponents,
      noLit,
      noSipJs,
      noSession,
      [['**/edge/**'], 'A service does not know which edge stands in front of it.'],
    ],
  ),
  forbid(
    ['src/server/{edge,store,media}/**/*.ts', 'src/server/*.ts'],
    [noComponents, noLit, noSipJs, noSession],
  ),
  {
    files: ['**/*.mjs', 'demo/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'performance',
          'document',
          'window',
          'customElements',
          'HTMLElement',
          'Event',
          'CustomEvent',
          'fetch',
          'location',
          'history',
          'localStorage',
          'sessionStorage',
          'navigator',
          'crypto',
          'structuredClone',
          'AbortController',
          'AbortSignal',
          'URLSearchParams',
          'FormData',
          'requestAnimationFrame',
          'matchMedia',
          'MutationObserver',
          'Intl',
          'WebSocket',
          'TextEncoder',
          'TextDecoder',
          'queueMicrotask',
          'EventTarget',
          'InputEvent',
          'addEventListener',
          'removeEventListener',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
