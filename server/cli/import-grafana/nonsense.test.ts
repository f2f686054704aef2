import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { isTree, type Tree } from '@heliostat/sdk/grafana';
import { expect, test } from 'vitest';
import { formatDocument } from '../../workspace/format.ts';
import { openTarget } from '../target.ts';
import { convertGrafana } from './convert.ts';
import { importersOf } from './import-grafana.ts';
import { readGrafana } from './source.ts';

type TreePath = readonly (string | number)[];

const workspace = join(import.meta.dirname, '../../workspace/fixtures/valid');
const fixtures = ['classic', 'v2', 'tabs', 'variables', 'v2-variables', 'left-out', 'old-panels'];
const nonsense = [
  ...[null, true, 5, -1, 1e308, [], {}, [[null]], 'a'.repeat(3000)],
  ...['constructor', '__proto__', '${constructor}', '$x'],
];
/** All of them took a minute and a half, and found nothing: this many are looked at each time. */
const oneOf = 41;

test('a file that has nonsense in one place is imported or refused, and breaks nothing', async () => {
  const effects = { write: () => undefined, writeError: () => undefined, environment: {} };
  const target = await openTarget(workspace, {
    ...{ ...effects, isTerminal: false },
    signal: new AbortController().signal,
  });
  const importers = await importersOf(target);
  const cases = [...casesOf()];
  for (const { place, written } of cases.filter((_, i) => i % oneOf === 0))
    expect([place, outcome(written())]).toEqual([place, 'well']);
  expect(cases.length).toBeGreaterThan(10_000);
  expect(({} as Tree)['polluted']).toBeUndefined();

  function outcome(written: unknown): unknown {
    try {
      const { document } = convertGrafana(readGrafana(written), importers);
      formatDocument('dashboard', document, target.state.around);
      return 'well';
    } catch (error) {
      return error instanceof HeliostatError ? 'well' : error;
    }
  }
});

/** Each fixture with each place of it replaced by each nonsense. */
function* casesOf() {
  for (const name of fixtures) {
    const text = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
    const whole: unknown = JSON.parse(text);
    for (const path of pathsOf(whole))
      for (const instead of nonsense)
        yield {
          place: `${name}: ${path.join('.')} = ${JSON.stringify(instead).slice(0, 40)}`,
          written: () => replaced(whole, path, instead),
        };
  }
}

function pathsOf(value: unknown, at: TreePath = []): TreePath[] {
  const entries: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : isTree(value)
      ? Object.entries(value)
      : [];
  return [at, ...entries.flatMap(([key, one]) => pathsOf(one, [...at, key]))];
}

function replaced(value: unknown, [key, ...rest]: TreePath, instead: unknown): unknown {
  if (key === undefined) return instead;
  if (Array.isArray(value))
    return value.map((one: unknown, i) => (i === key ? replaced(one, rest, instead) : one));
  const entries = Object.entries(value as Tree);
  return Object.fromEntries(
    entries.map(([name, one]) => [name, name === key ? replaced(one, rest, instead) : one]),
  );
}
