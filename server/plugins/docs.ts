import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { TObject } from '@heliostat/sdk';
import type { Plugin, PluginKind, PluginKinds } from './registry.ts';

/** What there is to read about a plugin. */
export interface PluginDocs {
  /** Its README.md as Markdown; null when it has none. */
  readme: string | null;
  /** JSON Schema of its options (panel, processor) or settings (datasource). */
  options: object;
  /** JSON Schema of a query (datasource) or of the options per field (panel); null when none. */
  secondary: object | null;
  /** What a datasource says it can do; null for other kinds. */
  supports: object | null;
}

const maxReadmeBytes = 256 * 1024;

/** Reads what there is to read about a plugin; never throws for a missing README. */
export async function pluginDocs(plugin: Plugin): Promise<PluginDocs> {
  const { options, secondary, supports } = schemasOf(plugin);
  return {
    readme: await readReadme(join(plugin.directory, 'README.md')),
    options: toJson(options),
    secondary: secondary === undefined ? null : toJson(secondary),
    supports: supports ?? null,
  };
}

interface Schemas {
  options: TObject;
  secondary?: TObject | undefined;
  supports?: object;
}

const schemas: { [Kind in PluginKind]: (definition: PluginKinds[Kind]) => Schemas } = {
  datasource: ({ settings, query, supports }) => ({
    options: settings,
    secondary: query,
    supports,
  }),
  processor: ({ options }) => ({ options }),
  panel: ({ options, fieldOptions }) => ({ options, secondary: fieldOptions }),
};

function schemasOf<Kind extends PluginKind>({ kind, definition }: Plugin<Kind>): Schemas {
  return schemas[kind](definition);
}

/** TypeBox keeps what is not JSON Schema under symbols, which JSON leaves out. */
function toJson(schema: TObject): object {
  return JSON.parse(JSON.stringify(schema)) as object;
}

async function readReadme(path: string): Promise<string | null> {
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxReadmeBytes));
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
