import type { Locator, Page } from 'playwright-core';

/** What journeys do to a page in edit mode. */

export async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not on the page');
  return box;
}

/** Panels as they stand on the page, rows, cells of a row and panels of a cell apart: `total | top+list other`. */
export async function orderOf(page: Page): Promise<string> {
  const rows = await page.locator('[data-edit-row]').all();
  const texts = await Promise.all(
    rows.map((row) =>
      row
        .locator('[data-cell]')
        .evaluateAll((cells) =>
          cells
            .map((cell) =>
              [...cell.querySelectorAll<HTMLElement>('[data-panel]')]
                .map((one) => one.dataset['panel'])
                .join('+'),
            )
            .join(' '),
        ),
    ),
  );
  return texts.join(' | ');
}

/** Takes something in its middle and drops it there. */
export async function drag(page: Page, from: Locator, to: { x: number; y: number }): Promise<void> {
  const box = await boxOf(from);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
}

/** Saves what was changed, and waits until the dialog is gone. */
export async function saveDraft(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).last().waitFor();
  await dialog.waitFor({ state: 'detached' });
}
