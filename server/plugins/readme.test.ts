import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TSchema } from '@heliostat/sdk';
import { readReadme, schemasOf } from './docs.ts';
import { loadPlugins } from './load.ts';
import type { Plugin } from './registry.ts';

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

/** Rows of all Markdown tables, as cells. */
function tableRows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
}

/** Option, type, default, description, as a README writes them. */
function expectedRows(schema: TSchema): string[][] {
  const properties = (schema['properties'] ?? {}) as Record<string, TSchema>;
  const required = (schema['required'] ?? []) as string[];
  return Object.entries(properties).map(([name, property]) => [
    `\`${name}\``,
    typeOf(property),
    defaultOf(property, required.includes(name)),
    property.description ?? 'a description in the schema',
  ]);
}

function typeOf(schema: TSchema): string {
  const words = schema['enum'] as unknown[] | undefined;
  if (words !== undefined) return words.map((word) => `\`${String(word)}\``).join(', ');
  if (schema['input'] !== undefined) return String(schema['input']);
  const choices = schema['anyOf'] as TSchema[] | undefined;
  return choices === undefined ? String(schema['type']) : choices.map(typeOf).join(' or ');
}

function defaultOf(schema: TSchema, isRequired: boolean): string {
  const value: unknown = schema.default;
  if (value === undefined) return isRequired ? 'required' : 'none';
  return typeof value === 'string' && value !== ''
    ? `\`${value}\``
    : `\`${JSON.stringify(value)}\``;
}
