import type { SnapshotLifetime } from '@heliostat/sdk';
import type { Board } from '../dashboard/board.svelte.ts';
import { maxPoints } from '../dashboard/board-annotations.svelte.ts';
import { pointsFor } from '../dashboard/feed-run.ts';
import type { Feed } from '../dashboard/feed.svelte.ts';
import { toRangeText } from '../dashboard/ranges.ts';
import { expandRows, repeatedBy } from '../dashboard/repeat.ts';
import type { SnapshotInput } from '../data/snapshot.ts';
import { frozenView } from './links.ts';

export interface FreezeOptions {
  panel: string | undefined;
  title: string;
  lifetime: SnapshotLifetime;
}

/**
 * What the server is asked to freeze of a board: every query of it, or of one panel, by name and with the
 * values of this moment, folded rows and other tabs too.
 */
export async function toSnapshot(
  board: Board,
  { panel, title, lifetime }: FreezeOptions,
): Promise<SnapshotInput> {
  await knowCopies(board);
  const interval = board.interval();
  const widths = panel === undefined ? widthsOf(board) : new Map([[panel, window.innerWidth]]);
  const points = pointsOf(board, widths);
  const { variables: values } = board.request;
  const request = { ...board.request, ...toRangeText(interval), unsaved: undefined };
  const asked = board.feeds.references(request, (feed) => points.get(feed) ?? 0);
  return {
    ...{ dashboard: board.path, title, lifetime },
    ...(panel !== undefined && { panel }),
    ...{ from: Math.round(interval.from), to: Math.round(interval.to) },
    ...{ timeZone: board.timeZone, view: frozenView(board) },
    queries: asked
      .filter(({ feed }) => points.has(feed))
      .map(({ id, reference: { dashboard: _, ...reference } }) => ({ key: id, ...reference })),
    choices: Object.entries(board.document.variables ?? {})
      .filter(([, { type }]) => type === 'query' || type === 'datasource')
      .map(([variable]) => ({ variable, values })),
  };
}

/** Panels may be repeated by values that only a datasource knows. */
async function knowCopies(board: Board): Promise<void> {
  const unknown = repeatedBy(board.document)
    .map((slug) => board.variables.choices(slug))
    .filter(({ options }) => options === undefined);
  await Promise.all(unknown.map((choices) => choices.load()));
}

/** As wide as panels stand one below the other. */
const narrowPx = 768;

/** By id of each panel and copy, about how wide it is drawn, CSS pixels. */
function widthsOf(board: Board): Map<string, number> {
  const rows = expandRows(board.document, (slug) => board.variables.repeated(slug));
  const cells = rows.flatMap(({ row }) => row.cells);
  return new Map(
    cells.flatMap((cell) =>
      [cell.panel ?? [], cell.stack ?? []]
        .flat()
        .map((id): [string, number] => [id, widthOf(cell.span)]),
    ),
  );
}

function widthOf(span: number): number {
  const { innerWidth } = window;
  return innerWidth < narrowPx ? innerWidth : (innerWidth * span) / 24;
}

/** By feed: a query of several panels has the points of the widest. */
function pointsOf(board: Board, widths: ReadonlyMap<string, number>): Map<Feed, number> {
  const points = new Map<Feed, number>();
  const add = (feed: Feed, count: number) =>
    points.set(feed, Math.max(points.get(feed) ?? 0, count));
  for (const [id, width] of widths) {
    for (const query of board.queriesOf(id)) add(board.feed(id, query), pointsFor(width));
    const beside = [...board.annotations.feedsOf(id), ...board.thresholds.feedsOf(id)];
    for (const feed of beside) add(feed, maxPoints);
  }
  return points;
}
