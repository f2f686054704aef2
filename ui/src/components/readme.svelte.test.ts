import { expect, test } from 'vitest';
import { readmeBlocks } from './readme.ts';

const options = '| Option | Type |\n| --- | --- |\n| `a` | text |';

test('the title and the option tables with their headings are left out', () => {
  const source = `# bars\n\nRanked.\n\n${options}\n\n## Field options\n\n${options}\n\n## Keys\n\nArrows.`;
  expect(readmeBlocks(source)).toEqual([
    { kind: 'paragraph', text: [{ kind: 'text', text: 'Ranked.' }] },
    { kind: 'heading', level: 2, text: [{ kind: 'text', text: 'Keys' }] },
    { kind: 'paragraph', text: [{ kind: 'text', text: 'Arrows.' }] },
  ]);
});

test('other tables stay, and so does a README without a title', () => {
  expect(
    readmeBlocks('Text\n\n| Key | Does |\n| --- | --- |\n| a | b |').map(({ kind }) => kind),
  ).toEqual(['paragraph', 'table']);
  expect(readmeBlocks('')).toEqual([]);
});
