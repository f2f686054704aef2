import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';

const { server, browser } = await useServer();

/** The colours of a legend by the names of its series, as `r,g,b`. */
async function colorsOf(panel: Locator): Promise<Record<string, string>> {
  await panel.locator('button:has(svg line) .name').nth(2).waitFor();
  return panel.locator('button:has(svg line)').evaluateAll((entries) =>
    Object.fromEntries(
      entries.map((entry) => {
        const { stroke } = getComputedStyle(entry.querySelector('line')!);
        const context = document.createElement('canvas').getContext('2d')!;
        context.fillStyle = stroke;
        context.fillRect(0, 0, 1, 1);
        const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
        return [entry.querySelector('.name')!.textContent, [r, g, b].join(',')];
      }),
    ),
  );
}

/** Every colour that the pages of a PDF set, as `r,g,b`. */
function colorsOfPdf(pdf: Buffer): ReadonlySet<string> {
  const found = new Set<string>();
  const text = pdf.toString('latin1');
  for (const { index, 0: begin } of text.matchAll(/stream\r?\n/g)) {
    const content = inflate(pdf.subarray(index + begin.length));
    for (const [, ...parts] of content.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b/g))
      found.add(parts.map((part) => Math.round(Number(part) * 255)).join(','));
  }
  return found;
}

/** Empty for what is not packed: fonts and pictures hold no colours of lines. */
function inflate(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return '';
  }
}

test('a series has one colour on the page, in the editor, in a picture and on paper', async () => {
  const { page, problems } = await openPage(browser);
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-asked', 'print');
  });
  await page.goto(`${server.url}/d/shop/overview?refresh=off`);
  const panel = page.locator('[data-panel="by-type"]');
  const shown = await colorsOf(panel);
  expect(Object.keys(shown).sort()).toEqual(['app', 'phone', 'web']);
  expect(new Set(Object.values(shown)).size).toBe(3);

  const waiting = page.waitForEvent('download');
  await panel.locator('.panel-menu').click();
  await page.getByRole('menuitem', { name: 'Download PNG' }).click();
  const png = await readFile(await (await waiting).path());
  const drawn = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const colors = new Set<string>();
    for (let i = 0; i < data.length; i += 4)
      colors.add([data[i], data[i + 1], data[i + 2]].join(','));
    return [...colors];
  }, png.toString('base64'));
  expect(drawn).toEqual(expect.arrayContaining(Object.values(shown)));

  await page.keyboard.press('Control+p');
  await page.locator('html[data-asked=print]').waitFor();
  const paper = colorsOfPdf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  expect([...paper]).toEqual(expect.arrayContaining(Object.values(shown)));

  await page.goto(`${server.url}/d/shop/overview?refresh=off&edit=by-type`);
  const editor = page.getByRole('region', { name: /^Editor of/ });
  expect(await colorsOf(editor.locator('[data-panel]').first())).toEqual(shown);
  expect(problems).toEqual([]);
  await page.context().close();
});
