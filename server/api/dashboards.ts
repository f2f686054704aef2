import { toText } from '@heliostat/sdk';
import type { Workspace, WorkspaceFile } from '../workspace/workspace.ts';

/** What narrows a list of dashboards; all that is given must hold. */
export interface DashboardFilter {
  /** Words that must all occur in title, path, tags or description, whatever their case. */
  search?: string | null | undefined;
  /** That folder and those below it. */
  folder?: string | null | undefined;
  tag?: string | null | undefined;
}

/** The dashboards that fit, by path. */
export function findDashboards(
  workspace: Workspace,
  { search, folder, tag }: DashboardFilter,
): WorkspaceFile<'dashboard'>[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return [...workspace.list('dashboard')]
    .filter((file) => !folder || file.path.startsWith(`${folder}/`))
    .filter((file) => !tag || tagsOf(file).includes(tag))
    .filter((file) => words.every((word) => searchText(file).includes(word)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The dashboards that name this one in a link of theirs, as `dashboard` or in a URL. */
export function linksTo(workspace: Workspace, path: string): WorkspaceFile<'dashboard'>[] {
  const url = new RegExp(`/d/${path.replaceAll(/[^\w/-]/g, '\\$&')}(?![\\w/-])`);
  return workspace.list('dashboard').filter(({ path: own, document }) => {
    if (own === path || document === undefined) return false;
    const isNamed = (document.links ?? []).some(({ dashboard }) => dashboard === path);
    return isNamed || url.test(JSON.stringify([document.links, document.panels]));
  });
}

/** Directory of a path, empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The path stands in for the title of a file that never was valid. */
export function titleOf(file: WorkspaceFile<'dashboard'>): string {
  return file.document?.title ?? file.path;
}

export function descriptionOf(file: WorkspaceFile<'dashboard'>): string | undefined {
  const description = file.document?.description;
  return description === undefined ? undefined : toText(description);
}

export function tagsOf(file: WorkspaceFile<'dashboard'>): readonly string[] {
  return file.document?.tags ?? [];
}

function searchText(file: WorkspaceFile<'dashboard'>): string {
  return [titleOf(file), file.path, ...tagsOf(file), descriptionOf(file) ?? '']
    .join('\n')
    .toLowerCase();
}
