import { parseTree } from 'jsonc-parser';
import type { Issue } from '@heliostat/sdk/check';
import { formatPath } from '@heliostat/sdk/check';
import { offsetOf, positionAt } from '../../workspace/positions.ts';
import type { FileIssue, WorkspaceFile } from '../../workspace/workspace.ts';

/** Issues of a plan at their places in the pipeline's file. */
export function toFileIssues(
  { file, text }: Pick<WorkspaceFile, 'file' | 'text'>,
  issues: readonly Issue[],
): FileIssue[] {
  const tree = issues.length > 0 ? parseTree(text) : undefined;
  return issues.map(({ path, message }) => ({
    severity: 'error',
    file,
    ...positionAt(text, tree === undefined ? 0 : offsetOf(tree, path, 'value')),
    path: formatPath(path),
    message,
  }));
}
