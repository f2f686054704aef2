import type { Frame, PanelDefinition } from '@heliostat/sdk';

/** A type of panel and how well it suits the data: 0 not at all, 1 made for it. */
export interface RankedType {
  type: string;
  definition: PanelDefinition;
  fit: number;
}

/** The installed types, the one that suits the frames best first; equal ones by name. */
export function rankTypes(
  definitions: readonly (readonly [type: string, PanelDefinition])[],
  frames: readonly Frame[],
): readonly RankedType[] {
  return definitions
    .map(([type, definition]) => ({ type, definition, fit: fitOf(definition, frames) }))
    .toSorted((a, b) => b.fit - a.fit || a.type.localeCompare(b.type));
}

/** A plugin whose guess throws is offered last. */
function fitOf(definition: PanelDefinition, frames: readonly Frame[]): number {
  if (frames.length === 0) return 0;
  try {
    const fit = definition.suggest(frames);
    return Number.isFinite(fit) ? Math.min(1, Math.max(0, fit)) : 0;
  } catch {
    return 0;
  }
}
