import { thresholdBounds, type DashboardDocument } from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import type { KeyPath } from './positions.ts';
import type { Finding } from './validate.ts';

/** Queries, panels and variables that annotations and thresholds name and nobody has. */
export function checkMarks(dashboard: DashboardDocument): Finding[] {
  return [...checkAnnotations(dashboard), ...checkThresholds(dashboard)];
}

function checkAnnotations(dashboard: DashboardDocument): Finding[] {
  const queries = Object.keys(dashboard.queries ?? {});
  const panels = Object.keys(dashboard.panels);
  return Object.entries(dashboard.annotations ?? {}).flatMap(([name, annotation]) => {
    const path: KeyPath = ['annotations', name];
    return [
      ...unknown([...path, 'query'], queries, { is: 'query', word: annotation.query }),
      ...(annotation.panels ?? []).flatMap((word, i) =>
        unknown([...path, 'panels', i], panels, { is: 'panel', word }),
      ),
    ];
  });
}

function checkThresholds({ panels, queries, variables }: DashboardDocument): Finding[] {
  return Object.entries(panels).flatMap(([panel, { fields }]) =>
    thresholdBounds(fields).flatMap(({ rule, index, at }) => {
      const path = ['panels', panel, 'fields', rule, 'thresholds', index, 'at'];
      if (typeof at === 'number') return [];
      if (typeof at === 'object')
        return unknown([...path, 'query'], Object.keys(queries ?? {}), {
          is: 'query',
          word: at.query,
        });
      // What is no reference at all is said by the schema of fields.
      if (typeof at !== 'string' || !at.startsWith('$')) return [];
      const word = at.slice(1);
      return unknown(path, Object.keys(variables ?? {}), { is: 'variable', word });
    }),
  );
}

function unknown(
  path: KeyPath,
  known: readonly string[],
  { is, word }: { is: string; word: string },
): Finding[] {
  if (known.includes(word)) return [];
  return [{ path, message: `no ${is} "${word}"${didYouMean(word, known)}` }];
}
