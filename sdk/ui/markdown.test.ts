import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInline, parseMarkdown, type Inline } from './markdown.ts';

const text = (value: string): Inline[] => [{ kind: 'text', text: value }];

test('blocks of a README', () => {
  expect(
    parseMarkdown(
      ['# Bars', '', 'Two', 'lines', '- a', '  more', '- b', '', '```json', '{}', '```'].join('\n'),
    ),
  ).toEqual([
    { kind: 'heading', level: 1, text: text('Bars') },
    { kind: 'paragraph', text: text('Two lines') },
    { kind: 'list', ordered: false, entries: [text('a more'), text('b')] },
    { kind: 'code', text: '{}' },
  ]);
});

test('a table with an escaped bar', () => {
  expect(parseMarkdown('| a | b |\n|---|---|\n| 1 \\| 2 | 3 |\nend')).toEqual([
    { kind: 'table', head: [text('a'), text('b')], rows: [[text('1 | 2'), text('3')]] },
    { kind: 'paragraph', text: text('end') },
  ]);
});

test('marks inside a line', () => {
  expect(parseInline('a `b*c` **d** *e* [f](https://g.example) h')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'code', text: 'b*c' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'd' },
    { kind: 'text', text: ' ' },
    { kind: 'em', text: 'e' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'f', href: 'https://g.example' },
    { kind: 'text', text: ' h' },
  ]);
});

test('a picture is left out, and so is a paragraph of nothing else', () => {
  expect(parseMarkdown('![Bars](panel.png)\n\na ![b](c.png)')).toEqual([
    { kind: 'paragraph', text: text('a ') },
  ]);
});

test('a link that could run something is text', () => {
  expect(parseInline('[x](javascript:alert)')).toEqual(text('x'));
  expect(parseInline('[x](/\\evil.example)')).toEqual(text('x'));
  expect(parseInline('[x](//evil.example)')).toEqual(text('x'));
});

test.each([
  ['open brackets', '['.repeat(100_000)],
  ['open pictures', '!['.repeat(50_000)],
  ['a heading of marks', `# ${'#'.repeat(99_000)}x`],
  ['a heading of spaces', `# a${' '.repeat(99_000)}b`],
  ['what is nearly a table', `|\n${' '.repeat(45_000)}${'-'.repeat(45_000)}x`],
  ['code blocks', '```\n'.repeat(25_000)],
  ['what is nearly a rule', `${'- '.repeat(45_000)}x`],
])('%s as long as a text may be are read in one go', (_name, source) => {
  expect(parseMarkdown(source).length).toBeGreaterThan(0);
});

test('a heading ends before the marks behind it, and keeps those within', () => {
  expect(parseMarkdown('## C # and D ##  ')).toEqual([
    { kind: 'heading', level: 2, text: text('C # and D') },
  ]);
  expect(parseMarkdown('# C#')).toEqual([{ kind: 'heading', level: 1, text: text('C#') }]);
});

test('any text ends, and loses no words', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: 'grapheme' }), (source) => {
      parseMarkdown(source);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]+$/), (source) => {
      const words = JSON.stringify(parseMarkdown(source));
      for (const word of source.split(/\s+/)) expect(words).toContain(word);
    }),
  );
});
