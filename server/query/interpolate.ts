import type { Issue } from '@heliostat/sdk/check';

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Interpolated {
  value: unknown;
  issues: Issue[];
}

/**
 * A copy of `value` in which `${NAME}` in any string is the variable's value and `${NAME:-text}` falls
 * back to the text; `$${` stands for a literal `${`. A missing variable is an issue with its place.
 */
export function interpolate(value: unknown, environment: Environment): Interpolated {
  const issues: Issue[] = [];
  const visit = (inner: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof inner === 'string')
      return substitute(inner, environment, (name) =>
        issues.push({ path, message: `environment variable missing: ${name}` }),
      );
    if (Array.isArray(inner)) return inner.map((item, i) => visit(item, [...path, i]));
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([key, item]) => [key, visit(item, [...path, key])]),
    );
  };
  return { value: visit(value, []), issues };
}

const placeholder = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

function substitute(
  text: string,
  environment: Environment,
  onMissing: (name: string) => void,
): string {
  return text.replace(placeholder, (whole: string, ...groups: (string | undefined)[]) => {
    const [escape, name = '', fallback] = groups;
    if (escape !== '') return whole.slice(1);
    const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (found === undefined && fallback === undefined) onMissing(name);
    return found ?? fallback ?? '';
  });
}
