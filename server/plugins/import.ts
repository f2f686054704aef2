import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';

type Module = Record<string, unknown>;

/** Whether this code runs from the build (`server/vite.config.ts`); from source there is no `env`. */
const isBuilt = (import.meta as Partial<ImportMeta>).env?.PROD === true;

/** The plugins of this repository, which the build has taken in. */
const included = isBuilt
  ? import.meta.glob<Module>('../../plugins/*/*/{index,server,options,grafana}.ts')
  : {};

/** Imports modules of plugins by absolute path: from the build, or from the file itself. */
export function buildImporter(): (path: string) => Promise<Module> {
  let understood: Promise<void> | undefined;
  return async (path) => {
    const key = relative(import.meta.dirname, path).replaceAll('\\', '/');
    const include = Object.hasOwn(included, key) ? included[key] : undefined;
    if (include !== undefined) return include();
    if (isBuilt) await (understood ??= understandTypeScript());
    return exportsOf((await import(/* @vite-ignore */ pathToFileURL(path).href)) as Module);
  };
}

/**
 * The build runs without a loader; a plugin from elsewhere, and the sdk it imports, may be TypeScript. Where no
 * package.json says `"type": "module"` Node takes that for CommonJS, whatever is written in it.
 */
async function understandTypeScript(): Promise<void> {
  const [commonJs, modules] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
  commonJs.register();
  modules.register();
}

/** What a module exports that Node has taken for CommonJS is all in its default export. */
function exportsOf(module: Module): Module {
  const { default: all } = module;
  const isTranslated = typeof all === 'object' && all !== null && Object.hasOwn(all, '__esModule');
  return isTranslated ? (all as Module) : module;
}
