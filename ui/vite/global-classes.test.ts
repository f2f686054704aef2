import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Styles {
  file: string;
  /** Classes that mean the same on every page. */
  global: ReadonlySet<string>;
  /** Classes that a component means for itself. */
  own: ReadonlySet<string>;
}

// All styles are one file: a class that is global anywhere is so on every page, opened or not.
test('no component has a class of its own that another has made global', async () => {
  const all = (await Promise.all(['ui/src', 'sdk/ui', 'plugins/panels'].map(stylesIn))).flat();
  expect(all.some(({ global }) => global.size > 0)).toBe(true);
  const clashes = all.flatMap(({ file, global }) =>
    all
      .filter((other) => other.file !== file)
      .flatMap((other) =>
        [...global].flatMap((name) =>
          other.own.has(name) ? `.${name}: ${file}, ${other.file}` : [],
        ),
      ),
  );
  expect(clashes).toEqual([]);
});

async function stylesIn(folder: string): Promise<Styles[]> {
  const files = await readdir(join(root, folder), { recursive: true });
  const components = files.filter(
    (file) => file.endsWith('.svelte') && !file.includes('node_modules'),
  );
  return await Promise.all(
    components.map(async (file) => {
      const source = await readFile(join(root, folder, file), 'utf8');
      return {
        file: join(folder, file),
        ...classesOf(/<style>([^]*)<\/style>/.exec(source)?.[1] ?? ''),
      };
    }),
  );
}

function classesOf(css: string): Pick<Styles, 'global' | 'own'> {
  const global = new Set(
    [...css.matchAll(/^\s*:global\(\.([\w-]+)(?![\w.-])/gm)].map(([, name = '']) => name),
  );
  const scoped = css.replaceAll(/:global\([^)]*\)/g, '');
  const own = new Set([...scoped.matchAll(/^\s*\.([\w-]+)/gm)].map(([, name = '']) => name));
  return { global, own };
}
