import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = join(import.meta.dirname, '..');
const outDir = join(import.meta.dirname, 'dist');

/**
 * One bundle of the server and the plugins of this repository, for a quick start: Node loads a few files
 * of JavaScript instead of a thousand of TypeScript and JavaScript. `bin/heliostat.mjs` takes it while it
 * is newer than its sources.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [ownEntries(), ownPlaces()],
  // What has native parts or starts threads of its own from its folder stays there.
  ssr: {
    noExternal: true,
    external: [
      '@graphql-yoga/render-graphiql',
      'chdb',
      'lmdb',
      'pino',
      'pino-pretty',
      'playwright-core',
      'tsx',
      'tsx/esm/api',
    ],
  },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    reportCompressedSize: false,
    rolldownOptions: { input: { heliostat: join(import.meta.dirname, 'cli/main.ts') } },
  },
});

/** `new URL('./x.ts', import.meta.url)` names a program of its own (a thread, a process): built beside. */
function ownEntries(): Plugin {
  return {
    name: 'own-entries',
    enforce: 'pre',
    transform(code, id) {
      if (!isOurs(id)) return undefined;
      return code.replaceAll(
        /new URL\('(\.\/[^']+)\.ts', import\.meta\.url\)/g,
        (_, path: string) => {
          const entry = join(dirname(id), path);
          const fileName = `${relative(root, entry)}.js`;
          this.emitFile({ type: 'chunk', id: `${entry}.ts`, fileName });
          return `new URL('${pathToFileURL(join(outDir, fileName)).href}')`;
        },
      );
    },
  };
}

/** A module finds what lies beside its source (SDL, package.json) wherever its code ends up. */
function ownPlaces(): Plugin {
  return {
    name: 'own-places',
    enforce: 'pre',
    transform(code, id) {
      if (!isOurs(id)) return undefined;
      return code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)));
    },
  };
}

function isOurs(id: string): boolean {
  return id.startsWith(root) && !id.includes('/node_modules/') && id.endsWith('.ts');
}
