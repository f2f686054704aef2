import type { DashboardDocument } from '@heliostat/sdk';

/** What is kept of an unsaved dashboard. */
export interface KeptDraft {
  /** When it last changed, epoch milliseconds. */
  atMs: number;
  /** Of the file it was made from. */
  etag: string;
  base: DashboardDocument;
  document: DashboardDocument;
}

/** Where unsaved dashboards outlive the page, one for each path. */
export interface DraftStore {
  read(path: string): KeptDraft | undefined;
  /** False when there was no room for it. */
  write(path: string, draft: KeptDraft): boolean;
  remove(path: string): void;
}

/** Drafts in the storage of this browser; without one nothing is kept. */
export function buildDraftStore(storage: Storage | undefined): DraftStore {
  return {
    read: (path) => parseDraft(storage?.getItem(draftKey(path)) ?? null),
    write: (path, draft) => {
      try {
        storage?.setItem(draftKey(path), JSON.stringify(draft));
        return storage !== undefined;
      } catch {
        return false;
      }
    },
    remove: (path) => storage?.removeItem(draftKey(path)),
  };
}

function draftKey(path: string): string {
  return `heliostat.draft.${path}`;
}

/** What another version of this page kept and nobody can read any more is none. */
function parseDraft(text: string | null): KeptDraft | undefined {
  if (text === null) return;
  try {
    const value = JSON.parse(text) as Partial<KeptDraft> | null;
    const { atMs, etag, base, document } = value ?? {};
    const isWhole = typeof atMs === 'number' && typeof etag === 'string';
    if (isWhole && isDashboard(base) && isDashboard(document))
      return { atMs, etag, base, document };
  } catch {
    return;
  }
}

function isDashboard(value: DashboardDocument | undefined): value is DashboardDocument {
  return value?.kind === 'dashboard' && Array.isArray(value.layout.rows);
}
