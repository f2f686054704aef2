import type { EventSchema, PipelineDocument } from '@heliostat/sdk';
import { formatPath } from '@heliostat/sdk/check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPlugins } from '../../plugins/load.ts';
import type { PluginRegistry } from '../../plugins/registry.ts';
import { planPipeline } from './plan.ts';
import { pluginDirectories, schema } from './testing/rig.ts';

let plugins: PluginRegistry;
beforeAll(async () => {
  plugins = await loadPlugins({ directories: pluginDirectories });
});

const window = { use: 'window', size: '10s', by: ['type'], aggregates: { n: 'count()' } };
const sinks = { out: { datasource: 'store', table: 'out' } };

function plan(parts: object, input: EventSchema = schema, taken?: ReadonlyMap<string, string>) {
  const document = {
    kind: 'pipeline',
    format: 1,
    title: 'T',
    source: { stream: 'events' },
    sinks,
    ...parts,
  } as PipelineDocument;
  return planPipeline({ document, schema: input, plugins, ...(taken && { taken }) });
}

function issuesOf(parts: object): string[] {
  return plan(parts).issues.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

describe('a plan', () => {
  it('has the steps in order, each with what flows in and out', () => {
    const { plan: made } = plan({
      steps: {
        real: { use: 'filter', where: 'n > 1' },
        win: window,
        other: { ...window, from: 'real', by: [] },
      },
      sinks: {
        all: { from: 'real', datasource: 'store', table: 'all' },
        win: { from: 'win', datasource: 'store', table: 'win', mode: 'upsert' },
        last: { datasource: 'store', table: 'last', mode: 'upsert' },
      },
    });
    expect(made?.steps.map(({ id, from }) => [id, from])).toEqual([
      ['real', undefined],
      ['win', 'real'],
      ['other', 'real'],
    ]);
    expect(made?.steps[1]?.input).toEqual(schema);
    expect(made?.sinks.map((sink) => sink.schema.key)).toEqual([
      undefined,
      ['window_start', 'type'],
      ['window_start'],
    ]);
    expect(made?.latenessMs).toBe(30_000);
    expect(structuredClone(made)).toEqual(made);
  });

  it('without steps goes from the source to the sink', () => {
    expect(plan({}).plan?.sinks).toMatchObject([{ from: undefined, mode: 'append', schema }]);
  });

  it('takes its time from another field when it says so', () => {
    const { plan: made } = plan({ time: { field: 'n' } });
    expect(made?.input.time).toBe('n');
    expect(made?.input.fields.find(({ name }) => name === 'n')?.type).toBe('time');
  });

  it.each<[string, object, string[]]>([
    [
      'an unknown processor',
      { steps: { a: { ...window, use: 'windw' } } },
      ['steps.a.use: no processor "windw", did you mean "window"?'],
    ],
    [
      'an unknown from',
      { steps: { first: window, b: { ...window, from: 'frst' } } },
      ['steps.b.from: no step "frst", did you mean "first"?'],
    ],
    [
      'a cycle',
      { steps: { a: { ...window, from: 'b' }, b: { ...window, from: 'a' } } },
      ['steps.a.from: "b" is not above this step: steps cannot form a cycle'],
    ],
    [
      'a wrong type',
      { steps: { a: { ...window, size: 10 } } },
      ['steps.a.size: expected a duration like 30s, got 10'],
    ],
    [
      'a missing option',
      { steps: { a: { use: 'filter' } } },
      ['steps.a.where: required, but missing'],
    ],
    [
      'an unknown option',
      { steps: { a: { ...window, siez: '1s' } } },
      ['steps.a.siez: unknown key, did you mean "size"?'],
    ],
    [
      'an unknown field in an aggregate',
      { steps: { a: { ...window, aggregates: { u: 'uniq(tpe)' } } } },
      [
        'steps.a.aggregates.u: unknown field: tpe, did you mean "type"? (Fields are ts, type, n, bad, refuse.)',
      ],
    ],
    [
      'a group by an unknown field',
      { steps: { a: { ...window, by: ['abcdefgh'] } } },
      ['steps.a.by[0]: unknown field: abcdefgh (Fields are ts, type, n, bad, refuse.)'],
    ],
    [
      'two wrong steps, and what comes after them is not judged',
      {
        steps: {
          a: { use: 'filter', where: '1' },
          b: { use: 'filter', where: 'zz' },
          c: { ...window, from: 'a', by: ['q'] },
        },
      },
      [
        "steps.a.where: expected a condition, got: integer (Compare with something, like type != 'heartbeat'.)",
      ],
    ],
    [
      'an upsert without a key',
      { sinks: { out: { ...sinks.out, mode: 'upsert' } } },
      [
        'sinks.out.mode: rows without a key cannot be upserted; use append, or a step like window before',
      ],
    ],
    [
      'two sinks with one table',
      { sinks: { a: sinks.out, b: sinks.out } },
      ['sinks.b.table: out is already written by sink "a"'],
    ],
    [
      'a sink from nowhere',
      { sinks: { a: { ...sinks.out, from: 'x' } } },
      ['sinks.a.from: no step "x"'],
    ],
    [
      'an unknown time field',
      { time: { field: 'tss' } },
      ['time.field: unknown field: tss, did you mean "ts"?'],
    ],
    [
      'a time field of text',
      { time: { field: 'type' } },
      ['time.field: expected a field with a time, got: string'],
    ],
  ])('refuses %s', (_name, parts, expected) => {
    expect(issuesOf(parts)).toEqual(expected);
  });

  it('refuses a table that another pipeline writes', () => {
    const { issues } = plan({}, schema, new Map([['store.out', 'pipeline "a/b"']]));
    expect(issues).toMatchObject([{ path: ['sinks', 'out', 'table'] }]);
    expect(issues[0]?.message).toContain('already written by pipeline "a/b"');
  });
});
