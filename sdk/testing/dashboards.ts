import fc from 'fast-check';
import type { DashboardDocument, LayoutRow, PanelDocument } from '../dashboard.ts';

const slug = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const slugs = fc.uniqueArray(slug, { maxLength: 6 });
const text = fc.constantFrom('one', 'two', 'three', 'one two');

const panel: fc.Arbitrary<PanelDocument> = fc.record(
  {
    type: fc.constantFrom('dots', 'lines', 'numbers'),
    title: text,
    query: slug,
    options: fc.dictionary(fc.constantFrom('stack', 'legend', 'size'), fc.integer({ max: 3 })),
    fields: fc.dictionary(
      fc.constantFrom('*', 'n'),
      fc.dictionary(fc.constantFrom('unit', 'decimals'), fc.constantFrom('ms', 's')),
    ),
  },
  { requiredKeys: ['type'] },
);

/** How panels are laid out: spans, who is stacked, where rows end, titles and tabs of rows. */
const cuts = fc.array(
  fc.record({
    span: fc.integer({ min: 1, max: 24 }),
    isStacked: fc.boolean(),
    endsRow: fc.boolean(),
    title: fc.option(text, { nil: undefined }),
    tab: fc.constantFrom(undefined, 'one', 'two'),
  }),
  { minLength: 8, maxLength: 8 },
);

type Cuts = readonly {
  span: number;
  isStacked: boolean;
  endsRow: boolean;
  title?: string | undefined;
  tab?: string | undefined;
}[];

/** Every panel is placed once. */
function layOut(panels: readonly string[], cuts: Cuts): LayoutRow[] {
  const rows: LayoutRow[] = [];
  for (const [i, name] of panels.entries()) {
    const { span = 1, isStacked, endsRow, title, tab } = cuts[i] ?? {};
    if (rows.length === 0 || endsRow === true) rows.push({ ...present({ title, tab }), cells: [] });
    const cells = rows.at(-1)?.cells ?? [];
    const last = cells.at(-1);
    if (isStacked === true && last?.panel !== undefined)
      cells.splice(-1, 1, { stack: [last.panel, name], span: last.span });
    else cells.push({ panel: name, span });
  }
  return rows;
}

function present(row: { title: string | undefined; tab: string | undefined }) {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

/** Dashboards with few names, so that two of them have much in common; every panel is placed once. */
export const anyDashboard: fc.Arbitrary<DashboardDocument> = fc
  .record({
    title: text,
    tags: fc.option(slugs, { nil: undefined }),
    time: fc.option(
      fc.record({ from: fc.constantFrom('now-1h', 'now-6h') }, { requiredKeys: [] }),
      {
        nil: undefined,
      },
    ),
    queries: fc.dictionary(
      slug,
      fc.record({ datasource: slug, sql: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    ),
    panels: fc.dictionary(slug, panel),
    order: fc.uniqueArray(slug, { minLength: 7, maxLength: 7 }),
    cuts,
    extra: fc.dictionary(fc.constantFrom('x-owner', 'x-note'), fc.jsonValue({ maxDepth: 1 })),
  })
  .map(({ title, tags, time, queries, panels, order, cuts, extra }) => ({
    kind: 'dashboard',
    format: 1,
    title,
    ...(tags !== undefined && { tags }),
    ...(time !== undefined && { time }),
    queries,
    panels,
    layout: {
      rows: layOut(
        order.filter((name) => Object.hasOwn(panels, name)),
        cuts,
      ),
    },
    ...extra,
  }));
