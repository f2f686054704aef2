const maxDepth = 32;
const maxKeys = 1000;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * Why a parsed event is refused whatever its schema, or undefined: keys that pollute prototypes,
 * numbers beyond double range (they parse as Infinity), lone surrogates, too deep, too many keys.
 */
export function limitProblem(event: object, text: string): string | undefined {
  const visit = { keys: 0, strings: mayHoldSurrogate(text) };
  return objectProblem(event, visit, 1);
}

interface Visit {
  keys: number;
  /** Whether strings must be looked at: valid UTF-8 holds a lone surrogate only as an escape. */
  strings: boolean;
}

function mayHoldSurrogate(text: string): boolean {
  return text.includes('\\ud') || text.includes('\\uD');
}

function objectProblem(value: object, visit: Visit, depth: number): string | undefined {
  if (depth > maxDepth) return `nested deeper than ${maxDepth} levels`;
  if (Array.isArray(value)) return arrayProblem(value, visit, depth);
  for (const key in value) {
    if (++visit.keys > maxKeys) return `more than ${maxKeys} keys`;
    const inner = (value as Record<string, unknown>)[key];
    if (key === '__proto__') return 'the key __proto__ is not allowed';
    if (key === 'constructor' && hasPrototype(inner))
      return 'the key constructor.prototype is not allowed';
    if (visit.strings && loneSurrogate.test(key)) return 'a key holds half a surrogate pair';
    const problem = valueProblem(inner, visit, depth);
    if (problem !== undefined) return `${key.slice(0, 60)}: ${problem}`;
  }
  return undefined;
}

function arrayProblem(values: readonly unknown[], visit: Visit, depth: number): string | undefined {
  for (const value of values) {
    const problem = valueProblem(value, visit, depth);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueProblem(value: unknown, visit: Visit, depth: number): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : 'number beyond double range';
    case 'string':
      return visit.strings && loneSurrogate.test(value) ? 'half a surrogate pair' : undefined;
    case 'object':
      return value === null ? undefined : objectProblem(value, visit, depth + 1);
    default:
      return undefined;
  }
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
