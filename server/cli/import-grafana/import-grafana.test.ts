import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../main.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
let workspace: string;
let output: string;
let errors: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'heliostat-import-'));
  await writeFile(
    join(workspace, 'datasources.json'),
    JSON.stringify({
      ...{ kind: 'datasources', format: 1 },
      datasources: { warehouse: { type: 'clickhouse' } },
    }),
  );
});
afterEach(() => rm(workspace, { recursive: true }));

function run(...words: string[]): Promise<number> {
  output = '';
  errors = '';
  return main([...words, '--workspace', workspace], {
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    environment: {},
    isTerminal: false,
    signal: new AbortController().signal,
  });
}

test.each(['classic', 'v2', 'tabs', 'variables', 'v2-variables', 'left-out', 'old-panels'])(
  '%s JSON becomes a valid dashboard, with a report',
  async (name) => {
    expect(await run('import-grafana', join(fixtures, `${name}.json`), '--out', `in/${name}`)).toBe(
      0,
    );
    expect(output).toBe('');
    const file = join(workspace, `in/${name}.dashboard.json`);
    await expect(await readFile(file, 'utf8')).toMatchFileSnapshot(
      join(fixtures, `${name}.expected.json`),
    );
    await expect(errors).toMatchFileSnapshot(join(fixtures, `${name}.report.txt`));
    expect(errors).not.toContain('to correct by hand');
  },
);

test('what is there already is not written over', async () => {
  const words = ['import-grafana', join(fixtures, 'v2.json'), '--out', 'x'];
  expect(await run(...words)).toBe(0);
  expect(await run(...words)).toBe(1);
  expect(errors).toContain('x.dashboard.json: exists already');
});

test('dashboards of before Grafana 5 have rows of panels', async () => {
  const file = join(workspace, 'old.json');
  const graph = { type: 'graph', title: 'G', span: 6, lines: true, stack: true, linewidth: 2 };
  const single = { type: 'singlestat', title: 'S', span: 6, valueName: 'avg' };
  const rows = [{ title: 'Top', showTitle: true, height: '240px', panels: [graph, single] }];
  await writeFile(file, JSON.stringify({ title: 'Old', rows }));
  expect(await run('import-grafana', file)).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    panels: {
      g: { type: 'timeseries', options: { stack: 'normal', lineWidth: 2 } },
      s: { type: 'stat', options: { reduce: 'mean' } },
    },
    layout: {
      rows: [
        {
          title: 'Top',
          cells: [
            { panel: 'g', span: 12 },
            { panel: 's', span: 12 },
          ],
        },
      ],
    },
  });
});

test('overrides by name, expression, type and query are rules; others are said', async () => {
  const file = join(workspace, 'overrides.json');
  const override = (id: string, options: unknown, decimals: number) => ({
    ...{ matcher: { id, options }, properties: [{ id: 'decimals', value: decimals }] },
  });
  const panel = {
    ...{ type: 'stat', title: 'S', datasource: { type: 'grafana-clickhouse-datasource' } },
    targets: [{ refId: 'B', rawSql: 'SELECT 1 AS one' }],
    fieldConfig: {
      defaults: { unit: 'ms', noValue: 'none', min: 1, max: 9, displayName: 'One' },
      overrides: [
        ...[override('byName', 'one', 0), override('byRegexp', '/^o/', 1)],
        ...[override('byType', 'number', 2), override('byFrameRefID', 'B', 3)],
        override('byValue', { op: 'gt' }, 4),
      ],
    },
  };
  await writeFile(file, JSON.stringify({ title: 'Overrides', panels: [panel] }));
  expect(await run('import-grafana', file)).toBe(0);
  const { panels, queries } = JSON.parse(output) as Record<
    string,
    Record<string, { fields: object }>
  >;
  const [query = ''] = Object.keys(queries ?? {});
  expect(panels?.['s']?.fields).toEqual({
    '*': { label: 'One', unit: 'ms', min: 1, max: 9, noValue: 'none' },
    one: { decimals: 0 },
    '/^o/': { decimals: 1 },
    'type:number': { decimals: 2 },
    [`query:${query}`]: { decimals: 3 },
  });
  expect(errors).toContain('override by byValue');
});

test('panels of a row in a row come over', async () => {
  const file = join(workspace, 'nested.json');
  const stat = { type: 'stat', title: 'S' };
  const inner = { type: 'row', title: 'Inner', panels: [stat] };
  const panels = [{ type: 'row', title: 'Outer', collapsed: true, panels: [inner] }];
  await writeFile(file, JSON.stringify({ title: 'Nested', panels }));
  expect(await run('import-grafana', file)).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ panels: { s: { type: 'stat', title: 'S' } } });
});

test('panels of a collapsed row stay in it, wherever they stood when it was closed', async () => {
  const file = join(workspace, 'collapsed.json');
  const at = (y: number, h = 8) => ({ x: 0, y, w: 24, h });
  const stat = (title: string, y: number) => ({ type: 'stat', title, gridPos: at(y) });
  const panels = [
    {
      ...{ type: 'row', title: 'First', collapsed: true, gridPos: at(0, 1) },
      panels: [stat('A', 1), stat('B', 9)],
    },
    {
      ...{ type: 'row', title: 'Second', collapsed: true, gridPos: at(1, 1) },
      panels: [stat('C', 30), stat('D', 38)],
    },
    { type: 'row', title: 'Third', gridPos: at(2, 1) },
    stat('E', 3),
  ];
  await writeFile(file, JSON.stringify({ title: 'Collapsed', panels }));
  expect(await run('import-grafana', file)).toBe(0);
  const { layout } = JSON.parse(output) as {
    layout: { rows: { title?: string; cells: { panel: string }[] }[] };
  };
  expect(
    layout.rows.map(({ title, cells }) => [title, ...cells.map(({ panel }) => panel)]),
  ).toEqual([
    ['First', 'a'],
    [undefined, 'b'],
    ['Second', 'c'],
    [undefined, 'd'],
    ['Third', 'e'],
  ]);
});

test.each([
  ['a list', '[]', ': not a dashboard of Grafana'],
  ['no panels', '{"title": "x"}', ': not a dashboard of Grafana'],
  ['other types', '{"panels": [1, null, {"type": 5, "gridPos": "x", "targets": {}}]}', undefined],
  ['no end', '{', 'the file ends too early'],
  ['depth', `{"panels": ${'['.repeat(200_000)}`, 'nested deeper than 100 levels'],
  ['a prototype', '{"panels": [{"options": {"__proto__": 1}}]}', 'forbidden key: __proto__'],
  ['size', ' '.repeat(6_000_000), 'file too large: 6000000 bytes, at most 5242880'],
])('hostile input is refused or survived: %s', async (_name, text, message) => {
  const file = join(workspace, 'x.json');
  await writeFile(file, text);
  expect(await run('import-grafana', file)).toBe(message === undefined ? 0 : 1);
  if (message !== undefined) expect(errors).toContain(message);
});
