/**
 * What of a panel's body is not in a picture of it, because one must scroll to see it: `91 of 100 rows are not
 * shown`. Empty where all of it is there.
 */
export function cutOff(body: Element): string {
  const scrollers = [body, ...body.querySelectorAll('*')].filter(isCut);
  return [...new Set(scrollers.map(describe))].join(' · ');
}

/** Browsers round sizes: that much more than there is room for is nothing. */
const slackPx = 2;

function isCut(element: Element): boolean {
  const below = element.scrollHeight - element.clientHeight > slackPx;
  const beside = element.scrollWidth - element.clientWidth > slackPx;
  if (!below && !beside) return false;
  const { overflowX, overflowY } = getComputedStyle(element);
  return (below && scrolls(overflowY)) || (beside && scrolls(overflowX));
}

function scrolls(overflow: string): boolean {
  return overflow === 'auto' || overflow === 'scroll';
}

/** Grids say how many rows and columns they have; of anything else only that there is more of it. */
function describe(scroller: Element): string {
  const grid = scroller.closest('[aria-rowcount]') ?? scroller.querySelector('[aria-rowcount]');
  const counted = grid === null ? [] : [...hiddenRows(grid, scroller), ...hiddenColumns(grid)];
  return counted.length === 0 ? 'Not all of it is shown' : counted.join(' · ');
}

function hiddenRows(grid: Element, scroller: Element): string[] {
  const heads = [...grid.querySelectorAll('[role=row]:has([role=columnheader])')];
  const rows = [...grid.querySelectorAll('[role=row]:not(:has([role=columnheader]))')];
  const { top, bottom } = scroller.getBoundingClientRect();
  const begin = Math.max(top, ...heads.map((head) => head.getBoundingClientRect().bottom));
  const seen = rows.filter((row) => {
    const box = row.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    return middle >= begin && middle <= bottom;
  });
  const all = Number(grid.getAttribute('aria-rowcount')) - heads.length;
  return left(all - seen.length, all, 'rows');
}

function hiddenColumns(grid: Element): string[] {
  const { left: begin, right: end } = grid.getBoundingClientRect();
  const row = grid.querySelector('[role=row]');
  const cells = [...(row?.querySelectorAll('[role=columnheader], [role=gridcell]') ?? [])];
  const seen = cells.filter((cell) => {
    const box = cell.getBoundingClientRect();
    const middle = (box.left + box.right) / 2;
    return middle >= begin && middle <= end;
  });
  return left(cells.length - seen.length, cells.length, 'columns');
}

function left(count: number, all: number, what: string): string[] {
  const [some, of] = [count, all].map((number) => number.toLocaleString('en'));
  return count > 0 ? [`${some} of ${of} ${what} ${count === 1 ? 'is' : 'are'} not shown`] : [];
}
