import {
  dashboardSchema,
  datasourcesSchema,
  pipelineSchema,
  policySchema,
  streamSchema,
  type TObject,
} from '@heliostat/sdk';
import type { WorkspaceKind } from './workspace.ts';

interface KindOfFile {
  /** How the file names of this kind end. */
  ending: string;
  schema: TObject;
}

/** The kinds of files of a workspace. */
export const kinds: Readonly<Record<WorkspaceKind, KindOfFile>> = {
  dashboard: { ending: '.dashboard.json', schema: dashboardSchema },
  pipeline: { ending: '.pipeline.json', schema: pipelineSchema },
  stream: { ending: '.stream.json', schema: streamSchema },
  policy: { ending: '.policy.json', schema: policySchema },
  datasources: { ending: '.json', schema: datasourcesSchema },
};

export const kindNames = Object.keys(kinds) as WorkspaceKind[];

/** The one file that binds datasources, at the top of the workspace. */
const datasourcesPath = 'datasources';

const pathPattern = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/;
/** What no file or folder may be called on Windows, whatever its ending: there a clone would fail. */
const reservedPattern = /(^|\/)(con|prn|aux|nul|(com|lpt)[0-9])(\/|$)/;
const maxPathLength = 200;

/** Whether a document may have this path: lower-case words, digits and dashes between slashes, on any system. */
export function isDocumentPath(kind: WorkspaceKind, path: string): boolean {
  if (kind === 'datasources') return path === datasourcesPath;
  return path.length <= maxPathLength && pathPattern.test(path) && !reservedPattern.test(path);
}

/** `engagement/overview` → `engagement/overview.dashboard.json`. */
export function fileOf(kind: WorkspaceKind, path: string): string {
  return `${path}${kinds[kind].ending}`;
}

/** What a file of the workspace holds, by its name; undefined when it is none of ours. */
export function documentOf(file: string): { kind: WorkspaceKind; path: string } | undefined {
  if (file === fileOf('datasources', datasourcesPath)) {
    return { kind: 'datasources', path: datasourcesPath };
  }
  const kind = kindNames.find(
    (name) => name !== 'datasources' && file.endsWith(kinds[name].ending),
  );
  if (kind === undefined) return undefined;
  const path = file.slice(0, -kinds[kind].ending.length);
  // `.dashboard.json` alone, as an editor's scratch file may be called, has no name.
  return path === '' || path.endsWith('/') ? undefined : { kind, path };
}

/** The last part of a path: the name of a stream. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
