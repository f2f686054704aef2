import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { TObject } from '@heliostat/sdk';
import type { Plugin, PluginKind, PluginKinds } from './registry.ts';

/** What there is to set in a plugin, and what it says it can do. */
export interface PluginSchemas {
  /** Of its options (panel, processor) or settings (datasource). */
  options: TObject;
  /** Of a query (datasource) or of the options per field (panel). */
  secondary: TObject | undefined;
  supports: object;
}

const maxReadmeBytes = 256 * 1024;

const schemas: { [Kind in PluginKind]: (definition: PluginKinds[Kind]) => PluginSchemas } = {
  datasource: ({ settings, query, supports }) => ({
    options: settings,
    secondary: query,
    supports,
  }),
  processor: (definition) => ({
    options: definition.options,
    secondary: undefined,
    supports: { plan: definition.plan !== undefined },
  }),
  panel: ({ options, fieldOptions, accepts }) => ({
    options,
    secondary: fieldOptions,
    supports: { accepts },
  }),
};

/** The schemas of a plugin, whatever its kind. */
export function schemasOf<Kind extends PluginKind>({
  kind,
  definition,
}: Plugin<Kind>): PluginSchemas {
  return schemas[kind](definition);
}

/** The README.md of a plugin's directory, at most 256 KiB of it; undefined when there is none. */
export async function readReadme(directory: string): Promise<string | undefined> {
  const file = await open(join(directory, 'README.md')).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxReadmeBytes));
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    // A folder of that name opens, but cannot be read.
    return undefined;
  } finally {
    await file.close();
  }
}
