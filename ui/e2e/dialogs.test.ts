import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';

/** Everything that opens over a page or in place of it: axe, targets of 24 px, nothing wider than the page. */

const { server, browser } = await useServer();

const dialog = '[role=dialog], [role=alertdialog]';
const menu = '[role=menu]';
const palette = '[role=dialog]:has([role=listbox])';
const popover = '[data-popover-content]';

/** What is wrong with the part of the page that `selector` names, as `what: rule at element`. */
async function faults(page: Page, what: string, selector: string): Promise<string[]> {
  await page.locator(selector).last().waitFor();
  // What appears is half transparent at first.
  await page.locator(selector).last().evaluate(settle);
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .options({
      rules: {
        'target-size': { enabled: true },
        // These scroll by the arrow keys that go through their items.
        'scrollable-region-focusable': { enabled: selector !== menu && selector !== palette },
      },
    })
    .analyze();
  const width = page.viewportSize()?.width ?? 0;
  const isWider = await page.evaluate((w) => document.documentElement.scrollWidth > w, width);
  return [
    ...violations.map(
      ({ id, nodes }) => `${what}: ${id} at ${nodes.map(({ html }) => html).join(' ')}`,
    ),
    ...(isWider ? [`${what}: wider than the page`] : []),
  ];
}

/** What runs with time: what follows the scroll position has no end to wait for. */
async function settle(element: Element): Promise<void> {
  const running = element
    .getAnimations({ subtree: true })
    .filter(({ timeline }) => timeline === document.timeline);
  await Promise.allSettled(running.map(({ finished }) => finished));
}

interface Visit {
  page: Page;
  found: string[];
  /** Looks at what is open, and closes it by Escape. */
  look: (what: string, selector?: string) => Promise<void>;
}

async function onBoard(
  [colorScheme, width]: readonly ['light' | 'dark', number],
  use: (visit: Visit) => Promise<void>,
  search = '',
): Promise<void> {
  const { page, problems } = await openPage(browser, {
    colorScheme,
    viewport: { width, height: 844 },
  });
  const found: string[] = [];
  const look = async (what: string, selector = dialog): Promise<void> => {
    found.push(...(await faults(page, what, selector)));
    if (![dialog, menu, palette, popover].includes(selector)) return;
    await page.keyboard.press('Escape');
    await page.locator(selector).waitFor({ state: 'detached' });
  };
  await page.goto(`${server.url}/d/shop/overview${search}`);
  await page.getByRole('heading', { name: 'Shop overview', level: 1 }).waitFor();
  await page.locator('[data-panel] figure').first().waitFor();
  await use({ page, found, look });
  await page.context().close();
  expect(found).toEqual([]);
  expect(problems).toEqual([]);
}

async function choose(page: Page, button: string | RegExp, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: button }).first().click();
  await page.getByRole('menuitem', { name: item }).click();
}

const looks = [
  ['light', 1440],
  ['dark', 390],
] as const;

test.each(looks)('axe finds nothing in what opens over a dashboard, %s at %d px', (...how) =>
  onBoard(how, async ({ page, look }) => {
    await look('the page', 'body');
    for (const button of [/^Menu of this/, /^Menu of Orders$/, /^Compare with/, /^Refresh: /]) {
      await page.getByRole('button', { name: button }).first().click();
      await look(String(button), menu);
    }
    await page.getByRole('button', { name: /^Time range/ }).click();
    await page.getByRole('textbox', { name: 'Time range' }).fill('lst 90');
    await page.getByRole('button', { name: 'Calendar' }).click();
    await page.getByRole('grid').first().waitFor();
    await look('the time range', popover);
    await choose(page, 'Menu of Orders', /^Note what/);
    await look('a note');
    await choose(page, 'Menu of Orders', /^Inspect/);
    for (const tab of ['Data', 'JSON', 'Query']) {
      await page.getByRole('tab', { name: tab }).click();
      if (tab !== 'Query')
        await look(`the inspector: ${tab}`, '[role=dialog] [role=tabpanel][data-state=active]');
    }
    await look('the inspector');
    await page.keyboard.press('Escape');
    await page.getByRole('application').first().press('End');
    await page.keyboard.press('w');
    await page.getByRole('dialog').getByText('in the rest of the range').waitFor();
    await look('what is different');
    for (const item of ['Versions', 'Rename or move', 'Duplicate']) {
      await choose(page, /^Menu of this/, item);
      await look(item);
    }
    await page.keyboard.press('Control+k');
    await look('the palette', palette);
    await page.keyboard.press('Shift+?');
    await look('the keys');
    await page.getByRole('button', { name: /^Compare with/ }).click();
    await page.getByRole('menuitemradio', { name: /range before/i }).click();
    await page.getByRole('button', { name: 'Compared with the range before' }).waitFor();
    await look('a comparison', 'main');
  }),
);

test.each(looks)('axe finds nothing in what opens while editing, %s at %d px', (...how) =>
  onBoard(
    how,
    async ({ page, look }) => {
      const dock = page.getByRole('toolbar', { name: 'Editing' });
      const more = dock.getByRole('button', { name: 'More about this dashboard' });
      await more.click();
      await look('more', menu);
      for (const item of ['Annotations', /^Title, tags/, /^Save as another/, /^Delete this/]) {
        await more.click();
        await page.getByRole('menuitem', { name: item }).click();
        if (item === 'Annotations')
          await page.getByRole('button', { name: 'Add annotations' }).click();
        await look(String(item));
      }
      await page.getByRole('button', { name: 'Menu of Orders', exact: true }).click();
      await look('the menu of a panel', menu);
      await page.getByRole('button', { name: 'Menu of Now', exact: true }).first().click();
      await look('the menu of a row', menu);
      await choose(page, 'Menu of Now', 'Height and repeat');
      await look('the settings of a row');
      await more.click();
      await page.getByRole('menuitem', { name: 'Add a tab' }).click();
      await page.keyboard.press('Enter');
      await look('tabs and the dock', 'body');
      await dock.getByRole('button', { name: 'Discard' }).click();
      await look('discarding');
    },
    '?edit',
  ),
);

test.each(looks)('axe finds nothing in the editors, %s at %d px', (...how) =>
  onBoard(
    how,
    async ({ page, look }) => {
      for (const tab of ['Query', 'Transforms', 'Time', 'Type', 'Options', 'Fields']) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        if (tab === 'Transforms') {
          await page.getByRole('button', { name: 'Add a step' }).click();
          await look('the steps to choose from', menu);
        }
        await look(tab, '.editor');
      }
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await look('a rule', '.editor');
      await page
        .getByRole('toolbar', { name: 'Editing' })
        .getByRole('button', { name: 'Variables' })
        .click();
      await page.getByRole('button', { name: 'Add a variable' }).waitFor();
      await look('the variables', 'main');
    },
    '?edit=total',
  ),
);

test('what is typed while the palette is on its way is its search, and no key of the dashboard', async () => {
  const { page, problems } = await openPage(browser);
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/Palette-*.js', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${server.url}/d/shop/overview`);
  await page.locator('[data-panel] figure').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('or');
  arrive();
  const search = page.getByRole('dialog').getByRole('combobox', { name: 'Search' });
  await search.waitFor();
  expect(await search.inputValue()).toBe('or');
  expect(page.url()).toBe(`${server.url}/d/shop/overview`);
  const options = () => page.getByRole('option').allInnerTexts();
  await expect.poll(async () => (await options())[0]).toBe('Orders');
  await page.keyboard.type('ders');
  await expect.poll(() => search.inputValue()).toBe('orders');
  await page.context().close();
  expect(problems).toEqual([]);
});

test('Escape leaves a menu whose code is still on its way, and the keys are the page’s again', async () => {
  const { page, problems } = await openPage(browser);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/assets\/(MenuOpen|floating)/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${server.url}/d/shop/overview`);
  await page.locator('[data-panel="total"] figure').first().waitFor();
  const button = page.getByRole('button', { name: 'Menu of this dashboard' });
  await button.click();
  await page.keyboard.press('Escape');
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  const came = page.waitForResponse(/assets\/MenuOpen/);
  release();
  await came;
  expect(await button.evaluate((own) => own === document.activeElement)).toBe(true);
  await page.keyboard.press('d');
  await page.keyboard.press('k');
  await page.waitForURL('**/d/shop/overview?kiosk');
  expect(await page.getByRole('menu').count()).toBe(0);
  expect(problems).toEqual([]);
  await page.context().close();
});

test('who leaves a popup by Escape is back on its button, the first time, too', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview`);
  const button = page.getByRole('button', { name: /^Time range/ });
  for (const time of ['first', 'second']) {
    await button.click();
    await page.getByRole('textbox', { name: 'Time range' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Time range' }).waitFor({ state: 'detached' });
    const isBack = await button.evaluate((own) => own === document.activeElement);
    expect([time, isBack]).toEqual([time, true]);
  }
  expect(problems).toEqual([]);
  await page.context().close();
});
