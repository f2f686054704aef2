import {
  Type,
  panelTimeSchema,
  querySchema,
  select,
  type DashboardDocument,
  type PanelDocument,
  type ParamValue,
  type QueryDocument,
  type Static,
  type Variable,
} from '@heliostat/sdk';
import { checkOptions, formatPath } from '@heliostat/sdk/check';
import { freeSlug } from '../edit/document/slugs.ts';

const maxLength = 200_000;
const slug = '^[a-z][a-z0-9-]{0,62}$';
const options = Type.Record(Type.String(), Type.Unknown());

const paneSchema = Type.Object({
  query: querySchema,
  /** Where the query takes its rows from other queries. */
  sources: Type.Optional(Type.Record(Type.String({ pattern: slug }), querySchema)),
  /** Path of the dashboard it came from, which says what its variables are. */
  dashboard: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** What the variables it mentions are: values, bound when it runs. */
  variables: Type.Optional(
    Type.Record(
      Type.String({ pattern: slug }),
      Type.Union([Type.String(), Type.Array(Type.String())], {
        expected: 'a text or a list of texts',
      }),
    ),
  ),
  /** As it is drawn; absent: as suits it best. */
  panel: Type.Optional(
    Type.Object({
      type: Type.String({ minLength: 1, maxLength: 100 }),
      time: Type.Optional(panelTimeSchema),
      options: Type.Optional(options),
      fields: Type.Optional(Type.Record(Type.String(), options)),
    }),
  ),
  view: Type.Optional(select(['chart', 'table', 'statistics'] as const)),
});

/** What one side of Explore asks and how it shows it; a link holds all of it. */
export type PaneState = Static<typeof paneSchema> & { query: QueryDocument };

/** What a link says of one side. Throws an Error whose message says what is wrong with it. */
export function parsePane(text: string): PaneState {
  if (text.length > maxLength) throw new Error(`longer than ${maxLength} characters`);
  const value = parseJson(text);
  const [issue] = checkOptions(paneSchema, value);
  if (issue === undefined) return value as PaneState;
  throw new Error([formatPath(issue.path), issue.message].filter((part) => part !== '').join(': '));
}

export function formatPane(state: PaneState): string {
  return JSON.stringify(state);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('cut off, or changed on its way');
  }
}

const time = { from: 'now-1h', to: 'now' } as const;

/** What the server has of Explore: nothing, so that every query is sent with its text. */
export const emptyDocument: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Explore',
  time,
  panels: {},
  layout: { rows: [] },
};

/** One side as a dashboard of one panel, named after the side. */
export function toDocument(
  { query, sources = {}, variables = {}, panel }: PaneState,
  side: string,
  suggested: string,
): DashboardDocument {
  const name = queryName(sources);
  return {
    ...emptyDocument,
    variables: Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [key, toVariable(value)]),
    ),
    queries: { ...sources, [name]: query },
    panels: { [side]: { type: suggested, ...(panel as Partial<PanelDocument>), query: name } },
  };
}

/** How a panel is drawn, and the time of its own, as a link keeps them. */
export function toPanel({ type, time, options, fields }: PanelDocument) {
  return {
    type,
    ...(time && { time }),
    ...(options && { options }),
    ...(fields && { fields }),
  };
}

/** Of the query itself, beside those it takes its rows from. */
export function queryName(sources: PaneState['sources'] = {}): string {
  return freeSlug('query', Object.keys(sources));
}

/** A variable that is what it is now. */
export function toVariable(value: string | readonly string[]): Variable {
  if (typeof value === 'string') return { type: 'constant', value };
  // An empty list is "all", which wants something to be all of.
  return {
    type: 'list',
    multi: true,
    values: value.length === 0 ? [''] : [...value],
    default: [...value],
  };
}

/** The value of a variable as a link keeps it. */
export function toText(value: ParamValue): string | string[] {
  return typeof value === 'object' ? [...value] : String(value);
}
