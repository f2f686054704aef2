import {
  annotationsWithin,
  toAnnotations,
  type Annotation,
  type AnnotationQuery,
  type Frame,
  type Interval,
} from '@heliostat/sdk';
import { resolveColor } from '@heliostat/sdk/ui';
import { onNotesChange, readNotes, type Note } from '../data/annotations.ts';
import { isSame } from '../data/same.ts';
import { panelAnnotated } from '../plugins.ts';
import { annotationNotice } from './annotation-notice.ts';
import type { Board } from './board.svelte.ts';
import type { Feed } from './feed.svelte.ts';
import { readId } from './repeat.ts';

/** What is being written: a new one, or one that is there. */
export interface OpenNote {
  range: Interval;
  /** Slug of the panel it was begun on. */
  panel: string | undefined;
  note?: Note;
}

/** Stands for those made by hand where a slug is expected; no slug looks like it. */
export const byHand = '*';

/** About as many as a panel has pixels to tell apart. */
export const maxPoints = 500;

/** What happened, as queries of the open dashboard find it and as people wrote it down. */
export class BoardAnnotations {
  readonly #board: Board;
  /** Made by hand; loaded after the panels. */
  notes = $state.raw<readonly Note[]>([]);
  /** The note whose form is open. */
  open = $state.raw<OpenNote | undefined>();
  #loads = 0;
  /** By the frame they are of. */
  readonly #found = new WeakMap<Frame, { key: string; annotations: readonly Annotation[] }>();

  constructor(board: Board) {
    this.#board = board;
  }

  /** By slug; those by hand are not among them. */
  get sources(): readonly (readonly [slug: string, query: AnnotationQuery])[] {
    return Object.entries(this.#board.document.annotations ?? {});
  }

  get isAny(): boolean {
    return this.sources.length > 0 || this.notes.length > 0;
  }

  isShown(slug: string): boolean {
    const isHidden = this.#board.document.annotations?.[slug]?.hidden === true;
    return this.#board.view.toggled.includes(slug) === isHidden;
  }

  toggle(slug: string): void {
    const { toggled } = this.#board.view;
    const without = toggled.filter((other) => other !== slug);
    this.#board.show({ toggled: without.length < toggled.length ? without : [...toggled, slug] });
  }

  /** Slugs of the queries whose annotations a panel shows. */
  #sourcesOf(id: string): readonly (readonly [slug: string, query: AnnotationQuery])[] {
    const { slug } = readId(id);
    if (!panelAnnotated(this.#board.panel(id)?.type ?? '')) return [];
    return this.sources.filter(
      ([name, { panels }]) => this.isShown(name) && (panels?.includes(slug) ?? true),
    );
  }

  /** Keeps the queries behind a panel's annotations going until the returned function is called. */
  want(id: string): () => void {
    const place = this.#board.time.plainPlaceOf(id);
    const releases = this.#sourcesOf(id).map(([, { query }]) =>
      this.#board.feeds.want(query, maxPoints, place),
    );
    return () => releases.forEach((release) => release());
  }

  /** The results that a panel's annotations are read from. */
  feedsOf(id: string): readonly Feed[] {
    const place = this.#board.time.plainPlaceOf(id);
    return this.#sourcesOf(id).map(([, { query }]) => this.#board.feeds.feed(query, place));
  }

  /** Which annotations a panel has to do without, and why. */
  notices(id: string): readonly string[] {
    const place = this.#board.time.plainPlaceOf(id);
    return this.#sourcesOf(id).flatMap(
      ([slug, { query, label = slug }]) =>
        annotationNotice(label, this.#board.feeds.feed(query, place)) ?? [],
    );
  }

  /** Of one panel, in the order of time. */
  of(id: string, range: Interval): readonly Annotation[] {
    if (!panelAnnotated(this.#board.panel(id)?.type ?? '')) return [];
    const found = this.#sourcesOf(id).flatMap(([slug, source]) => {
      const { frame } = this.#board.feeds.feed(source.query, this.#board.time.plainPlaceOf(id));
      return frame === undefined ? [] : this.#read(frame, slug, source);
    });
    return annotationsWithin([...found, ...this.#notesOf(id)], range);
  }

  /** Opens the form of a note that is there; nothing for what a query found. */
  openNote({ id }: Annotation): void {
    const note = this.notes.find((one) => one.id === id);
    if (note === undefined) return;
    const range = { from: note.from, to: note.to ?? note.from };
    this.open = { range, panel: note.panel ?? undefined, note };
  }

  begin(range: Interval, id?: string): void {
    const [from, to] = [Math.round(range.from), Math.round(range.to)];
    this.open = { range: { from, to }, panel: id === undefined ? undefined : readId(id).slug };
  }

  /** What is written now, from the server; a later answer wins. */
  async load(): Promise<void> {
    const mine = ++this.#loads;
    try {
      const notes = await readNotes(this.#board.app.ask, this.#board.path);
      if (mine === this.#loads && !isSame(notes, this.notes)) this.notes = notes;
    } catch {
      // The connection's own mark says that there is none; the next change or reconnect loads again.
    }
  }

  /** Loads what is written, and again whenever somebody writes, until the returned function is called. */
  follow(): () => void {
    const { app, path } = this.#board;
    void this.load();
    return onNotesChange(app.subscriptions, path, () => void this.load());
  }

  #notesOf(id: string): readonly Annotation[] {
    if (!this.isShown(byHand)) return [];
    const { slug } = readId(id);
    return this.notes.flatMap(({ to, panel, ...note }) =>
      panel !== null && panel !== slug ? [] : [{ ...note, to: to ?? undefined }],
    );
  }

  #read(frame: Frame, slug: string, source: AnnotationQuery): readonly Annotation[] {
    const { theme } = this.#board;
    const key = JSON.stringify([slug, source, theme?.name]);
    const known = this.#found.get(frame);
    if (known?.key === key) return known.annotations;
    const color =
      source.color === undefined || theme === undefined
        ? undefined
        : resolveColor(source.color, theme);
    const annotations = toAnnotations(frame, { id: slug, label: source.label ?? slug, color });
    this.#found.set(frame, { key, annotations });
    return annotations;
  }
}
