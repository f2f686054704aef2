import type { Board } from '../dashboard/board.svelte.ts';

/** What was chosen on a dashboard, for paper: `Country: Germany, France`, `type = like`. */
export function describeChoices(board: Board): string[] {
  const { variables, filters } = board.view;
  const chosen = Object.entries(variables).flatMap(([slug, values]) => {
    const choices = board.variables.choices(slug);
    const { variable } = choices;
    const name = (variable !== undefined && 'label' in variable && variable.label) || slug;
    if (values.length === 0) return [`${name}: all`];
    return [`${name}: ${values.map((value) => choices.labelOf(value)).join(', ')}`];
  });
  const filtered = filters.map(
    ({ field, op, value }) =>
      `${field} ${op} ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  return [...chosen, ...filtered];
}

/** `22 Nov 2026, 14:02`, in the time zone of the dashboard. */
export function describeMoment(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZone },
  }).format(atMs);
}
