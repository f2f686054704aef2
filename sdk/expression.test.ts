import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, parseCall } from './expression.ts';
import { HeliostatError } from './errors.ts';
import type { EventSchema } from './schema.ts';

const schema: EventSchema = {
  time: 'ts',
  fields: [
    { name: 'ts', type: 'time' },
    { name: 'type', type: 'string' },
    { name: 'a', type: 'number' },
    { name: 'n', type: 'integer' },
    { name: 'ok', type: 'boolean' },
    { name: 'maybe', type: 'number', nullable: true },
    { name: 'url', type: 'string', nullable: true },
    { name: 'meta', type: 'json', nullable: true },
  ],
};

const row = {
  ts: Date.UTC(2026, 0, 2, 13, 30),
  type: 'Click',
  a: 7.5,
  n: 3,
  ok: true,
  url: 'https://user@Example.com:8080/x?y#z',
  meta: { country: 'DE', tags: ['x'], depth: 2 },
};

function evaluate(source: string, event: object = row): unknown {
  return compileExpression(source, schema).evaluate(event as Record<string, unknown>);
}

function failure(source: string): HeliostatError {
  try {
    compileExpression(source, schema);
  } catch (error) {
    return error as HeliostatError;
  }
  throw new Error(`compiled: ${source}`);
}

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['a > 5', true],
    ['a + 1', 8.5],
    ['n / 2', 1.5],
    ['n % 2', 1],
    ['7 / 2', 3.5],
    ['-n + 1', -2],
    ["type != 'heartbeat'", true],
    ["type in ['Click', 'View']", true],
    ["!(type in ['View'])", true],
    ["type.startsWith('Cl') && ok", true],
    ["type.matches('^C.+k$')", true],
    ['size(type)', 5],
    ["ok ? 'yes' : 'no'", 'yes'],
    ["lower(type) + '!'", 'click!'],
    ['type.upper()', 'CLICK'],
    ['round(a) + floor(a)', 15],
    ['hour(ts)', 13],
    ['host(url)', 'example.com'],
    ['coalesce(maybe, 0)', 0],
    ['meta.country', 'DE'],
    ["meta['depth'] + 1", 3],
    ["'x' in meta.tags", true],
    ["meta.tags.exists(tag, tag.startsWith('x') && a > 5)", true],
    ["meta.tags.all(tag, tag == 'y') || meta.all(key, key != 'city')", true],
    ["[1, 2].all(x, x > n - 3) && ['Click'].exists(type, type == 'Click')", true],
    ['meta.depth.exists(x, true)', null],
    ['has(meta.country) && !has(meta.city)', true],
    ["ts > timestamp('2026-01-01T00:00:00Z')", true],
    ["ts - duration('30m')", Date.UTC(2026, 0, 2, 13)],
    ['string(n)', '3'],
    ["int('12.7')", 12],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['maybe == null', true],
    ['maybe != null', false],
    ['has(maybe)', false],
    ['maybe > 5', false],
    ['maybe + 1', null],
    ['n / 0', null],
    ["double('')", null],
    ['meta.country.deeper', null],
  ])('what is missing has one meaning: %s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
    expect(evaluate(source, { ...row, maybe: null })).toEqual(expected);
  });

  it('knows its type, its fields and whether it can be null', () => {
    expect(compileExpression('a + n * n', schema)).toMatchObject({
      type: 'number',
      nullable: false,
      fields: ['a', 'n'],
    });
    expect(compileExpression('n + 1', schema).type).toBe('integer');
    expect(compileExpression('ts + 1', schema).type).toBe('time');
    expect(compileExpression('n / a', schema).nullable).toBe(true);
    expect(compileExpression('maybe * 2', schema).nullable).toBe(true);
    expect(compileExpression('coalesce(maybe, 1)', schema).nullable).toBe(false);
  });

  it('refuses an unknown field with a suggestion, the fields and the place', () => {
    const error = failure("a > 1 &&\n typ == 'x'");
    expect(error.code).toBe('INVALID_EXPRESSION');
    expect(error.message).toBe('unknown field: typ, did you mean "type"?');
    expect(error.hint).toContain('ts, type, a');
    expect(error.position).toEqual({ line: 2, column: 2 });
  });

  it.each([
    ['a >', 'not an expression: unexpected token: eof'],
    ["type == 'x", 'not an expression: unterminated string'],
    ['type > 5', '> compares like with like, got: string and integer'],
    ["a + 'x'", '+ joins text with text, got: number and string'],
    ['type && ok', '&& needs conditions, got: string'],
    ["ok ? 1 : 'x'", 'the values must be of one type, got: integer and string'],
    ['meta.tags.exists(x)', 'exists: expected a name and a condition, like xs.exists(x, x > 0)'],
    ['type.all(x, true)', 'all needs a list or a field of type json, got: string'],
    ['meta.tags.all(x, "a")', 'all needs a condition, got: string'],
    [
      'meta.tags.all(x, meta.tags.exists(y, x == y))',
      'not supported in an expression: all or exists inside another',
    ],
    ['lowr(type)', 'unknown function: lowr'],
    ['lower(a)', 'lower: cannot take: number'],
    ['lower()', 'lower: takes 1 arguments, got 0'],
    ["type.matches('(')", 'matches: error parsing regexp: missing closing ): `(`'],
    [
      "type.matches('^(?!Click)')",
      'matches: error parsing regexp: invalid or unsupported perl syntax: `(?!`',
    ],
    [
      "type.matches('(?:a?){1000}b{1000}c')",
      'matches: the pattern has more than 2000 states: (?:a?){1000}b{1000}c',
    ],
    ['a == 9007199254740993', 'number: beyond 2^53: 9007199254740993'],
    ['constructor', 'unknown field: constructor'],
    ['type.length', '.length needs a field of type json, got: string'],
    ['[1, 2]', 'the result cannot be a list'],
  ])('%s is refused: %s', (source, message) => {
    const error = failure(source);
    expect(error).toBeInstanceOf(HeliostatError);
    expect(error.message).toBe(message);
    expect(error.position?.line).toBe(1);
  });

  it('cannot reach what an event inherits', () => {
    expect(evaluate('meta.constructor')).toBeNull();
    expect(evaluate("meta['__proto__']")).toBeNull();
  });

  it('has no way to nest without bound', () => {
    expect(failure(`${'('.repeat(200)}a${')'.repeat(200)}`).code).toBe('INVALID_EXPRESSION');
    expect(failure(Array.from({ length: 2000 }, () => 'a').join('+')).code).toBe(
      'INVALID_EXPRESSION',
    );
  });
});

describe('a pattern', () => {
  const matches = (pattern: string, type: string) =>
    evaluate(`type.matches(${JSON.stringify(pattern)})`, { ...row, type });

  it.each(['(a+)+$', '(a|a)*b', '^(a|aa)+$', '(.*a){20}$'])(
    '%s answers on a hostile text in time that grows with its length only',
    (pattern) => {
      expect(matches(pattern, `${'a'.repeat(50_000)}!`)).toBe(false);
    },
  );

  it('finds what a RegExp finds', () => {
    const atom = fc.constantFrom('a', 'b', '.', '\\d', '\\w', '[ab]', '[^a]', '\\u0061', 'é', '😀');
    const repeated = fc
      .tuple(atom, fc.constantFrom('', '?', '*', '+', '{2}', '{1,3}'))
      .map((parts) => parts.join(''));
    const branch = fc.array(repeated, { minLength: 1, maxLength: 4 }).map((all) => all.join(''));
    const pattern = fc
      .tuple(fc.constantFrom('', '^'), branch, branch, fc.constantFrom('', '$'))
      .map(([start, one, other, end]) => `${start}(?:${one}|(${other}))${end}`);
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '_', ' ', 'é', '😀') });
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        expect(matches(source, value)).toBe(new RegExp(source, 'u').test(value));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('for every number', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });

  it('arithmetic is that of doubles, and what is not finite is null', () => {
    fc.assert(
      fc.property(number, fc.integer(), (a, n) => {
        const event = { ...row, a, n };
        const finite = (value: number) => (Number.isFinite(value) ? value : null);
        expect(evaluate('a + n', event)).toBe(finite(a + n));
        expect(evaluate('a * n - 1', event)).toBe(finite(a * n - 1));
        expect(evaluate('a / n', event)).toBe(finite(a / n));
        expect(evaluate('a >= n', event)).toBe(a >= n);
      }),
    );
  });

  it('a literal in the text is the same as the number in the event', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(evaluate(`n == ${n}`, { ...row, n })).toBe(true);
        expect(evaluate(`n != ${n}`, { ...row, n })).toBe(false);
      }),
    );
  });

  it('an event of any shape never makes evaluation throw', () => {
    const sources = ["lower(type) + 'x'", 'a / n > 1 || ok', 'meta.a.b[0] in [1]', 'size(meta)'];
    const compiled = sources.map((source) => compileExpression(source, schema));
    const event = fc.dictionary(fc.constantFrom('type', 'a', 'n', 'ok', 'meta'), fc.anything());
    fc.assert(
      fc.property(event, (shape) => {
        for (const expression of compiled) expression.evaluate(shape);
      }),
    );
  });
});

describe('a call', () => {
  it('is split into its name and the texts of its arguments', () => {
    expect(parseCall('quantile(0.95, a + size(type))')).toEqual({
      name: 'quantile',
      args: ['0.95', 'a + size(type)'],
    });
    expect(() => parseCall('a + 1')).toThrow('expected a call like count(), got: a + 1');
  });
});
