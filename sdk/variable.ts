import { Type, duration, select, type Static } from './options.ts';

const slugPattern = '^[a-z][a-z0-9-]{0,62}$';

const label = Type.Optional(
  Type.String({ description: 'Shown instead of the slug.', maxLength: 80 }),
);
const text = (docs: { description: string; default?: string }) =>
  Type.String({ maxLength: 1000, ...docs });

/** Of variables whose values are chosen from many. */
const choice = {
  multi: Type.Optional(
    Type.Boolean({ default: false, description: 'Several values may be chosen.' }),
  ),
  all: Type.Optional(
    Type.Boolean({
      default: true,
      description: 'Offers “All”, which restricts nothing; what is shown without a default.',
    }),
  ),
  label,
  default: Type.Optional(
    Type.Union(
      [text({ description: 'One value.' }), Type.Array(Type.String({ maxLength: 1000 }))],
      {
        description: 'Chosen at first: a value, or several.',
        expected: 'a text or a list of texts',
      },
    ),
  ),
};

const matching = Type.Optional(
  Type.String({
    description: 'Regular expression: only values it matches are offered.',
    minLength: 1,
    maxLength: 400,
  }),
);

const listValue = Type.Union(
  [
    Type.String({ maxLength: 1000 }),
    Type.Object({ value: text({ description: 'Bound.' }), label: text({ description: 'Shown.' }) }),
  ],
  { expected: 'a text, or { "value": …, "label": … }' },
);

const step = Type.Union([Type.Literal('auto'), duration()], {
  expected: 'auto or a duration like 5m',
});

/** A variable: what a viewer may choose. Its value is bound, never spliced. */
export const variableSchema = Type.Union([
  Type.Object(
    {
      type: Type.Literal('query'),
      query: Type.String({
        pattern: slugPattern,
        expected: 'a slug like errors-by-code',
        description:
          'Its field `value`, else its first, are the values; its field `label` what is shown of them.',
      }),
      matches: matching,
      sort: Type.Optional(
        select(['query', 'asc', 'desc'] as const, {
          default: 'query',
          description: 'As the query gives them, or by what is shown, numbers by their size.',
        }),
      ),
      ...choice,
    },
    { description: 'Values that a query finds.' },
  ),
  Type.Object(
    {
      type: Type.Literal('list'),
      values: Type.Array(listValue, { minItems: 1, maxItems: 1000 }),
      ...choice,
    },
    { description: 'Values that the file lists.' },
  ),
  Type.Object(
    {
      type: Type.Literal('text'),
      label,
      default: Type.Optional(text({ description: 'Written at first; absent: nothing.' })),
    },
    { description: 'What a viewer writes.' },
  ),
  Type.Object(
    { type: Type.Literal('constant'), value: Type.String() },
    { description: 'One value, which nobody chooses.' },
  ),
  Type.Object(
    {
      type: Type.Literal('interval'),
      values: Type.Array(step, { minItems: 1, maxItems: 50 }),
      label,
      default: Type.Optional(step),
    },
    { description: 'A width of time; `"step": "$name"` makes it the time bucket of a query.' },
  ),
  Type.Object(
    {
      type: Type.Literal('datasource'),
      plugin: Type.String({ description: 'Id of a datasource plugin.', minLength: 1 }),
      matches: matching,
      label,
      default: Type.Optional(text({ description: 'A name; absent: the first.' })),
    },
    { description: 'A datasource of one plugin; `"datasource": "$name"` asks the chosen one.' },
  ),
  Type.Object(
    {
      type: Type.Literal('switch'),
      on: Type.Optional(text({ description: 'Its value when it is on.', default: 'true' })),
      off: Type.Optional(
        text({
          description: 'Its value when off; an empty text restricts nothing.',
          default: 'false',
        }),
      ),
      label,
      default: Type.Optional(select(['on', 'off'] as const, { default: 'off' })),
    },
    { description: 'On or off.' },
  ),
  Type.Object(
    {
      type: Type.Literal('filters'),
      datasource: Type.String({ description: 'Logical name.', minLength: 1 }),
      table: Type.String({
        description:
          'Whose fields are offered, with their values: `orders`, or `shop.orders` where several have one.',
        minLength: 1,
        maxLength: 400,
      }),
      fields: Type.Optional(
        Type.Array(Type.String({ maxLength: 200 }), {
          description: 'Only these; absent: all.',
          minItems: 1,
          maxItems: 200,
        }),
      ),
      label,
      default: Type.Optional(
        Type.Array(text({ description: 'Like `country=DE` or `type in ["like","share"]`.' }), {
          description: 'The filters at first.',
          maxItems: 20,
        }),
      ),
    },
    { description: 'Filters that a viewer puts together; queries obey them as those of a click.' },
  ),
]);
export type Variable = Static<typeof variableSchema>;

/** A value that is offered, and what is shown of it. */
export interface VariableOption {
  value: string;
  label: string;
}

/** What the file itself lists; empty for the kinds that have to be asked. */
export function listedOptions(variable: Variable): VariableOption[] {
  switch (variable.type) {
    case 'list':
      return variable.values.map(toOption);
    case 'interval':
      return variable.values.map((value) => toOption(value));
    case 'switch':
      return [
        { value: variable.on ?? 'true', label: 'On' },
        { value: variable.off ?? 'false', label: 'Off' },
      ];
    case 'constant':
      return [toOption(variable.value)];
    default:
      return [];
  }
}

function toOption(value: string | VariableOption): VariableOption {
  return typeof value === 'string' ? { value, label: value } : value;
}

/** What is chosen before anybody chooses; an empty list is "all", for a datasource the first; texts of filters for `filters`. */
export function initialValues(variable: Variable): readonly string[] {
  switch (variable.type) {
    case 'constant':
      return [variable.value];
    case 'text':
      return [variable.default ?? ''];
    case 'switch':
      return valuesAt(variable, variable.default === 'on' ? 0 : 1);
    case 'filters':
      return variable.default ?? [];
    default:
      return chosenAtFirst(variable);
  }
}

function chosenAtFirst(
  variable: Extract<Variable, { type: 'query' | 'list' | 'interval' | 'datasource' }>,
): readonly string[] {
  if (variable.default !== undefined) return [variable.default].flat();
  const isAll = offersAll(variable) || variable.type === 'query' || variable.type === 'datasource';
  return isAll ? [] : valuesAt(variable, 0);
}

function valuesAt(variable: Variable, index: number): readonly string[] {
  const option = listedOptions(variable)[index];
  return option === undefined ? [] : [option.value];
}

/** Whether several values may be chosen. */
export function isMulti(variable: Variable): boolean {
  if (variable.type === 'filters') return true;
  return (variable.type === 'query' || variable.type === 'list') && variable.multi === true;
}

/** Whether choosing nothing stands for every value. */
export function offersAll(variable: Variable): boolean {
  if (variable.type === 'filters') return true;
  return (variable.type === 'query' || variable.type === 'list') && variable.all !== false;
}
