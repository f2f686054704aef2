import type { Services } from '../services.ts';
import { byPlace } from '../workspace/state.ts';
import type { FileIssue } from '../workspace/workspace.ts';

/** Everything wrong in the files of the workspace: as files, and as pipelines that are to run. */
export function issuesOf({
  workspace,
  pipelines,
}: Pick<Services, 'workspace' | 'pipelines'>): FileIssue[] {
  return [...workspace.issues(), ...pipelines.issues()].sort(byPlace);
}
