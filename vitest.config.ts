import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/dist/**', '.heliostat/**'];

/** What is to become true is waited for as long as the driver waits for an element: a busy machine may pause. */
const expect = { poll: { timeout: 20_000 } };

/** Where CI reads how many tests ran. */
const testReport = '.setup/tests.json';

export default defineConfig({
  test: {
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: testReport }]] : ['default'],
    projects: [
      {
        // As Node resolves it: a second copy of graphql would not know the types of the first.
        resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
        test: {
          name: 'node',
          include: ['**/*.test.ts'],
          exclude: [...ignored, '**/*.svelte.test.ts', 'ui/e2e/**'],
          environment: 'node',
          expect,
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [svelte(), svelteTesting()],
        test: {
          name: 'dom',
          include: ['**/*.svelte.test.ts'],
          exclude: ignored,
          environment: 'happy-dom',
          // They ship .svelte files, which Node cannot load by itself.
          server: { deps: { inline: [/@lucide\/svelte/, /bits-ui/] } },
          expect,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journey',
          include: ['ui/e2e/**/*.test.ts'],
          exclude: [...ignored, '**/*.svelte.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect,
          fileParallelism: false,
        },
      },
    ],
  },
});
