import { Type, color, duration, field, multiline, select, unit, type Static } from './options.ts';
import { variableSchema } from './variable.ts';

const slugPattern = '^[a-z][a-z0-9-]{0,62}$';
const slug = () => Type.String({ pattern: slugPattern, expected: 'a slug like errors-by-code' });
const slugMap = <S extends Parameters<typeof Type.Object>[0][string]>(
  schema: S,
  description: string,
) => Type.Record(Type.String({ pattern: slugPattern }), schema, { description });

const variableName = (description: string) =>
  Type.String({
    description,
    pattern: '^\\$[a-z][a-z0-9-]{0,62}$',
    expected: '$name of a variable',
  });

const bound = () =>
  Type.Union(
    [
      Type.Number({ description: 'In the unit of the field.' }),
      variableName('`$name`: the value that is chosen.'),
      Type.Object(
        { query: slug(), field: Type.Optional(field()) },
        { description: 'The last number a query finds, of its first number field by default.' },
      ),
    ],
    {
      description: 'Lower bound of this step.',
      expected: 'a number, $name of a variable, or { "query": … }',
    },
  );

/** One step of a scale of meaning: from `at` upwards the value has this colour. */
export const thresholdSchema = Type.Object({
  at: bound(),
  color: color(),
  label: Type.Optional(Type.String({ maxLength: 80 })),
});

const matchable = Type.Union([Type.String({ maxLength: 400 }), Type.Number(), Type.Boolean()], {
  expected: 'text, a number or true/false',
});

/**
 * What certain values mean: shown as `text` and coloured. Exactly one of `value`, `match`, `special`, or
 * a range of `from` and `to` (both included, either may be left out) says which.
 */
export const mappingSchema = Type.Object({
  value: Type.Optional(matchable),
  from: Type.Optional(Type.Number()),
  to: Type.Optional(Type.Number()),
  match: Type.Optional(
    Type.String({ description: 'Regular expression over the text.', minLength: 1, maxLength: 400 }),
  ),
  special: Type.Optional(select(['null', 'nan', 'empty'] as const)),
  text: Type.Optional(Type.String({ maxLength: 200 })),
  color: Type.Optional(color()),
});
export type ValueMapping = Static<typeof mappingSchema>;

/** Standard options of every field, whatever the panel. */
export const fieldConfigSchema = Type.Object({
  label: Type.Optional(
    Type.String({ description: 'Shown instead of the field name.', maxLength: 200 }),
  ),
  unit: Type.Optional(unit({ description: 'Unit id: short, percent, ms, bytes, currency:EUR, …' })),
  decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 12 })),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  color: Type.Optional(
    color({ description: 'Fixed colour; otherwise the colour follows the name.' }),
  ),
  thresholds: Type.Optional(Type.Array(thresholdSchema, { maxItems: 20 })),
  mappings: Type.Optional(
    Type.Array(mappingSchema, {
      description: 'The first that fits a value says how it is shown.',
      maxItems: 200,
    }),
  ),
  noValue: Type.Optional(
    Type.String({ description: 'Shown where there is no value.', maxLength: 80 }),
  ),
  link: Type.Optional(
    Type.String({
      description: 'URL with {field} placeholders; http, https or relative.',
      maxLength: 2000,
    }),
  ),
});

/** Options of one field as the file says them. */
export type FieldDocument = Static<typeof fieldConfigSchema>;

/** A threshold whose bound is known: what a panel gets. */
export type Threshold = Omit<Static<typeof thresholdSchema>, 'at'> & { at: number };

/** Options of one field of one panel, thresholds as numbers; panels add their own. */
export type FieldConfig = Omit<FieldDocument, 'thresholds'> & { thresholds?: Threshold[] };

/** One step between a query and its panels; what the transform's own schema says stands beside `use`. */
export const transformSchema = Type.Object(
  {
    use: Type.String({ description: 'Name of a transform: filter, group, join, …', minLength: 1 }),
    disabled: Type.Optional(
      Type.Boolean({ default: false, description: 'Kept in the file, but left out.' }),
    ),
  },
  { additionalProperties: true },
);
export type TransformStep = Static<typeof transformSchema> & Record<string, unknown>;

/**
 * A query, named once: it asks a `datasource`, in the words of that plugin's own schema, or takes the
 * results of other queries (`from`); `transforms` work on what comes of it.
 */
export const querySchema = Type.Object(
  {
    datasource: Type.Optional(
      Type.String({
        description:
          'Logical name, bound in datasources.json, or `$name` of a datasource variable.',
        minLength: 1,
      }),
    ),
    from: Type.Optional(
      Type.Array(slug(), {
        description: 'Instead of a datasource: the queries whose results are taken.',
        minItems: 1,
        maxItems: 8,
      }),
    ),
    transforms: Type.Optional(
      Type.Array(transformSchema, { description: 'Steps, in order.', maxItems: 50 }),
    ),
    minStep: Type.Optional(duration({ description: 'Narrowest time bucket that makes sense.' })),
    step: Type.Optional(
      Type.String({
        description: 'Width of the time bucket: a duration, or `$name` of an interval variable.',
        pattern: '^([1-9][0-9]{0,8}(ms|s|m|h|d|w)|\\$[a-z][a-z0-9-]{0,62})$',
        expected: 'a duration like 5m, or $name of an interval variable',
      }),
    ),
    dimensions: Type.Optional(
      Type.Array(field(), {
        description: 'Fields it may be filtered by where it says $__filters; absent: any.',
        maxItems: 200,
      }),
    ),
  },
  { additionalProperties: true },
);
export type QueryDocument = Static<typeof querySchema> & Record<string, unknown>;

const controls = (description: string) =>
  Type.Optional(Type.Array(slug(), { description, maxItems: 20 }));

/** How much earlier, or `range`: by the length of the time range. */
export const compareSchema = Type.Union([Type.Literal('range'), duration()], {
  expected: 'range, or a duration like 7d',
});

/** What of the dashboard's time range a panel shows; the two may be combined. */
export const panelTimeSchema = Type.Object({
  last: Type.Optional(
    duration({ description: 'This long instead, to the end of the dashboard’s range.' }),
  ),
  shift: Type.Optional(duration({ description: 'This much earlier than the dashboard.' })),
  compare: Type.Optional(compareSchema),
});
export type PanelTime = Static<typeof panelTimeSchema>;

export const panelSchema = Type.Object({
  type: Type.String({ description: 'Id of a panel plugin.', minLength: 1 }),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  description: Type.Optional(multiline({ description: 'Markdown, behind the i of the panel.' })),
  query: Type.Optional(slug()),
  queries: Type.Optional(Type.Array(slug(), { minItems: 2, maxItems: 8 })),
  time: Type.Optional(panelTimeSchema),
  controls: controls('Variables shown in the head of the panel instead of in the bar.'),
  options: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  fields: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()))),
  onSelect: Type.Optional(
    Type.Object({
      type: select(['filter', 'link'] as const),
      url: Type.Optional(
        Type.String({
          description:
            'For a link: `{field}` is what was clicked, `$name` a variable, `$__variables` all of them, `$__range` the time range.',
          maxLength: 2000,
        }),
      ),
    }),
  ),
});
export type PanelDocument = Static<typeof panelSchema>;

const repeat = Type.Optional(
  Type.String({
    description: 'Slug of a variable: one copy for each value that is chosen, at most 50.',
    pattern: slugPattern,
    expected: 'the slug of a variable',
  }),
);

const cellSchema = Type.Object({
  panel: Type.Optional(slug()),
  stack: Type.Optional(Type.Array(slug(), { minItems: 1, maxItems: 6 })),
  repeat,
  span: Type.Integer({ minimum: 1, maximum: 24, description: 'Columns of 24.' }),
});

const rowSchema = Type.Object({
  title: Type.Optional(Type.String({ maxLength: 200 })),
  tab: Type.Optional(
    Type.String({
      description:
        'Rows that name the same tab are on it; those that name none are above all tabs.',
      minLength: 1,
      maxLength: 80,
    }),
  ),
  controls: controls('Variables shown in the head of the row instead of in the bar.'),
  height: Type.Optional(
    Type.Integer({ minimum: 2, maximum: 60, default: 8, description: 'In units of 30 px.' }),
  ),
  repeat,
  cells: Type.Array(cellSchema, { maxItems: 100 }),
});
export type LayoutRow = Static<typeof rowSchema>;
export type LayoutCell = Static<typeof cellSchema>;

/**
 * Moments and spans that a query finds. Of its frame: the first time field is when it was or began, the
 * second when it ended; `text`, else the first text field, says what; a text field `tags` has commas.
 */
const annotationSchema = Type.Object({
  query: slug(),
  label: Type.Optional(Type.String({ description: 'Shown instead of the slug.', maxLength: 80 })),
  color: Type.Optional(color()),
  panels: Type.Optional(
    Type.Array(slug(), { description: 'Only on these; absent: on all.', minItems: 1 }),
  ),
  hidden: Type.Optional(
    Type.Boolean({ default: false, description: 'Not shown until somebody asks for them.' }),
  ),
});
export type AnnotationQuery = Static<typeof annotationSchema>;

/** A way on, in the head of the dashboard. Exactly one of `dashboard`, `tag` and `url`. */
const linkSchema = Type.Object({
  title: Type.Optional(Type.String({ maxLength: 80 })),
  dashboard: Type.Optional(
    Type.String({ description: 'Path of one; time range and variables are kept.', maxLength: 400 }),
  ),
  tag: Type.Optional(
    Type.String({ description: 'All that have this tag, as a menu.', maxLength: 60 }),
  ),
  url: Type.Optional(
    Type.String({
      description:
        '`$name` is a variable, `$__variables` all of them, `$__range` the time range; http, https or relative.',
      maxLength: 2000,
    }),
  ),
});
export type DashboardLink = Static<typeof linkSchema>;

/** `*.dashboard.json`: authored intent only. Key order here is the order of the canonical file. */
export const dashboardSchema = Type.Object({
  $schema: Type.Optional(Type.String()),
  kind: Type.Literal('dashboard'),
  format: Type.Literal(1),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(multiline()),
  tags: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 30 })),
  time: Type.Optional(
    Type.Object({
      from: Type.Optional(Type.String({ default: 'now-6h' })),
      to: Type.Optional(Type.String({ default: 'now' })),
      refresh: Type.Optional(
        Type.String({
          default: 'off',
          pattern: '^(off|live|[1-9][0-9]{0,5}(s|m|h))$',
          expected: 'off, live or a duration like 30s',
        }),
      ),
      timeZone: Type.Optional(Type.String({ default: 'browser' })),
    }),
  ),
  links: Type.Optional(Type.Array(linkSchema, { maxItems: 30 })),
  variables: Type.Optional(slugMap(variableSchema, 'By slug.')),
  controls: Type.Optional(
    Type.Array(slug(), { description: 'Variables shown in the bar, in order.' }),
  ),
  queries: Type.Optional(slugMap(querySchema, 'By slug; panels and alerts refer to them.')),
  annotations: Type.Optional(slugMap(annotationSchema, 'By slug.')),
  panels: slugMap(panelSchema, 'By slug.'),
  layout: Type.Object({ rows: Type.Array(rowSchema, { maxItems: 200 }) }),
});
export type DashboardDocument = Static<typeof dashboardSchema>;
