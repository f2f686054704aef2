import { svelte } from '@sveltejs/vite-plugin-svelte';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const server = 'http://127.0.0.1:3300';
const initialLimitBytes = 200_000;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: '../svelte.config.js' }), initialSize()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/graphql': { target: server, ws: true },
      '/ingest': server,
    },
  },
});

/** Prints what a first visit loads before anything shows, and fails the build above the limit. */
function initialSize(): Plugin {
  return {
    name: 'initial-size',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const initial = new Set<string>();
      const visit = (fileName: string): void => {
        if (initial.has(fileName)) return;
        initial.add(fileName);
        byName.get(fileName)?.imports.forEach(visit);
      };
      chunks.filter((chunk) => chunk.isEntry).forEach((chunk) => visit(chunk.fileName));
      const bytes = [...initial].reduce(
        (sum, fileName) => sum + gzipSync(byName.get(fileName)?.code ?? '').length,
        0,
      );
      const figure = `initial JavaScript: ${(bytes / 1000).toFixed(1)} kB gzip`;
      if (bytes > initialLimitBytes) this.error(`${figure}, limit ${initialLimitBytes / 1000} kB`);
      this.info(figure);
    },
  };
}
