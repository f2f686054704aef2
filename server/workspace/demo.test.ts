import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toText, type DashboardDocument, type QueryDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';

const workspace = join(import.meta.dirname, '../../dashboards');

/** Names of queries that obey filters of any field, of those that their table does not have, too. */
function boundless({ queries = {} }: DashboardDocument): string[] {
  return Object.entries(queries as Record<string, QueryDocument>).flatMap(([name, query]) => {
    const { sql = '', dimensions } = query;
    const text = toText(sql as string | string[]);
    return text.includes('$__filters') && dimensions === undefined ? [name] : [];
  });
}

test('where a panel of the demo filters, every query says what it may be filtered by', async () => {
  const files = await readdir(workspace, { recursive: true });
  const filtering: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.dashboard.json'))) {
    const document = JSON.parse(await readFile(join(workspace, file), 'utf8')) as DashboardDocument;
    if (!Object.values(document.panels).some(({ onSelect }) => onSelect?.type === 'filter'))
      continue;
    filtering.push(file);
    expect(boundless(document), file).toEqual([]);
  }
  expect(filtering.length).toBeGreaterThan(2);
});
