import type { BuiltQuery, FieldType } from '@heliostat/sdk';

const mostNames = 2;

/** What a panel over a query of choices may be called: `Revenue by country`, `Orders`. */
export function titleOfBuilt({ table, measures, groupBy }: BuiltQuery): string | undefined {
  const rows = table.at(-1) ?? '';
  const isCount = ({ aggregate, field }: BuiltQuery['measures'][number]): boolean =>
    aggregate === 'count' && field === undefined;
  const figures = measures.map((one) => (isCount(one) && one.name === 'count' ? rows : one.name));
  return toTitle(figures.length === 0 ? [rows] : figures, measures.length === 0 ? [] : groupBy);
}

/** The same over any result, by the names of its fields; undefined where it has no numbers. */
export function titleOfFields(
  fields: readonly { name: string; type: FieldType }[],
): string | undefined {
  const namesOf = (...types: FieldType[]): string[] =>
    fields.filter(({ type }) => types.includes(type)).map(({ name }) => name);
  return toTitle(namesOf('number'), namesOf('string', 'boolean'));
}

function toTitle(figures: readonly string[], groups: readonly string[]): string | undefined {
  const what = list(figures);
  if (what === '') return undefined;
  const by = list(groups);
  const title = by === '' ? what : `${what} by ${by}`;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function list(names: readonly string[]): string {
  const words = names.map((name) => name.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim());
  const told = words.filter((word) => word !== '');
  return (told.length > mostNames ? [told[0], 'more'] : told).join(' and ');
}
