import type { DashboardDocument } from '@heliostat/sdk';
import { isSame } from '../data/same.ts';
import type { DraftStore } from './draft-store.ts';

const maxSteps = 100;

interface Step {
  label: string;
  /** On the other side of the step: before it when it can be undone, after it when it can be redone. */
  document: DashboardDocument;
  merge?: string;
}

interface DraftOptions {
  path: string;
  /** As it was read. */
  document: DashboardDocument;
  etag: string;
  store: DraftStore;
  /** What was made of it before, if anything. */
  changed?: DashboardDocument;
  now?: () => number;
}

/** A dashboard being edited: the document as it will be saved, and the way back to what it was. */
export class Draft {
  readonly path: string;
  /** False once the browser had no room for it: it then ends with the page. */
  isKept = $state(true);
  #document = $state.raw<DashboardDocument>() as DashboardDocument;
  #base = $state.raw<DashboardDocument>() as DashboardDocument;
  #etag = $state('');
  #past = $state.raw<readonly Step[]>([]);
  #future = $state.raw<readonly Step[]>([]);
  readonly isChanged: boolean = $derived(!isSame(this.#document, this.#base));
  readonly #store: DraftStore;
  readonly #now: () => number;

  constructor({ path, document, etag, store, changed = document, now = Date.now }: DraftOptions) {
    this.path = path;
    this.#base = document;
    this.#document = changed;
    this.#etag = etag;
    this.#store = store;
    this.#now = now;
  }

  get document(): DashboardDocument {
    return this.#document;
  }

  get base(): DashboardDocument {
    return this.#base;
  }

  get etag(): string {
    return this.#etag;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** What `undo` would take back. */
  get lastLabel(): string | undefined {
    return this.#past.at(-1)?.label;
  }

  /** What `redo` would do again. */
  get nextLabel(): string | undefined {
    return this.#future.at(-1)?.label;
  }

  /** One step of undo; a change that gives an equal document is none. `merge` joins it with the last step of that key. */
  change(
    label: string,
    edit: (document: DashboardDocument) => DashboardDocument,
    merge?: string,
  ): void {
    const next = edit(this.#document);
    if (isSame(next, this.#document)) return;
    const last = this.#past.at(-1);
    const isJoined = merge !== undefined && last?.merge === merge && this.#future.length === 0;
    const past = isJoined ? this.#past.slice(0, -1) : this.#past;
    const document = isJoined ? last.document : this.#document;
    const step: Step = { label, document, ...(merge !== undefined && { merge }) };
    // Typed and taken back again: there is nothing to undo.
    this.#past = isSame(document, next) ? past : [...past, step].slice(-maxSteps);
    this.#future = [];
    this.#show(next);
  }

  /** What comes of the last step by itself, and is undone with it. */
  follow(edit: (document: DashboardDocument) => DashboardDocument): void {
    const next = edit(this.#document);
    if (!isSame(next, this.#document)) this.#show(next);
  }

  undo(): string | undefined {
    const step = this.#past.at(-1);
    if (step === undefined) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, { label: step.label, document: this.#document }];
    this.#show(step.document);
    return step.label;
  }

  redo(): string | undefined {
    const step = this.#future.at(-1);
    if (step === undefined) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, { label: step.label, document: this.#document }];
    this.#show(step.document);
    return step.label;
  }

  /** It is in the file now. */
  saved(document: DashboardDocument, etag: string): void {
    this.#base = document;
    this.#etag = etag;
    this.#show(document);
  }

  /** The file is another now: the draft and every step of it become changes of that one. */
  rebase(
    base: { document: DashboardDocument; etag: string },
    merge: (document: DashboardDocument) => DashboardDocument,
  ): void {
    const move = (step: Step): Step => ({ ...step, document: merge(step.document) });
    this.#past = this.#past.map(move);
    this.#future = this.#future.map(move);
    const document = merge(this.#document);
    this.#base = base.document;
    this.#etag = base.etag;
    this.#show(document);
  }

  /** Back to the file, without a way back. */
  discard(): void {
    this.#past = [];
    this.#future = [];
    this.#show(this.#base);
  }

  #show(document: DashboardDocument): void {
    this.#document = document;
    if (isSame(document, this.#base)) {
      this.#store.remove(this.path);
      return;
    }
    const [atMs, etag, base] = [this.#now(), this.#etag, this.#base];
    this.isKept = this.#store.write(this.path, { atMs, etag, base, document });
  }
}
