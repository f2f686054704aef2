import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TSchema } from '@heliostat/sdk';
import { readReadme, schemasOf } from './docs.ts';
import { loadPlugins } from './load.ts';
import type { Plugin } from './registry.ts';
import { expectedRows, tableRows } from './testing/option-table.ts';

const directories = [join(import.meta.dirname, '../../plugins')];
const plugins = await loadPlugins({ directories });
const all = (['datasource', 'processor', 'panel'] as const).flatMap((kind): readonly Plugin[] =>
  plugins.list(kind),
);

test('every plugin of this repository loads', () => {
  expect(plugins.broken).toEqual([]);
  expect(all.length).toBeGreaterThan(0);
});

test.each(all.map((plugin) => [`${plugin.kind} ${plugin.id}`, plugin] as const))(
  'the README of %s has the option table of its schema',
  async (_name, plugin) => {
    const { options, secondary } = schemasOf(plugin);
    const rows = tableRows((await readReadme(plugin.directory)) ?? '');
    for (const schema of [options, secondary]) {
      for (const expected of expectedRows(schema ?? ({} as TSchema))) {
        expect(rows).toContainEqual(expected);
      }
    }
  },
);
