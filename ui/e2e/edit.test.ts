import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { boxOf, orderOf, saveDraft } from './edit-page.ts';
import { useServer } from './server.ts';
import { violationsOf } from './violations.ts';

let watched: WatchedPage;
let page: Page;
/** Messages on the console that belong to what is tested. */
let allowed: RegExp | undefined;

const file = (): string => join(server.workspace, 'shop/overview.dashboard.json');
const read = (): Promise<string> => readFile(file(), 'utf8');

const { server, browser } = await useServer();
await writeCanonically('shop/overview');
const original = await read();

/** Saves a file as it is, so that it stands as the server writes it. */
async function writeCanonically(path: string): Promise<void> {
  const ask = async (query: string, variables: object): Promise<unknown> => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { path, ...variables } }),
    });
    return ((await response.json()) as { data: unknown }).data;
  };
  const find = 'query ($path: String!) { dashboard(path: $path) { document etag } }';
  const { dashboard } = (await ask(find, {})) as { dashboard: object };
  const save = `mutation ($path: String!, $document: JSON!, $etag: String) {
    dashboardSave(path: $path, document: $document, ifMatch: $etag) { userErrors { message } } }`;
  expect(await ask(save, dashboard)).toEqual({ dashboardSave: { userErrors: [] } });
}

beforeEach(async () => {
  await writeFile(file(), original);
  allowed = undefined;
  watched = await openPage(browser);
  page = watched.page;
});

afterEach(async () => {
  const { problems } = watched;
  await page.context().close();
  expect(problems.filter((problem) => allowed?.test(problem) !== true)).toEqual([]);
});

const panel = (slug: string): Locator => page.locator(`[data-panel="${slug}"]`);
const grip = (slug: string): Locator => page.locator(`[data-grip="${slug}"]`);
const dock = (): Locator => page.getByRole('toolbar', { name: 'Editing' });

async function open(search = '?edit'): Promise<void> {
  await page.goto(`${server.url}/d/shop/overview${search}`);
  await panel('total').locator('figure').first().waitFor();
  if (search !== '') await dock().waitFor();
}

test('edit mode whose code does not come says so, and opens when it comes', async () => {
  allowed = /ERR_FAILED/;
  await open('');
  const code = /assets\/EditMode-/;
  await page.route(code, (route) => route.abort());
  await page.getByText('Edit', { exact: true }).click();
  await page.getByText('Edit mode could not be loaded').waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.has('edit')).toBe(false);
  await page.unroute(code);
  await page.getByText('Edit', { exact: true }).click();
  await dock().waitFor();
});

test('a panel is dragged to another row, and undo and redo follow', async () => {
  await open('');
  await page.mouse.move(5, 400);
  await page.keyboard.press('e');
  await dock().waitFor();
  const from = await boxOf(grip('top'));
  await page.mouse.move(from.x + 60, from.y + 8);
  await page.mouse.down();
  const to = await boxOf(panel('total'));
  await page.mouse.move(to.x + 20, to.y + 100, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => orderOf(page)).toBe('top total by-type | list');
  await page.keyboard.press('Control+z');
  await expect.poll(() => orderOf(page)).toBe('total by-type | top list');
  await dock().getByText('No changes').waitFor();
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => orderOf(page)).toBe('top total by-type | list');
});

test('by keyboard a panel is moved and resized, put back, and dropped', async () => {
  await open();
  await grip('list').focus();
  await page.keyboard.press('Enter');
  await page.getByText(/^Countries picked up/).waitFor();
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => orderOf(page)).toBe('total by-type | list | top');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => orderOf(page)).toBe('list total by-type | top');
  await page.getByText('row 1 of 2, place 1 of 3').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => orderOf(page)).toBe('total by-type | top list');
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('13 of 24 columns wide, 8 units high').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => orderOf(page)).toBe('total by-type | list top');
  // All of it was one step.
  await page.keyboard.press('Control+z');
  await dock().getByText('No changes').waitFor();
});

test('edges resize, a reload keeps the draft, and the file holds what was made', async () => {
  await open();
  const cell = page.locator('[data-cell]').first();
  const before = await boxOf(cell);
  await page.mouse.move(before.x + before.width + 4, before.y + before.height / 2);
  await page.mouse.down();
  const column = (await boxOf(page.locator('[data-cells]').first())).width / 24;
  await page.mouse.move(before.x + before.width + 4 + 2 * column, before.y + 40, { steps: 5 });
  await page.mouse.up();
  await dock().getByText('2 changes').waitFor();
  await page.reload();
  await dock().getByText('2 changes').waitFor();
  await page.getByText(/^You go on with unsaved changes from/).waitFor();
  expect(await read()).toBe(original);
  await saveDraft(page);
  expect(await read()).toBe(original.replace('"span": 6 }', '"span": 8 }').replace('18', '16'));
  await page.getByRole('button', { name: 'Done' }).waitFor();
});

test('a copy is saved with its place, and undone and saved the file is byte for byte as before', async () => {
  await open();
  await grip('list').click();
  await page.keyboard.press('p');
  await page.keyboard.press('d');
  await expect.poll(() => orderOf(page)).toBe('total by-type | top list list-2');
  await saveDraft(page);
  expect(JSON.parse(await read())).toMatchObject({
    panels: { 'list-2': { type: 'table', query: 'by-country' } },
  });
  await grip('list-2').click();
  await page.keyboard.press('Control+z');
  await expect.poll(() => orderOf(page)).toBe('total by-type | top list');
  await saveDraft(page);
  expect(await read()).toBe(original);
});

test('a change of the file elsewhere is merged in; where both changed, a person chooses', async () => {
  await open();
  await grip('total').focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Title of the panel' }).fill('Mine');
  await page.keyboard.press('Enter');
  await dock().getByText('1 change').waitFor();
  const apart = original.replace('"title": "Countries"', '"title": "Lands"');
  await writeFile(file(), apart);
  await page.getByText('The file has changed meanwhile.').waitFor();
  await panel('list').getByText('Lands').waitFor();
  const both = apart.replace('"title": "Orders"', '"title": "Theirs"');
  await writeFile(file(), both);
  await page.getByRole('button', { name: 'Choose' }).waitFor();
  // Who wants to save is led to what stands in the way.
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Both changed the same' });
  await dialog.getByText('Panel total: title').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Choose' }).click();
  await dialog.getByRole('radio', { name: /Yours/ }).check();
  await dialog.getByRole('button', { name: 'Take these' }).click();
  await saveDraft(page);
  expect(await read()).toBe(both.replace('"title": "Theirs"', '"title": "Mine"'));
});

test('unsaved changes are offered where the dashboard is only looked at', async () => {
  await open();
  await grip('top').click();
  await page.keyboard.press('Delete');
  await dock()
    .getByText(/change/)
    .waitFor();
  await page.goto(`${server.url}/d/shop/overview`);
  await page.getByText(/^You have unsaved changes from/).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(() => orderOf(page)).toBe('total by-type | list');
  await dock().getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await panel('top').waitFor();
  expect(await read()).toBe(original);
});

test('a new dashboard is made, filled from the clipboard, saved and deleted', async () => {
  // Beside the panel that is copied stands one whose query is wrong.
  allowed = /status of 400/;
  await page.goto(`${server.url}/d/shop/states?edit`);
  await dock().waitFor();
  await grip('some').click();
  await page.keyboard.press('Control+c');
  await page.getByText('“The others go on” copied').waitFor();
  await page.goto(`${server.url}/dashboards`);
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('A new one');
  await page.getByRole('combobox', { name: 'Folder' }).fill('made/here');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Add the first panel' }).waitFor();
  await page.keyboard.press('Control+v');
  await expect.poll(() => orderOf(page)).toBe('some');
  await saveDraft(page);
  const made = join(server.workspace, 'made/here/a-new-one.dashboard.json');
  expect(JSON.parse(await readFile(made, 'utf8'))).toMatchObject({
    title: 'A new one',
    queries: { some: { datasource: 'warehouse' } },
    layout: { rows: [{ cells: [{ panel: 'some', span: 8 }] }] },
  });
  await page.getByRole('button', { name: 'More about this dashboard' }).click();
  await page.getByRole('menuitem', { name: 'Delete this dashboard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => page.url()).toBe(`${server.url}/dashboards`);
  await expect(readFile(made)).rejects.toThrow('ENOENT');
});

test.each(['light', 'dark'] as const)('axe finds nothing while editing, in %s', async (theme) => {
  await page.emulateMedia({ colorScheme: theme });
  await open();
  await grip('top').click();
  await page.keyboard.press('Delete');
  await dock()
    .getByText(/change/)
    .waitFor();
  for (const key of [undefined, 'Control+s']) {
    if (key !== undefined) await page.keyboard.press(key);
    await page.waitForTimeout(500);
    expect(await violationsOf(page)).toEqual([]);
  }
});

test('a name that is typed leaves the focus where it was led: by a click elsewhere, by a key on what was named', async () => {
  await open();
  await panel('total').getByRole('heading').dblclick();
  await page.keyboard.type('All orders');
  await dock().getByRole('button', { name: 'Variables' }).focus();
  await panel('total').getByRole('heading', { name: 'All orders' }).waitFor();
  await expect.poll(() => focused()).toBe('Variables');
  await page.getByRole('button', { name: 'Move Now' }).focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Lately');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused()).toBe('Move Lately');
  // Saved by keys alone, and undone as if it had not been.
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Saved', { exact: true }).last().waitFor();
  expect(await read()).toContain('"title": "Lately"');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await saveDraft(page);
  expect(await read()).toBe(original);
});

function focused(): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
}

test('what is shown becomes what a dashboard opens with', async () => {
  await open('?edit&from=now-2d&to=now&zone=Asia/Tokyo');
  await page.keyboard.press('d');
  await page.keyboard.press('s');
  await page.getByRole('button', { name: /^Take what is shown now: Last 2 days/ }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await saveDraft(page);
  expect(JSON.parse(await read())).toMatchObject({
    time: { from: 'now-2d', timeZone: 'Asia/Tokyo' },
  });
  await open('');
  await page.getByRole('button', { name: 'Time range: Last 2 days' }).click();
  const zone = page.getByLabel('Time zone');
  expect(await zone.inputValue()).toBe('Asia/Tokyo');
  await zone.selectOption('utc');
  await page.waitForURL(/zone=utc/);
});
