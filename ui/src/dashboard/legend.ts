import { withDefaults } from '@heliostat/sdk';
import { loadPanel } from '../plugins.ts';
import type { Board } from './board.svelte.ts';

/**
 * The other value of the option `legend` of a panel: off where it is shown, as it is by default where it
 * is off. Undefined for a type that has no such option, or one that is never off.
 */
export async function toggledLegend(board: Board, id: string): Promise<unknown> {
  const panel = board.panel(id);
  const definition = await loadPanel(panel?.type ?? '');
  if (definition === undefined) return;
  const options = withDefaults(definition.options, panel?.options) as Record<string, unknown>;
  const schema = definition.options.properties['legend'];
  const shown = board.legends.get(id) ?? options['legend'];
  return schema === undefined ? undefined : otherLegend(schema, shown);
}

/** What an option schema says a legend can be: a switch, or a choice with `off` in it. */
export function otherLegend(schema: object, shown: unknown): unknown {
  if (typeof shown === 'boolean') return !shown;
  const choices = choicesOf(schema);
  if (!choices.includes('off')) return;
  if (shown !== 'off') return 'off';
  const isDefaultShown = 'default' in schema && schema.default !== 'off';
  return isDefaultShown ? schema.default : choices.find((choice) => choice !== 'off');
}

function choicesOf(schema: object): readonly unknown[] {
  if ('enum' in schema && Array.isArray(schema.enum)) return schema.enum;
  if (!('anyOf' in schema) || !Array.isArray(schema.anyOf)) return [];
  return schema.anyOf.map((one: { const?: unknown }) => one.const);
}
