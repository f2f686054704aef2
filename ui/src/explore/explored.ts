import {
  mentionedVariables,
  textOf,
  variableArguments,
  type DashboardDocument,
  type PanelDocument,
  type QueryDocument,
  type Variable,
} from '@heliostat/sdk';
import { freeSlug, toSlug } from '../edit/document/slugs.ts';
import { emptyDocument, toVariable, type PaneState } from './pane-state.ts';

const span = 12;
const height = 8;

interface Shown {
  title: string;
  type: string;
  /** The dashboard that the query came from: it knows what the variables are. */
  origin?: DashboardDocument | undefined;
}

/** One side of Explore as a dashboard of one panel, with the variables that its query mentions. */
export function exploredDashboard(
  { query, sources = {}, panel, variables = {} }: PaneState,
  { title, type, origin = emptyDocument }: Shown,
): DashboardDocument {
  const name = title.trim();
  const slug = toSlug(name) || 'explored';
  const queries: Record<string, QueryDocument> = { ...origin.queries, ...sources };
  const queryName = freeSlug(slug, Object.keys(queries), 'query');
  const shown: PanelDocument = {
    ...(panel ?? { type }),
    ...(name !== '' && { title: name }),
    query: queryName,
  };
  return {
    ...emptyDocument,
    variables: { ...mentioned([query, sources], variables), ...origin.variables },
    queries: { ...queries, [queryName]: query },
    panels: { [slug]: shown },
    layout: { rows: [{ height, cells: [{ panel: slug, span }] }] },
  };
}

/** What nobody has defined is what it is now: one text, to be written, or one of several values. */
function mentioned(
  queries: unknown,
  values: NonNullable<PaneState['variables']>,
): Record<string, Variable> {
  const text = textOf(queries);
  const written = variableArguments(text).filter((name) => toSlug(name) === name);
  const slugs = new Set([...mentionedVariables(text, Object.keys(values)), ...written]);
  return Object.fromEntries([...slugs].map((slug) => [slug, defined(values[slug] ?? '')]));
}

function defined(value: string | readonly string[]): Variable {
  if (typeof value !== 'string') return toVariable(value);
  return { type: 'text', ...(value !== '' && { default: value }) };
}
