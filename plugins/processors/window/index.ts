import {
  HeliostatError,
  Type,
  defineProcessor,
  duration,
  expression,
  field,
  parseDuration,
  type EventSchema,
  type Static,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { compileAggregate, type Aggregate } from './aggregates/compile.ts';
import { WindowProcessor } from './window.ts';

const options = Type.Object({
  size: duration({ description: 'Length of a window; windows are aligned to the epoch, UTC.' }),
  slide: Type.Optional(
    duration({ description: 'Start of one window to the next; must divide size. Default: size.' }),
  ),
  by: Type.Optional(
    Type.Array(field(), { description: 'Fields to group by.', uniqueItems: true, maxItems: 16 }),
  ),
  aggregates: Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), expression(), {
    description:
      'Name to count() count(e) countIf(e) sum(e) min(e) max(e) avg(e) uniq(e) quantile(0.95, e).',
    minProperties: 1,
    maxProperties: 100,
  }),
  maxGroups: Type.Optional(
    Type.Integer({
      description: 'Open groups at most; events that would open one more are rejected.',
      default: 100_000,
      minimum: 1,
      maximum: 10_000_000,
    }),
  ),
});

type WindowOptions = Static<typeof options>;

export default defineProcessor({
  options,
  output(input, options) {
    return describe(input, options).output;
  },
  create(options, host) {
    const { sizeMs, slideMs, aggregates } = describe(host.input, options);
    const { by = [], maxGroups = 100_000 } = options;
    return new WindowProcessor({ sizeMs, slideMs, by, aggregates, maxGroups, host });
  },
  plan({ size, slide = size, by = [], aggregates }) {
    const [sizeMs, slideMs] = [parseDuration(size), parseDuration(slide)];
    return { op: 'window', sizeMs, slideMs, by, aggregates };
  },
});

interface WindowDescription {
  sizeMs: number;
  slideMs: number;
  aggregates: readonly Aggregate[];
  output: EventSchema;
}

function describe(input: EventSchema, options: WindowOptions): WindowDescription {
  const { size, slide = size, by = [] } = options;
  const [sizeMs, slideMs] = [parseDuration(size), parseDuration(slide)];
  if (sizeMs % slideMs !== 0) {
    throw new HeliostatError('INVALID_OPTIONS', `slide: must divide size ${size}, got: ${slide}`);
  }
  const aggregates = Object.entries(options.aggregates).map(([name, source]) =>
    compileAggregate(name, source, input),
  );
  const fields = [
    { name: 'window_start', type: 'time' as const },
    ...by.map((name, i) => groupField(input, name, i)),
    ...aggregates.map((aggregate) => aggregate.field),
  ];
  checkNames(fields.map((field) => field.name));
  const output = { fields, time: 'window_start', key: ['window_start', ...by] };
  return { sizeMs, slideMs, aggregates, output };
}

function groupField(input: EventSchema, name: string, at: number) {
  const field = input.fields.find((candidate) => candidate.name === name);
  if (field === undefined) {
    const names = input.fields.map((candidate) => candidate.name);
    throw new HeliostatError(
      'INVALID_OPTIONS',
      `by.${at}: unknown field: ${name}${didYouMean(name, names)}`,
      { hint: `Fields are ${names.join(', ')}.` },
    );
  }
  if (field.type !== 'json') return field;
  throw new HeliostatError('INVALID_OPTIONS', `by.${at}: cannot group by json: ${name}`, {
    hint: 'Take one value out of it with a map step first.',
  });
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new HeliostatError('INVALID_OPTIONS', `aggregates.${twice}: the name is taken`, {
    hint: 'window_start and the by fields are columns of the result already.',
  });
}
