import { isAllowed } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Services } from '../services.ts';
import { documentOf } from '../workspace/kinds.ts';
import { byPlace } from '../workspace/state.ts';
import type { FileIssue } from '../workspace/workspace.ts';
import { filePermission } from './file-permission.ts';

/** Everything wrong in the files that the caller may read: as files, and as pipelines that are to run. */
export function issuesOf(
  { workspace, pipelines }: Pick<Services, 'workspace' | 'pipelines'>,
  caller: Caller,
): FileIssue[] {
  const mayRead = ({ file }: FileIssue): boolean => {
    const kind = documentOf(file)?.kind;
    return kind === undefined || isAllowed(caller, filePermission(kind, 'read'));
  };
  return [...workspace.issues(), ...pipelines.issues()].filter(mayRead).sort(byPlace);
}
