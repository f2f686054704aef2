import { join } from 'node:path';
import type { Logger } from '@heliostat/sdk';
import { loadPlugins } from '../plugins/load.ts';
import type { PluginRegistry } from '../plugins/registry.ts';
import { buildLook } from './look.ts';
import { openDirectory } from './read.ts';
import { WorkspaceState } from './state.ts';
import type { FileIssue } from './workspace.ts';

const ignore = () => undefined;
export const silent: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Plugins made for tests: panel dots, processor keep, datasources memory and archive. */
export function loadTestPlugins(): Promise<PluginRegistry> {
  const directories = [join(import.meta.dirname, '../plugins/fixtures/good')];
  return loadPlugins({ directories });
}

/** A workspace as it is on disk now, not watched. */
export async function readState(
  directory: string,
  plugins: PluginRegistry,
): Promise<WorkspaceState> {
  const state = new WorkspaceState(plugins);
  await buildLook(await openDirectory(directory), state)({ settled: true });
  return state;
}

/** Issues as a person reads them, one a line. */
export function toLines(issues: readonly FileIssue[]): string {
  return issues
    .map((issue) => {
      const { severity, file, line, column, path, message } = issue;
      return `${file}:${line}:${column} ${severity} ${path === '' ? '' : `${path}: `}${message}\n`;
    })
    .join('');
}
