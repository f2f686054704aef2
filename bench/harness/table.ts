export type Cell = string | number;

/** A Markdown table; numbers are rounded to what can be read. */
export function toTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(toText))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function toText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return '–';
  const size = Math.abs(cell);
  if (size >= 100 || Number.isInteger(cell)) return Math.round(cell).toLocaleString('en');
  return cell.toFixed(size >= 10 ? 1 : 2);
}

export function toRatio(value: number, peer: number): string {
  return `${(value / peer).toFixed(2)} ×`;
}
