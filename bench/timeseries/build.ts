import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const svelteConfig = fileURLToPath(new URL('../../svelte.config.js', import.meta.url));

export interface BuiltPage {
  script: string;
  style: string;
}

/** The page as one script and one style sheet, built from the sources as they are now. */
export async function buildPage(): Promise<BuiltPage> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root,
    plugins: [svelte({ configFile: svelteConfig })],
    build: {
      write: false,
      target: 'es2022',
      cssCodeSplit: false,
      lib: { entry: `${root}page.ts`, formats: ['iife'], name: 'page' },
    },
  });
  const outputs = (built as Rolldown.RolldownOutput[]).flatMap((one) => one.output);
  const script = outputs.find((output) => output.type === 'chunk')?.code ?? '';
  const styles = outputs.filter((output) => output.type === 'asset');
  return { script, style: styles.map((asset) => String(asset.source)).join('\n') };
}
