import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxFileBytes, parseBytes, parseText } from './parse.ts';

test.each([
  ['{"a":1,}', 6, 'trailing comma'],
  ['[1,]', 2, 'trailing comma'],
  ['{"a":1 /* x */}', 7, 'comments are not allowed in JSON'],
  ['{"a":01}', 6, 'expected ","'],
  ['{"a":NaN}', 5, 'not a JSON value; texts need double quotes'],
  ['{"a" 1}', 5, 'expected ":" after the key'],
  ['{"a":"x\ny"}', 5, 'the text has no closing quote on its line'],
  ['{"a":"\\x"}', 5, 'not an escape JSON knows'],
  ['{"a":"\t"}', 5, 'control characters must be escaped'],
  ['{"a":12345678901234567890}', 5, 'number out of range: 12345678901234567890'],
  ['{"a":{"b":1,"b":2}}', 12, 'duplicate key: b'],
  ['{"a":[{"__proto__":1}]}', 7, 'forbidden key: __proto__'],
  ['{"a":"\\ud800"}', 5, 'half a character: \\ud800 to \\udfff come in pairs'],
  ['{"\\udc00":1}', 1, 'half a character: \\ud800 to \\udfff come in pairs'],
  ['{"a":1', 6, 'the file ends too early'],
  ['=======\n{}', 0, 'git conflict marker: resolve the merge first'],
])('%j fails at %i: %s', (text, offset, message) => {
  expect(parseText(text).problems).toEqual([{ offset, message }]);
});

test('brackets and markers inside texts are texts', () => {
  const value = { a: '['.repeat(200), b: '<<<<<<< HEAD', c: '"\\' };
  expect(parseText(JSON.stringify(value))).toMatchObject({ problems: [], value });
});

test('a text as deep as the stack is refused, not fatal', () => {
  const [problem] = parseText('['.repeat(1_000_000)).problems;
  expect(problem).toEqual({ offset: 100, message: 'nested deeper than 100 levels' });
});

test('more than 5 MB is refused unread', () => {
  const parsed = parseBytes(Buffer.alloc(maxFileBytes + 1, ' '));
  expect(parsed.problems[0]?.message).toBe('file too large: 5242881 bytes, at most 5242880');
  expect(parsed.text).toBe('');
});

test('a bad byte is found behind a real replacement character', () => {
  const bytes = Buffer.concat([Buffer.from('"\uFFFD'), Buffer.from([0xff]), Buffer.from('"')]);
  expect(parseBytes(bytes).problems).toEqual([{ offset: 2, message: 'not valid UTF-8' }]);
});

test('any text is parsed as JSON.parse does, or has a problem inside the text', () => {
  const nearJson = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .array(fc.constantFrom(...'{}[]",:\\u0t\n 1-.eEtrue/*null'.split('')))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(nearJson, (text) => {
      const { problems, value } = parseText(text);
      for (const { offset } of problems) expect(offset).toBeLessThanOrEqual(text.length);
      if (problems.length === 0) expect(value).toEqual(JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});
