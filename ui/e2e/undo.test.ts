import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';

/** Everything that edits a dashboard is taken back by Ctrl+Z to what the file says, and done again by Ctrl+Shift+Z. */
const { server, browser } = await useServer();
const { page, problems } = await openPage(browser);
afterAll(() => expect(problems).toEqual([]));

const draftKey = 'heliostat.draft.shop/overview';
const file = (): Promise<string> =>
  readFile(join(server.workspace, 'shop/overview.dashboard.json'), 'utf8');
const untouched = await file();
const dock = page.getByRole('toolbar', { name: 'Editing' });

/** What the page keeps of the unsaved dashboard, as text; undefined where it is as in the file. */
async function draft(): Promise<string | undefined> {
  const kept = await page.evaluate((key) => localStorage.getItem(key), draftKey);
  if (kept === null) return undefined;
  return JSON.stringify((JSON.parse(kept) as { document: unknown }).document);
}

/** The draft once nothing is added to it any more: what is typed is taken when it rests. */
async function settled(): Promise<string | undefined> {
  let last: string | undefined;
  const isSame = async (): Promise<boolean> => {
    const before = last;
    last = await draft();
    return last !== undefined && last === before;
  };
  await expect.poll(isSame, { interval: 500, timeout: 20_000 }).toBe(true);
  return last;
}

/** Keys of the page, not of an input that is being written in. */
async function press(keys: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press(keys);
}

async function choose(button: string, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).first().click();
  await page.getByRole('menuitem', { name: item }).click();
}

const more = (item: string | RegExp): Promise<void> => choose('More about this dashboard', item);
const tab = (name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

async function rename(label: string, text: string): Promise<void> {
  const input = page.getByRole('textbox', { name: label });
  await input.fill(text);
  await input.press('Enter');
}

interface Edit {
  what: string;
  /** Of edit mode; absent: all panels. */
  at?: string;
  does: (page: Page) => Promise<void>;
}

const edits: Edit[] = [
  {
    what: 'title, tags and links',
    does: async () => {
      await more(/^Title, tags/);
      await page.getByLabel('Title', { exact: true }).fill('Another');
      await page.getByLabel(/^Tags/).fill('one, two');
      await page.getByRole('button', { name: 'Add a link' }).click();
      await page.getByLabel('Target of link 1').fill('shop/states');
      await page.getByRole('button', { name: 'Apply' }).click();
    },
  },
  {
    what: 'annotations',
    does: async () => {
      await more('Annotations');
      await page.getByRole('button', { name: 'Add annotations' }).click();
      await page.getByLabel('Label', { exact: true }).fill('Deploys');
      await page.getByLabel('Hidden at first').check();
      await page.getByRole('button', { name: 'Done' }).click();
    },
  },
  {
    what: 'height and repeat of a row',
    does: async () => {
      await choose('Menu of Now', 'Height and repeat');
      await page.getByLabel('Height').fill('12');
      await page.getByLabel('Repeat by').selectOption('country');
      await page.getByRole('button', { name: 'Apply' }).click();
    },
  },
  {
    what: 'the title of a row',
    does: async () => {
      await choose('Menu of Now', 'Rename');
      await rename('Title of the row', 'Right now');
    },
  },
  { what: 'a row that is deleted', does: () => choose('Menu of Now', 'Delete with its panels') },
  {
    what: 'a new row',
    does: async () => {
      await dock.getByRole('button', { name: 'Add a row' }).click();
      await page.keyboard.press('Enter');
    },
  },
  {
    what: 'a tab',
    does: async () => {
      await more('Add a tab');
      await rename('Name of the tab', 'Second');
    },
  },
  {
    what: 'the title of a panel',
    does: async () => {
      await choose('Menu of Orders', /^Rename/);
      await rename('Title of the panel', 'Sales');
    },
  },
  { what: 'a panel that is there twice', does: () => choose('Menu of Orders', /^Duplicate/) },
  { what: 'a panel that is deleted', does: () => choose('Menu of Orders', /^Delete/) },
  { what: 'a group in a row', does: () => choose('Menu of Orders', 'Group into a row') },
  { what: 'a group in a tab', does: () => choose('Menu of Orders', 'Group into a tab') },
  { what: 'a stack', does: () => choose('Menu of Orders by type', 'Stack with the panel beside') },
  {
    what: 'a variable',
    at: '$variables',
    does: async () => {
      await choose('Add a variable', 'List');
      await page.getByLabel('Values').fill('a\nb');
      await page.getByLabel('Label', { exact: true }).fill('Letter');
    },
  },
  {
    what: 'the name of a variable, and all that mentions it',
    at: '$variables',
    does: async () => {
      await page
        .getByRole('button', { name: /^country / })
        .first()
        .click();
      await page.getByLabel('Name', { exact: true }).fill('land');
      await page.getByLabel('Name', { exact: true }).press('Enter');
    },
  },
  {
    what: 'title, type and repeat of a panel',
    at: 'top',
    does: async () => {
      await tab('Options');
      await page.getByLabel('Title', { exact: true }).fill('Lands');
      await page.getByLabel('Repeat by').selectOption('country');
      await tab('Type');
      await page.getByRole('button', { name: /^Table/ }).click();
    },
  },
  {
    what: 'a time of its own',
    at: 'total',
    does: async () => {
      await tab('Time');
      await page.getByLabel('Only the last').fill('5m');
      await page.getByLabel('Only the last').press('Enter');
    },
  },
  {
    what: 'a rule with a unit and a threshold',
    at: 'total',
    does: async () => {
      await tab('Fields');
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel('Decimals', { exact: true }).fill('2');
      await page.getByLabel('Decimals', { exact: true }).press('Enter');
      await page.getByRole('button', { name: 'Add a threshold' }).click();
      await page.getByLabel('Threshold 1: from', { exact: true }).fill('500');
      await page.getByLabel('Threshold 1: from', { exact: true }).press('Enter');
    },
  },
  {
    what: 'a transform',
    at: 'total',
    does: async () => {
      await tab('Transforms');
      await choose('Add a step', /^Limit/);
      await page.getByRole('button', { name: 'Switch off step 1' }).click();
    },
  },
  {
    what: 'the text of a query',
    at: 'total',
    does: async () => {
      await page.getByRole('button', { name: 'Code', exact: true }).click();
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+End');
      // At once: half of it would be asked when it rests, and refused.
      await page.keyboard.insertText(' LIMIT 10');
      await page.keyboard.press('Escape');
    },
  },
];

test.each(edits)('$what', async ({ at, does }) => {
  await page.goto(`${server.url}/d/shop/overview?edit${at === undefined ? '' : `=${at}`}`);
  await dock.waitFor();
  await does(page);
  const changed = await settled();
  // Menus and dialogs that are on their way out take keys.
  await page.locator('[role=dialog], [role=menu]').waitFor({ state: 'detached' });

  let steps = 0;
  while ((await draft()) !== undefined && steps < 10) {
    await press('Control+z');
    steps += 1;
  }
  await dock.getByText('No changes').waitFor();
  expect(await draft()).toBeUndefined();
  for (let i = 0; i < steps; i += 1) await press('Control+Shift+z');
  await expect.poll(draft).toBe(changed);
  for (let i = 0; i < steps; i += 1) await press('Control+z');
  await dock.getByText('No changes').waitFor();
  expect(await file()).toBe(untouched);
});
