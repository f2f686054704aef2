import { readFile } from 'node:fs/promises';
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

test.each(plugins.list('panel').map((plugin) => [plugin.id, plugin] as const))(
  'the README of the panel %s shows a picture of it, and has an example of its file',
  async (_id, { directory }) => {
    const readme = (await readReadme(directory)) ?? '';
    const [, file = ''] = /!\[[^\]]{3,}\]\(([\w./-]+\.png)\)/.exec(readme) ?? [];
    expect(file).not.toBe('');
    const picture = await readFile(join(directory, file));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    // Width and height, as the first chunk of a PNG has them.
    for (const at of [16, 20]) expect(picture.readUInt32BE(at)).toBeGreaterThan(100);
    expect(readme).toContain('```json');
  },
);
