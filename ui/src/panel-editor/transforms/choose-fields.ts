import type { Field } from '@heliostat/sdk';
import type { JsonSchema } from '../../data/operations.ts';

/** The fields that a new step needs, where it does not know any: the first of each type that it asks for. */
export function chooseFields(
  blank: Readonly<Record<string, unknown>>,
  { properties = {} }: JsonSchema,
  fields: readonly Pick<Field, 'name' | 'type'>[],
): Record<string, unknown> {
  const left = fields.filter(({ name }) => !name.startsWith('_'));
  return Object.fromEntries(
    Object.entries(blank).map(([key, value]) => {
      const { input, fieldType } = properties[key] ?? {};
      if (input !== 'field' || value !== '') return [key, value];
      const at = left.findIndex(({ type }) => fieldType === undefined || type === fieldType);
      const [chosen] = at < 0 ? [] : left.splice(at, 1);
      return [key, chosen?.name ?? ''];
    }),
  );
}
