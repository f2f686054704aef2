import type { Permission } from '../auth/permissions.ts';
import type { WorkspaceKind } from '../workspace/workspace.ts';

/** What a kind of file asks for, beyond what the route does: pipelines and datasources reach further. */
const subjects = {
  dashboard: 'dashboard',
  pipeline: 'pipeline',
  stream: 'stream',
  // Who may write dashboards does not thereby say what they must be like.
  policy: 'datasource',
  datasources: 'datasource',
} as const satisfies Record<WorkspaceKind, string>;

/** The permission that reading or writing a file of a kind needs. */
export function filePermission(kind: WorkspaceKind, action: 'read' | 'write'): Permission {
  return `${subjects[kind]}:${action}`;
}
