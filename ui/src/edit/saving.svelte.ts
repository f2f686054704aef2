import { toHeliostatError, type DashboardDocument } from '@heliostat/sdk';
import { diffDashboards, type DashboardChange } from '@heliostat/sdk/diff';
import { mergeDashboards, type MergeConflict } from '@heliostat/sdk/merge';
import { nameNewPanels } from './document/name-panels.ts';
import { mergeWith, type Side } from './document/resolve.ts';
import { readDashboard, saveDashboard, type SavedDashboard, type UserError } from './operations.ts';
import type { EditSession } from './session.svelte.ts';

/** The file as somebody else has left it, where that meets what was changed here. */
interface Clash {
  theirs: SavedDashboard;
  conflicts: readonly MergeConflict[];
}

/** How a draft gets into its file, and how a change of the file gets into the draft. */
export class Saving {
  isBusy = $state(false);
  errors = $state.raw<readonly UserError[]>([]);
  clash = $state.raw<Clash | undefined>();
  /** What the file brought in, to be told. */
  merged = $state.raw<readonly DashboardChange[]>([]);
  /** The file was deleted: saving makes a new one. */
  isGone = $state(false);
  readonly changes: readonly DashboardChange[] = $derived.by(() => {
    const { base, document, isChanged } = this.#session.draft;
    // New panels are told by the names that they will have in the file.
    return isChanged ? diffDashboards(base, nameNewPanels(document, base).document) : [];
  });
  readonly #session: EditSession;
  /** Of the file as the page had it last. */
  #seen: string | undefined;

  constructor(session: EditSession) {
    this.#session = session;
  }

  /** True when the file is now as the draft. */
  async save(): Promise<boolean> {
    const { draft, board } = this.#session;
    if (this.isBusy || this.clash !== undefined) return false;
    this.isBusy = true;
    this.errors = [];
    try {
      this.#nameNewPanels();
      const { path, document, etag } = draft;
      const answer = await saveDashboard(board.app.ask, {
        ...{ path, document },
        ...(!this.isGone && { etag }),
      });
      if (answer.dashboard === null) await this.#refused(answer.userErrors);
      else this.#done(answer.dashboard, document);
      return answer.dashboard !== null;
    } catch (thrown) {
      const { code, message, hint } = toHeliostatError(thrown);
      this.errors = [{ code, message, hint: hint ?? null, field: [] }];
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** Of a panel whose editor is open, that of its new name. */
  #nameNewPanels(): void {
    const { draft, board } = this.#session;
    const { document, names } = nameNewPanels(draft.document, draft.base);
    if (document === draft.document) return;
    draft.change('Name new panels', () => document);
    const edit = names.get(board.view.edit ?? '');
    if (edit !== undefined) board.show({ edit }, { replace: true });
  }

  /** The page has this of the file: until it has another, a file saved from here is newer. */
  follow(theirs: SavedDashboard): void {
    if (this.isBusy || theirs.etag === this.#seen) return;
    this.#seen = theirs.etag;
    this.meet(theirs);
  }

  /** The file is another one than the draft was made from. */
  meet(theirs: SavedDashboard): void {
    const { draft } = this.#session;
    if (this.isBusy || theirs.etag === draft.etag) return;
    this.isGone = false;
    const { conflicts } = mergeDashboards(draft.base, draft.document, theirs.document);
    if (conflicts.length > 0) this.clash = { theirs, conflicts };
    else this.#rebase(theirs, new Map());
  }

  resolve(choices: ReadonlyMap<string, Side>): void {
    if (this.clash !== undefined) this.#rebase(this.clash.theirs, choices);
  }

  #rebase(theirs: SavedDashboard, choices: ReadonlyMap<string, Side>): void {
    const { draft } = this.#session;
    const { base } = draft;
    this.merged = draft.isChanged ? diffDashboards(base, theirs.document) : [];
    draft.rebase(theirs, (mine) => mergeWith({ base, mine, theirs: theirs.document }, choices));
    this.clash = undefined;
    this.errors = [];
  }

  #done(saved: SavedDashboard, sent: DashboardDocument): void {
    const { draft, board } = this.#session;
    this.isGone = false;
    this.merged = [];
    board.app.toasts.done('Saved');
    // What was changed while it was being written is a change still.
    const later = draft.document;
    if (later === sent) draft.saved(saved.document, saved.etag);
    else draft.rebase(saved, (mine) => mergeWith({ base: sent, mine, theirs: saved.document }));
  }

  async #refused(errors: readonly UserError[]): Promise<void> {
    const isOutdated = errors.some(({ code }) => code === 'PRECONDITION_FAILED');
    if (!isOutdated) {
      this.errors = errors;
      return;
    }
    const { draft, board } = this.#session;
    const theirs = await readDashboard(board.app.ask, draft.path);
    this.isBusy = false;
    if (theirs === undefined) this.isGone = true;
    else this.meet(theirs);
  }
}
