import { expect, test } from 'vitest';
import { pastedList } from './pasted-list.ts';

test.each([
  ['DE, FR,US', ['DE', 'FR', 'US']],
  ['DE\r\nFR\n\n  US \n', ['DE', 'FR', 'US']],
  ['\'DE\', "FR";`US`', ['DE', 'FR', 'US']],
  ["'DE',\n'FR',\n", ['DE', 'FR']],
  ['DE\tFR', ['DE', 'FR']],
  ['Berlin, Mitte\nParis, 5e', ['Berlin, Mitte', 'Paris, 5e']],
  ['DE, DE', ['DE']],
  ['one value', ['one value']],
  ['', []],
])('%j is a list of %j', (text, values) => {
  expect(pastedList(text)).toEqual(values);
});
