import { toHeliostatError, type EventSchema } from '@heliostat/sdk';
import type { PluginRegistry } from '../../plugins/registry.ts';
import { baseName } from '../../workspace/kinds.ts';
import type { FileIssue, Workspace, WorkspaceFile } from '../../workspace/workspace.ts';
import { declaredDefinition } from '../definition.ts';
import { internalName, internalStream } from '../internal.ts';
import { toFileIssues } from './issues.ts';
import { planPipeline } from './plan.ts';

export interface CheckInput {
  state: Pick<Workspace, 'list'>;
  plugins: PluginRegistry;
}

/**
 * Plans every valid pipeline without running it, and returns what is wrong with expressions, fields
 * and tables, and with the schemas of streams. A pipeline whose stream no file declares is left out:
 * nobody knows its events yet.
 */
export function checkPipelines({ state, plugins }: CheckInput): FileIssue[] {
  const { schemas, issues: found } = readSchemas(state);
  const taken = new Map<string, string>();
  const ofPlans = state.list('pipeline').flatMap((file) => {
    const { document, path } = file;
    const schema = document && schemas.get(document.source.stream);
    if (document === undefined || schema === undefined || !isValid(file)) return [];
    const { plan, issues } = planPipeline({ document, schema, plugins, taken });
    for (const { datasource, table } of plan?.sinks ?? [])
      taken.set(`${datasource}.${table}`, `pipeline "${path}"`);
    return toFileIssues(file, issues);
  });
  return [...found, ...ofPlans];
}

/** The shape of events by stream, and which schemas do not compile. */
function readSchemas(state: CheckInput['state']) {
  const schemas = new Map<string, EventSchema>();
  schemas.set(internalName, declaredDefinition(internalStream, 'internal').schema);
  const issues = state.list('stream').flatMap((file) => {
    if (file.document === undefined || !isValid(file)) return [];
    try {
      schemas.set(baseName(file.path), declaredDefinition(file.document).schema);
      return [];
    } catch (thrown) {
      const { message } = toHeliostatError(thrown);
      return toFileIssues(file, [{ path: ['schema'], message }]);
    }
  });
  return { schemas, issues };
}

function isValid({ issues }: WorkspaceFile): boolean {
  return issues.every(({ severity }) => severity !== 'error');
}
