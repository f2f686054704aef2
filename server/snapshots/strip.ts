import {
  HeliostatError,
  type DashboardDocument,
  type ErrorReport,
  type QueryDocument,
} from '@heliostat/sdk';

type Variables = NonNullable<DashboardDocument['variables']>;

/**
 * The document as readers of a snapshot may see it: of queries the names alone, no table of
 * filters, and with `panel` nothing about the others. Throws NOT_FOUND when there is no such panel.
 */
export function stripDocument(
  document: DashboardDocument,
  panel: string | undefined,
): DashboardDocument {
  const names = Object.keys(document.queries ?? {}).map((name): [string, QueryDocument] => [
    name,
    {},
  ]);
  const stripped: DashboardDocument = {
    ...document,
    ...(document.variables && { variables: stripVariables(document.variables) }),
    queries: Object.fromEntries(names),
  };
  return panel === undefined ? stripped : onlyPanel(stripped, panel);
}

/** Without the table that filters are of. */
function stripVariables(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      variable.type === 'filters' ? { ...variable, datasource: '', table: '' } : variable,
    ]),
  );
}

/** `panel` may be the id of a copy, `errors@country=DE`. */
function onlyPanel(document: DashboardDocument, panel: string): DashboardDocument {
  const slug = panel.split('@')[0] ?? panel;
  const found = Object.hasOwn(document.panels, slug) ? document.panels[slug] : undefined;
  if (found === undefined)
    throw new HeliostatError('NOT_FOUND', `unknown panel: ${panel.slice(0, 200)}`);
  const { links: _links, description: _description, tags: _tags, ...rest } = document;
  return { ...rest, panels: { [slug]: found }, layout: { rows: [] } };
}

/** What engines say may quote the query; what we say ourselves does not. */
const quoting: readonly string[] = [
  'INVALID_QUERY',
  'INVALID_EXPRESSION',
  'PLUGIN_FAILED',
  'INTERNAL',
];

export function stripError({ code, message, hint }: ErrorReport): ErrorReport {
  if (quoting.includes(code))
    return { code, message: 'the query failed when this snapshot was made' };
  return { code, message, ...(hint !== undefined && { hint }) };
}
