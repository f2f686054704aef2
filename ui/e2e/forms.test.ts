import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DashboardDocument } from '@heliostat/sdk';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { saveDraft } from './edit-page.ts';
import { useServer } from './server.ts';

/** What the forms of the panel editor write, and that it is drawn while it is written. */
const { server, browser } = await useServer();
const panel = (page: Page, slug: string): Locator => page.locator(`[data-panel="${slug}"]`);

async function saved(path: string): Promise<DashboardDocument> {
  const text = await readFile(join(server.workspace, `${path}.dashboard.json`), 'utf8');
  return JSON.parse(text) as DashboardDocument;
}

test('every setting of a field has its input, is drawn while it is typed, and is what the file says', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview?edit=list`);
  const shown = panel(page, 'list');
  await shown.getByText('DE', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Fields' }).click();
  const fill = async (label: string, text: string): Promise<void> => {
    const input = page.locator(`input[aria-label="${label}"]:visible`);
    await input.fill(text);
    await input.press('Tab');
  };
  const color = async (label: string, token: string): Promise<void> => {
    await page.getByRole('button', { name: `${label}: not set` }).click();
    await page.getByRole('button', { name: token, exact: true }).click();
  };
  const addRule = async (kind?: string, text?: string): Promise<void> => {
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const kinds = page.getByLabel('Which fields the rule is for');
    if (kind !== undefined) await kinds.selectOption({ label: kind });
    if (text !== undefined) await fill(kind ?? '', text);
  };

  await addRule();
  await fill('No value', 'none');

  await addRule('Field named', 'country');
  await fill('Label', 'Land');
  await shown.getByText('Land', { exact: true }).waitFor();
  await fill('Link', '/d/shop/overview?var.country={country}');
  await page.getByRole('button', { name: 'Add a mapping' }).click();
  await fill('Mapping 1: value', 'DE');
  await fill('Mapping 1: shown as', 'Germany');
  await color('Mapping 1: colour', 'ok');
  await shown.getByText('Germany', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Add a mapping' }).click();
  await page.getByLabel('Mapping 2: what is matched').selectOption({ label: 'Pattern' });
  await fill('Mapping 2: pattern', '^F');
  await fill('Mapping 2: shown as', 'France');
  await shown.getByText('France', { exact: true }).waitFor();
  expect(await shown.getByRole('link', { name: 'Germany' }).getAttribute('href')).toMatch(
    /^\/d\/shop\/overview\?var\.country=DE/,
  );

  await addRule('Names like', '^rev');
  await fill('Decimals', '2');
  await fill('Min', '0');
  await fill('Max', '50000');
  await color('Colour', 'series.3');
  await page.getByRole('button', { name: 'Unit: not set' }).click();
  await page.getByRole('option', { name: /Euro/ }).click();
  await shown
    .getByText(/€.*\.\d\d|\.\d\d.*€/)
    .first()
    .waitFor();

  await addRule('Type', 'number');
  await page.getByRole('button', { name: 'Add a threshold' }).click();
  await fill('Threshold 1: from', '100');
  await fill('Threshold 1: label', 'many');

  await addRule('Query', 'by-country');
  await fill('Decimals', '0');

  await saveDraft(page);
  await page.goto(`${server.url}/d/shop/overview`);
  await shown.getByRole('link', { name: 'Germany' }).click();
  await page.waitForURL('**/d/shop/overview?var.country=DE');
  expect((await saved('shop/overview')).panels['list']?.fields).toEqual({
    '*': { noValue: 'none' },
    country: {
      label: 'Land',
      mappings: [
        { value: 'DE', text: 'Germany', color: 'ok' },
        { match: '^F', text: 'France' },
      ],
      link: '/d/shop/overview?var.country={country}',
    },
    '/^rev/': { unit: 'currency:EUR', decimals: 2, min: 0, max: 50_000, color: 'series.3' },
    'type:number': { thresholds: [{ at: 100, color: 'ok', label: 'many' }] },
    'query:by-country': { decimals: 0 },
  });
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a type is chosen by a picture of this data, an option is found by a word, and goes back to its default', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview?edit=top`);
  await page.getByRole('tab', { name: 'Type' }).click();
  const types = page.locator('.editor').getByRole('listitem').getByRole('button');
  const bars = types.filter({ hasText: 'Bars' });
  await bars.locator('svg').getByText('DE', { exact: true }).waitFor();
  expect(await bars.getAttribute('aria-pressed')).toBe('true');
  // Made for rows with a name and a number; a time series wants a time.
  const names = await types.locator('.name > :first-child').allInnerTexts();
  expect(names.indexOf('Bars')).toBeLessThan(names.indexOf('Time series'));

  await page.getByRole('tab', { name: 'Options' }).click();
  const options = page.getByRole('tabpanel', { name: 'Options' });
  await options.getByLabel('Direction').waitFor();
  await page.getByRole('searchbox', { name: 'Search options' }).fill('sort');
  await options.getByLabel('Direction').waitFor({ state: 'detached' });
  await options.getByLabel('Sort').selectOption('name');
  const dock = page.getByRole('toolbar', { name: 'Editing' });
  await dock.getByText('1 change').waitFor();
  await page.getByRole('button', { name: 'Reset Sort' }).click();
  await dock.getByText('No changes').waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a query that was run is found in the history, and a step shows what goes in and what comes out', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/tabs?edit=list`);
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  const code = page.locator('.cm-content');
  const run = async (sql: string): Promise<void> => {
    await code.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(sql);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
  };
  await run('SELECT 1 AS first');
  await page.getByText('1 row, 1 field', { exact: true }).waitFor();
  await run('SELECT number, number * 2 AS twice FROM numbers(3)');
  await page.getByText('3 rows, 2 fields', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('menuitem', { name: /SELECT 1 AS first/ }).click();
  await page.getByText('1 row, 1 field', { exact: true }).waitFor();
  expect(await code.innerText()).toBe('SELECT 1 AS first');
  await page.keyboard.press('Control+z');
  await page.getByText('3 rows, 2 fields', { exact: true }).waitFor();
  // From here on what is being written is wrong for a moment, which the console tells.
  expect(problems).toEqual([]);

  await page.getByRole('tab', { name: 'Transforms' }).click();
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('menuitem', { name: /^Calculate field/ }).click();
  await page.getByLabel('Name', { exact: true }).fill('sum');
  await page.getByLabel('Value', { exact: true }).fill('number + twice');
  const result = (way: 'In' | 'Out') => page.getByRole('region', { name: new RegExp(`^${way}: `) });
  await result('Out').getByText('sum', { exact: true }).waitFor();
  await result('In').getByText('twice', { exact: true }).waitFor();
  expect(await result('In').getByText('sum', { exact: true }).count()).toBe(0);

  await page.getByRole('tab', { name: 'Query' }).click();
  await code.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('SELECT countI');
  await page.locator('.cm-tooltip-autocomplete li').getByText('countIf', { exact: true }).waitFor();
  await page.context().close();
});

test('thresholds at a variable and at the number of a query follow them', async () => {
  const dashboard = {
    ...{ kind: 'dashboard', format: 1, title: 'Limits', time: { from: 'now-30m' } },
    variables: { limit: { type: 'text', default: '5' } },
    queries: {
      one: { datasource: 'warehouse', sql: 'SELECT 10 AS n' },
      limits: { datasource: 'warehouse', sql: 'SELECT 3 AS low, toInt32($__var(limit)) AS high' },
    },
    panels: {
      variable: {
        ...{ type: 'stat', title: 'Variable', query: 'one' },
        fields: { n: { thresholds: [{ at: '$limit', color: 'crit' }] } },
      },
      query: {
        ...{ type: 'stat', title: 'Query', query: 'one' },
        fields: { n: { thresholds: [{ at: { query: 'limits', field: 'high' }, color: 'crit' }] } },
      },
    },
    layout: {
      rows: [
        {
          cells: [
            { panel: 'variable', span: 12 },
            { panel: 'query', span: 12 },
          ],
        },
      ],
    },
  };
  await writeFile(join(server.workspace, 'shop/limits.dashboard.json'), JSON.stringify(dashboard));
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/limits`);
  const critical = (slug: string): Locator => panel(page, slug).getByTitle('critical');
  for (const slug of ['variable', 'query']) await critical(slug).waitFor();
  await page.goto(`${server.url}/d/shop/limits?var.limit=50`);
  for (const slug of ['variable', 'query']) {
    await panel(page, slug).getByText('10', { exact: true }).waitFor();
    await critical(slug).waitFor({ state: 'detached' });
  }
  expect(problems).toEqual([]);
  await page.context().close();
});
