import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const browserSide = ['sdk/ui/**', 'ui/src/**', 'plugins/**/ui.ts', '**/*.svelte'];
const serverSide = ['server/**/*.ts', 'plugins/**/server.ts', 'bin/**'];
const tests = ['**/*.test.ts', '**/testing/**', '**/e2e/**'];

/** Who may import whom, beside themselves: the table of ARCHITECTURE.md. */
const importTable = [
  ['plugin', 'sdk'],
  ['server', 'sdk'],
  ['ui', 'sdk'],
  ['bench', ['sdk', 'server', 'plugin', 'ui']],
  ['sdk', 'sdk'],
  ['server', 'server'],
  ['ui', 'ui'],
  ['bench', 'bench'],
];

const noD3Dom = ['d3', 'd3-selection', 'd3-axis', 'd3-transition', 'd3-zoom', 'd3-brush'].map(
  (name) => ({ name, message: 'D3 is for mathematics; Svelte or canvas draws.' }),
);

export default ts.config(
  { ignores: ['**/node_modules/**', '**/dist/**', '.heliostat/**', '.setup/**', 'coverage/**'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'bin/*.mjs'] },
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'max-depth': ['error', 3],
      complexity: ['error', 12],
      'no-restricted-imports': ['error', { paths: noD3Dom }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { parser: ts.parser, svelteConfig },
    },
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/prefer-svelte-reactivity': 'off',
      // The Svelte parser types `$props()` and snippets loosely inside markup.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['sdk/**/*.ts'],
    ignores: tests,
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: browserSide,
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: noD3Dom,
          patterns: [
            { group: ['node:*'], message: 'The browser side never imports node:*.' },
            { group: ['**/server.ts'], message: 'The browser side never imports a server entry.' },
          ],
        },
      ],
    },
  },
  {
    files: serverSide,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: noD3Dom,
          patterns: [
            {
              group: ['svelte', 'svelte/*', '*.svelte', '**/ui.ts', '@heliostat/sdk/ui'],
              message: 'The server side never imports Svelte or the DOM.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'window', 'document', 'localStorage'],
    },
  },
  {
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/dependency-nodes': ['import', 'export', 'dynamic-import'],
      'boundaries/elements': [
        { type: 'plugin', partialMatch: false, pattern: 'plugins/*/*/**', capture: ['kind', 'id'] },
        { type: 'sdk', partialMatch: false, pattern: 'sdk/**' },
        { type: 'server', partialMatch: false, pattern: 'server/**' },
        { type: 'ui', partialMatch: false, pattern: 'ui/**' },
        { type: 'bench', partialMatch: false, pattern: 'bench/**' },
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          message:
            '{{from.element.types}} may not import {{to.element.types}}: see the import table in ARCHITECTURE.md',
          policies: [
            { allow: { to: { module: { origin: ['external', 'core'] } } } },
            ...importTable.map(([from, to]) => ({
              from: { element: { type: from } },
              allow: { to: { element: { type: to } } },
            })),
            {
              from: { element: { type: 'plugin' } },
              allow: {
                to: {
                  element: {
                    type: 'plugin',
                    captured: {
                      kind: '{{from.element.captured.kind}}',
                      id: '{{from.element.captured.id}}',
                    },
                  },
                },
              },
            },
          ],
        },
      ],
    },
  },
  {
    files: tests,
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'boundaries/dependencies': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...ts.configs.disableTypeChecked,
  },
);
