import {
  mentionedVariables,
  renameInText,
  textOf,
  variableDependencies,
  variablesOfQuery,
  type DashboardDocument,
} from '@heliostat/sdk';
import { placeOfRow } from '../../edit/document/rows.ts';

/** What names a variable, as a person would say it: `query orders`, `panel Errors`, `row 2`. */
export function usesOf(document: DashboardDocument, slug: string): readonly string[] {
  const { queries = {}, panels, layout } = document;
  const ofQueries = Object.keys(queries).filter((name) =>
    variablesOfQuery(name, { ...document, queries: { [name]: { ...queries[name] } } }).includes(
      slug,
    ),
  );
  const ofPanels = Object.entries(panels).filter(([, panel]) => isNamed(panel, slug));
  const ofRows = layout.rows.flatMap((row, r) => {
    const repeats = [row.repeat, ...row.cells.map((cell) => cell.repeat)];
    return repeats.includes(slug) || isNamed(row.title, slug)
      ? [row.title ?? placeOfRow(layout.rows, r)]
      : [];
  });
  return [
    ...ofQueries.map((name) => `query ${name}`),
    ...ofPanels.map(([name, { title }]) => `panel ${title ?? name}`),
    ...ofRows.map((name) => `row ${name}`),
  ];
}

/** The variables whose values decide what this one offers. */
export function dependenciesOf(document: DashboardDocument, slug: string): readonly string[] {
  return variableDependencies(document).get(slug) ?? [];
}

/** Whether a part of a dashboard says `$name` or `${name}`: in braces alone a panel names fields. */
export function isNamed(part: unknown, slug: string): boolean {
  const text = textOf(part);
  if (mentionedVariables(text, [slug]).length === 0) return false;
  return renameInText(text, slug, `${slug}-other`) !== text;
}
