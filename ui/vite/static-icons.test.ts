import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { iconProps, toPicture } from './static-icons.ts';

const root = join(import.meta.dirname, '../..');
const icons = join(root, 'node_modules/@lucide/svelte/dist/icons');

test('every icon of Lucide is written out with all of its parts', async () => {
  const files = (await readdir(icons)).filter((name) => name.endsWith('.svelte'));
  expect(files.length).toBeGreaterThan(1000);
  for (const file of files) {
    const code = await readFile(join(icons, file), 'utf8');
    const picture = toPicture(code);
    expect(picture.match(/ d="/g)?.length ?? 0, file).toBe(code.match(/\{ "d": /g)?.length ?? 0);
    expect(picture, file).toContain(`lucide-${file.replace('.svelte', '')}"`);
  }
});

test('an icon that says nothing of itself fails the build and names what to do', () => {
  expect(() => toPicture('<script>let other = 1;</script>')).toThrow('adapt static-icons.ts');
});

test('pages give icons only what written out icons take', async () => {
  const files = await readdir(join(root, 'ui/src'), { recursive: true });
  const sources = files.filter((name) => name.endsWith('.svelte'));
  const given = await Promise.all(
    sources.map(async (name) => propsOfIcons(await readFile(join(root, 'ui/src', name), 'utf8'))),
  );
  expect([...new Set(given.flat())].sort()).toEqual([...iconProps].sort());
});

/** The names of what a component gives to the icons that it imports. */
function propsOfIcons(source: string): string[] {
  const names = [...source.matchAll(/import (\w+) from '@lucide/g)].map(([, name = '']) => name);
  const tags = names.flatMap((name) => [
    ...source.matchAll(new RegExp(`<(?:page\\.Icon|${name})\\b((?:\\{[^}]*\\}|[^>{])*)>`, 'g')),
  ]);
  return tags.flatMap(([, props = '']) =>
    [...props.matchAll(/([\w-]+)=/g)].map(([, prop = '']) => prop),
  );
}
