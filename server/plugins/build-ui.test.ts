import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@heliostat/sdk';
import { afterAll, expect, test } from 'vitest';
import { copyPlugins } from '../testing/plugins-elsewhere.ts';
import { loadPlugins } from './load.ts';
import { buildUi } from './build-ui.ts';

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'heliostat-ui-'));
const places = { uiDirectory: join(directory, 'repository'), dataDirectory: directory };
const plugins = join(directory, 'plugins');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** As the server does at its start; tells whether it had to build. */
async function build() {
  let builds = 0;
  const log: Logger = { debug() {}, info: () => builds++, warn() {}, error() {} };
  const registry = await loadPlugins({ directories: [join(root, 'plugins'), plugins] });
  expect(registry.broken).toEqual([]);
  return { ...(await buildUi(registry, places, log)), builds };
}

function scripts(): string[] {
  const assets = join(directory, 'ui/assets');
  return readdirSync(assets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(assets, name), 'utf8'));
}

test(
  'plugins from elsewhere become part of the page, with its one Svelte; what has an error is left out',
  { timeout: 300_000 },
  async () => {
    copyPlugins(plugins);
    expect(await build()).toEqual({ directory: places.uiDirectory, broken: [], builds: 0 });
    // Without a page of the repository there is nothing to add to; now there is one.
    mkdirSync(places.uiDirectory);
    writeFileSync(join(places.uiDirectory, 'index.html'), '');
    const component = join(plugins, 'panels/tally/TallyPanel.svelte');
    const whole = readFileSync(component, 'utf8');
    writeFileSync(component, whole.replace('</div>', ''));

    const first = await build();
    expect(first).toMatchObject({ directory: join(directory, 'ui'), builds: 1 });
    expect(first.broken).toMatchObject([{ kind: 'panel', id: 'tally' }]);
    expect(first.broken[0]?.reason).toMatch(/^ui: [^]*TallyPanel\.svelte/);
    expect(scripts().filter((text) => text.includes('detail:`book`'))).toHaveLength(1);
    expect(await build()).toEqual({ ...first, builds: 0 });

    const ledger = join(plugins, 'datasources/ledger/ui.ts');
    const wholeLedger = readFileSync(ledger, 'utf8');
    writeFileSync(ledger, `${wholeLedger}}`);
    const nothing = await build();
    expect(nothing).toMatchObject({ directory: places.uiDirectory, builds: 1 });
    expect(nothing.broken.map(({ id }) => id).sort()).toEqual(['ledger', 'tally']);
    expect(await build()).toEqual({ ...nothing, builds: 0 });
    writeFileSync(ledger, wholeLedger);

    writeFileSync(component, whole);
    expect(await build()).toMatchObject({ broken: [], builds: 1 });
    expect(scripts().filter((text) => text.includes('What is counted.'))).toHaveLength(1);
    const ofSvelte = (text: string): boolean => text.includes('https://svelte.dev/e/effect_orphan');
    expect(scripts().filter(ofSvelte)).toHaveLength(1);
  },
);
