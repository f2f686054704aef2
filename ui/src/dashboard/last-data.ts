import { timeField, type Frame, type Interval } from '@heliostat/sdk';
import { runQuery, type QueryAnswer } from '../data/query.ts';
import type { Board } from './board.svelte.ts';
import { toAsked } from './feed-run.ts';
import { toRangeText } from './ranges.ts';

/** What the queries of a panel answer for a range. */
export type AskRange = (range: Interval) => Promise<readonly QueryAnswer[]>;

/** What a server plans at most is ten years. */
const reachMs = 3650 * 86_400_000;
/** Each look further back is this many times as long as all before it. */
const growth = 8;
/** A range is halved more often than that only where bounds are not numbers. */
const maxLooks = 40;
const maxPoints = 2000;

/** Shows the newest rows that the queries of a panel have, in a range as long as that of now. */
export async function jumpToLastData(board: Board, id: string, signal: AbortSignal): Promise<void> {
  const { from, to } = board.interval();
  const shiftMs = board.time.shiftMs(id);
  const ask: AskRange = (range) =>
    Promise.all(board.queriesOf(id).map((query) => askRange(board, { id, query, range, signal })));
  const end = await findLastData(ask, board.app.live.now(), to - from);
  if (signal.aborted) return;
  if (end !== undefined) board.zoom({ from: end + shiftMs - (to - from), to: end + shiftMs });
  else
    board.app.toasts.problem(
      'There is no data to jump to',
      'The query found no rows in the last ten years.',
    );
}

interface RangeAsked {
  id: string;
  query: string;
  range: Interval;
  signal: AbortSignal;
}

function askRange(board: Board, { id, query, range, signal }: RangeAsked): Promise<QueryAnswer> {
  const { time: _, ...asked } = toAsked(board.requestOf(id, query), query);
  return runQuery(board.app.fetch, { ...asked, ...toRangeText(range), maxPoints }, signal);
}

/**
 * The end of the newest rows before `now`, as exactly as a range of `widthMs` needs it; undefined when
 * there are none in ten years. It looks back further and further, so that what it asks for stays small,
 * and then closer and closer, by the time of the rows or, where they have none, by halves.
 */
export async function findLastData(
  ask: AskRange,
  now: number,
  widthMs: number,
): Promise<number | undefined> {
  let to = now;
  for (let back = widthMs * growth; ; back *= growth) {
    const from = now - Math.min(back, reachMs);
    const found = newestPart({ from, to }, await ask({ from, to }));
    if (found !== undefined) return closeIn(ask, found, Math.max(1000, widthMs / 100));
    if (back >= reachMs) return;
    to = from;
  }
}

/** `part` is known to have rows. */
async function closeIn(ask: AskRange, part: Interval, preciseMs: number): Promise<number> {
  for (let looks = 0; part.to - part.from > preciseMs && looks < maxLooks; looks++) {
    const middle = (part.from + part.to) / 2;
    const found =
      newestPart({ from: middle, to: part.to }, await ask({ from: middle, to: part.to })) ??
      newestPart({ from: part.from, to: middle }, await ask({ from: part.from, to: middle }));
    // Its rows begin with wider buckets than are looked for.
    if (found === undefined) break;
    part = found;
  }
  return part.to;
}

/** Where in a range its newest rows are: in a bucket of it, or anywhere; undefined when it has none. */
function newestPart(range: Interval, answers: readonly QueryAnswer[]): Interval | undefined {
  const filled = answers.filter(({ frame }) => frame.length > 0);
  if (filled.length === 0) return;
  const buckets = filled.flatMap(({ frame, stepMs }) => {
    const at = newestTime(frame);
    return at === undefined ? [] : [{ from: at, to: at + Math.max(1, stepMs) }];
  });
  const newest = buckets.toSorted((a, b) => b.from - a.from)[0] ?? range;
  const part = { from: Math.max(range.from, newest.from), to: Math.min(range.to, newest.to) };
  return part.from < part.to ? part : range;
}

function newestTime(frame: Frame): number | undefined {
  let newest = -Infinity;
  for (const time of timeField(frame)?.values ?? []) if (time > newest) newest = time;
  return Number.isFinite(newest) ? newest : undefined;
}
