import { createRequire } from 'node:module';
import { build } from 'vite';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { preloadFonts } from './preload-fonts.ts';

const fontSheet = createRequire(import.meta.url).resolve(
  '@fontsource-variable/ibm-plex-sans/wght.css',
);

test('a built page asks for the font of its first words, and for no other alphabet', async () => {
  const root = await mkdtemp(join(tmpdir(), 'heliostat-fonts-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFile(join(root, 'index.html'), '<script type="module" src="/main.js"></script>');
  await writeFile(join(root, 'main.js'), `import ${JSON.stringify(fontSheet)};`);
  await build({
    ...{ root, configFile: false, logLevel: 'silent', plugins: [preloadFonts()] },
    build: { assetsInlineLimit: 0 },
  });
  const html = await readFile(join(root, 'dist/index.html'), 'utf8');
  const [font, ...others] = html.matchAll(
    /<link rel="preload" as="font"[^>]* href="([^"]+)"[^>]*>/g,
  );
  expect(others).toEqual([]);
  expect(font?.[0]).toContain('crossorigin');
  expect(font?.[1]).toMatch(/-sans-latin-wght-normal-/);
  await expect(readFile(join(root, 'dist', font?.[1] ?? ''))).resolves.toBeDefined();
});
