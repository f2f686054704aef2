/** One series in a legend. */
export interface LegendItem {
  name: string;
  /** Shown instead of the name. */
  label?: string;
  color: string;
  /** Canvas dash pattern; empty for a solid line. */
  dash?: readonly number[];
  isHidden: boolean;
  /** Formatted, one for each column of the legend. */
  values?: readonly string[];
}

export type PickMode = 'isolate' | 'toggle' | 'all';

/** Ctrl or Cmd toggles one entry; anything else isolates it. */
export function pickMode(event: { ctrlKey: boolean; metaKey: boolean }): PickMode {
  return event.ctrlKey || event.metaKey ? 'toggle' : 'isolate';
}

/** The hidden names after a pick; isolating what is alone already shows all again. */
export function pickSeries(
  hidden: ReadonlySet<string>,
  names: readonly string[],
  pick: { name: string; mode: PickMode },
): Set<string> {
  if (pick.mode === 'all') return new Set();
  if (pick.mode === 'toggle') return toggled(hidden, names, pick.name);
  const others = names.filter((name) => name !== pick.name);
  const isAlone = !hidden.has(pick.name) && others.every((name) => hidden.has(name));
  return isAlone ? new Set() : new Set(others);
}

/** Hiding the last visible one shows all: an empty chart answers no question. */
function toggled(hidden: ReadonlySet<string>, names: readonly string[], name: string): Set<string> {
  const next = new Set(hidden);
  if (!next.delete(name)) next.add(name);
  return names.every((one) => next.has(one)) ? new Set() : next;
}
