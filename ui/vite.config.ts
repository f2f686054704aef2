import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, searchForWorkspaceRoot, type Plugin } from 'vite';
import { preloadFonts } from './vite/preload-fonts.ts';
import { staticIcons } from './vite/static-icons.ts';

/** Plugins from elsewhere as `server/plugins/vite.ts` names them, when the server is the one who builds or serves. */
interface AddedPlugin {
  kind: string;
  id: string;
  /** Absolute paths. */
  directory: string;
  module: string;
}

const plugins = JSON.parse(process.env['HELIOSTAT_UI_PLUGINS'] ?? '[]') as AddedPlugin[];
const server = process.env['HELIOSTAT_SERVER'] ?? 'http://127.0.0.1:3300';
const initialLimitBytes = 200_000;
const smallestPackedBytes = 1000;

/**
 * A few large files: a first visit costs more by their number than by their size. A group takes its modules
 * with all that they import, the first group first: so the small pages come before the dashboard, which
 * shares what they need. What a panel draws with stays a file of its own; the styles of all panels together
 * are smaller than their requests.
 */
const groups = [
  { name: 'app', tags: ['$initial' as const], priority: 6 },
  {
    name: 'pages',
    test: /ui\/src\/pages\/(Pipelines|Plugins|Datasources)Page|node_modules\/svelte\//,
    priority: 5,
  },
  {
    name: 'floating',
    test: /node_modules\/(bits-ui|svelte-toolbelt|@floating-ui|tabbable|runed)\//,
    minShareCount: 4,
    priority: 4,
  },
  { name: 'common', test: /sdk|node_modules/, minShareCount: 12, priority: 3 },
  { name: 'dashboard', test: /ui\/src\/pages\/DashboardPage\.svelte$/, priority: 2 },
  { name: 'panels', test: /plugins\/panels\/[^/]+\/(ui\.ts$|.*type=style)/, priority: 1 },
  { name: 'kit', test: /sdk\/ui\/|node_modules\/d3-/, minShareCount: 3, priority: 0 },
];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    staticIcons(),
    preloadFonts(),
    svelte({ configFile: '../svelte.config.js' }),
    mended(),
    added(),
    initialSize(),
    packed(),
  ],
  // A plugin from elsewhere may bring copies; the page has one of each.
  resolve: { dedupe: ['svelte', '@heliostat/sdk'] },
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false, resolveDependencies: broughtAlong },
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/graphql': { target: server, ws: true },
      '/ingest': server,
    },
    fs: { allow: [searchForWorkspaceRoot(process.cwd()), ...plugins.flatMap(foldersOf)] },
  },
});

const broughtByPages = /\/(app|common|pages|rolldown-runtime)-[^/]*$/;

/**
 * What is fetched at once with a file that is imported when it is needed. Panels come after a page, which has
 * brought nearly all that they share: to look for it again with each of twenty costs more than it saves.
 */
function broughtAlong(file: string, needed: string[]): string[] {
  if (!/Panel-[^/]*$/.test(file)) return needed;
  return needed.filter((other) => other !== file && !broughtByPages.test(other));
}

/** Where the files of a plugin and of its dependencies are. */
function foldersOf({ directory }: AddedPlugin): string[] {
  const above = ['.', '..', '../..'].map((path) => join(directory, path, 'node_modules'));
  return [directory, ...above];
}

/** Makes `src/added.ts` the list of the plugins from elsewhere. */
function added(): Plugin {
  const listOf = (kind: string, toValue: (plugin: AddedPlugin, index: number) => string): string =>
    plugins
      .map(
        (plugin, i) => [plugin, `[${JSON.stringify(plugin.id)}, ${toValue(plugin, i)}],`] as const,
      )
      .flatMap(([plugin, line]) => (plugin.kind === kind ? [line] : []))
      .join('\n');
  const toLoader = ({ module }: AddedPlugin): string => `() => import(${JSON.stringify(module)})`;
  return {
    name: 'added',
    // Started by our server, Vite's ends with it: it waits for the end of its input, which must flow for that.
    configureServer() {
      if (process.env['HELIOSTAT_SERVER'] !== undefined) process.stdin.resume();
    },
    load(id) {
      if (plugins.length === 0 || id !== join(import.meta.dirname, 'src/added.ts'))
        return undefined;
      return [
        ...plugins.map(({ directory }, i) => {
          const manifest = JSON.stringify(join(directory, 'package.json'));
          return `import { heliostat as manifest${i} } from ${manifest};`;
        }),
        `export const panels = [${listOf('panel', toLoader)}];`,
        `export const manifests = [${listOf('panel', (_, i) => `manifest${i}`)}];`,
        `export const datasources = [${listOf('datasource', toLoader)}];`,
      ].join('\n');
    },
  };
}

/** What is mended back to what the page has is no update to Svelte: without one, Vite's card of the error stays. */
function mended(): Plugin {
  return {
    name: 'mended',
    enforce: 'post',
    hotUpdate: {
      order: 'post',
      handler({ modules }) {
        if (modules.length === 0) this.environment.hot.send({ type: 'update', updates: [] });
      },
    },
  };
}

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

/** Packs what is text, for every browser that asks; small files would not get smaller. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      for (const { fileName } of Object.values(bundle)) {
        if (!/\.(js|css)$/.test(fileName)) continue;
        const file = join(dir, fileName);
        const content = await readFile(file);
        if (content.length >= smallestPackedBytes)
          await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}
