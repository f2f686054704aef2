import type { DashboardDocument } from '@heliostat/sdk';
import type { View } from './view.ts';

/** The value of every variable of a dashboard as a panel may show it: constants too. */
export function chosenVariables(
  { variables = {} }: Pick<DashboardDocument, 'variables'>,
  view: Pick<View, 'variables'>,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(variables).map(([slug, variable]) => {
      if (variable.type === 'constant') return [slug, [variable.value]];
      const values = view.variables[slug] ?? [];
      return [slug, values.length === 0 && variable.type === 'text' ? [''] : values];
    }),
  );
}
