import type { DashboardDocument } from '@heliostat/sdk';

/** One text that the file of a dashboard had. */
export interface Version {
  id: string;
  /** Epoch milliseconds. */
  at: number;
  author: string | null;
  message: string | null;
  isCommitted: boolean;
  /** It is what is on disk now. */
  isCurrent: boolean;
}

export const versionsOperation = `query Versions($path: String!, $first: Int!) {
  dashboard(path: $path) {
    versions(first: $first) { id at author message isCommitted isCurrent } } }`;
export interface VersionsAnswer {
  dashboard: { versions: readonly Version[] } | null;
}

/** What a file said; without a document it is no dashboard that can be shown. */
export interface VersionText {
  text: string;
  document: DashboardDocument | null;
}

export const versionOperation = `query Version($path: String!, $id: String!) {
  dashboard(path: $path) { version(id: $id) { text document } } }`;
export interface VersionAnswer {
  dashboard: { version: VersionText | null } | null;
}

/** A dashboard whose file is gone. */
export interface DeletedDashboard {
  path: string;
  /** Epoch milliseconds. */
  at: number;
  author: string | null;
  message: string | null;
}

export const deletedOperation = `query Deleted {
  deletedDashboards { path at author message } }`;
export interface DeletedAnswer {
  deletedDashboards: readonly DeletedDashboard[];
}

export const deletedTextOperation = `query DeletedText($path: String!) {
  deletedDashboards(path: $path) { last { text document } } }`;
export interface DeletedTextAnswer {
  deletedDashboards: readonly { last: VersionText }[];
}
