import {
  fieldConfigSchema,
  type DashboardDocument,
  type PanelDefinition,
  type PanelDocument,
  type TSchema,
} from '@heliostat/sdk';
import { checkOptions } from '@heliostat/sdk/check';
import { isSame } from '../../data/same.ts';
import { setAt, type Path } from './at.ts';

/** Writes one key of a panel; undefined takes it out. */
export function setPanel(
  document: DashboardDocument,
  slug: string,
  change: { path: Path; value: unknown; schema?: { default?: unknown } },
): DashboardDocument {
  if (document.panels[slug] === undefined) return document;
  const isDefault =
    change.schema?.default !== undefined && isSame(change.value, change.schema.default);
  return setAt(document, ['panels', slug, ...change.path], isDefault ? undefined : change.value);
}

type Known = Pick<PanelDefinition, 'options' | 'fieldOptions'>;

/** Another type: options and field options that the new one knows too, with values it allows, stay. */
export function setPanelType(
  document: DashboardDocument,
  slug: string,
  { type, definition }: { type: string; definition: Known },
): DashboardDocument {
  const panel = document.panels[slug];
  if (panel === undefined || panel.type === type) return document;
  return setAt(document, ['panels', slug], toType(panel, type, definition));
}

/** The panel as one of another type. */
export function toType(panel: PanelDocument, type: string, definition: Known): PanelDocument {
  const { options = {}, fields = {}, ...rest } = panel;
  const known = { ...fieldConfigSchema.properties, ...definition.fieldOptions?.properties };
  const kept = fitting(options, definition.options.properties, { dropDefaults: true });
  const rules = Object.entries(fields).flatMap(([key, rule]) => {
    const left = fitting(rule, known);
    return Object.keys(left).length === 0 ? [] : [[key, left] as const];
  });
  return {
    ...rest,
    type,
    ...(Object.keys(kept).length > 0 && { options: kept }),
    ...(rules.length > 0 && { fields: Object.fromEntries(rules) }),
  };
}

function fitting(
  values: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, TSchema>>,
  { dropDefaults = false } = {},
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => {
      const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (schema === undefined || checkOptions(schema, value).length > 0) return false;
      return !dropDefaults || !isSame(value, schema['default']);
    }),
  );
}
