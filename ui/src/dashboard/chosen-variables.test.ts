import type { Variable } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { chosenVariables } from './chosen-variables.ts';

test('a panel gets constants, the empty text, and an empty list for all', () => {
  const variables: Record<string, Variable> = {
    env: { type: 'constant', value: 'production' },
    search: { type: 'text' },
    device: { type: 'list', values: ['ios', 'web'], multi: true },
    country: { type: 'query', query: 'countries' },
  };
  const view = { variables: { device: [], country: ['DE'] } };
  expect(chosenVariables({ variables }, view)).toEqual({
    env: ['production'],
    search: [''],
    device: [],
    country: ['DE'],
  });
  expect(chosenVariables({}, { variables: { gone: ['x'] } })).toEqual({});
});
