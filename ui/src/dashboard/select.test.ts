import { expect, test } from 'vitest';
import { fillLink } from './select.ts';

const filters = [{ field: 'user', op: '=', value: 'a b&c' } as const];

test('placeholders become the chosen values, encoded', () => {
  expect(fillLink('/d/users?var.user={user}&x={other}', filters)).toBe(
    '/d/users?var.user=a%20b%26c&x=',
  );
});

test.each(['javascript:alert(1)', '//evil.example', '/\\evil.example', 'data:text/html,x', ''])(
  '%s is no link we follow',
  (url) => {
    expect(fillLink(url, filters)).toBeUndefined();
  },
);
