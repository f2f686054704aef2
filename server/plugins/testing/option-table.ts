import type { TSchema } from '@heliostat/sdk';

/** Rows of all Markdown tables, as cells. */
export function tableRows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
}

/** Option, type, default, description of each property, as a README writes them. */
export function expectedRows(schema: TSchema): string[][] {
  const properties = (schema['properties'] ?? {}) as Record<string, TSchema>;
  const required = (schema['required'] ?? []) as string[];
  return Object.entries(properties).map(([name, property]) => [
    `\`${name}\``,
    typeOf(property),
    defaultOf(property, required.includes(name)),
    property.description ?? 'a description in the schema',
  ]);
}

function typeOf(schema: TSchema): string {
  const words = schema['enum'] as unknown[] | undefined;
  if (words !== undefined) return words.map((word) => `\`${String(word)}\``).join(', ');
  if (schema['input'] !== undefined) return String(schema['input']);
  const choices = schema['anyOf'] as TSchema[] | undefined;
  return choices === undefined ? String(schema['type']) : choices.map(typeOf).join(' or ');
}

function defaultOf(schema: TSchema, isRequired: boolean): string {
  const value: unknown = schema.default;
  if (value === undefined) return isRequired ? 'required' : 'none';
  return typeof value === 'string' && value !== ''
    ? `\`${value}\``
    : `\`${JSON.stringify(value)}\``;
}
