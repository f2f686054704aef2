import { expect, test } from 'vitest';
import { isSafeLink } from './link.ts';

test.each(['https://a.example/b?c#d', 'HTTP://a.example', '/', '/d/shop/overview?var.a=b'])(
  '%j may be followed',
  (href) => {
    expect(isSafeLink(href)).toBe(true);
  },
);

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n\\evil.example',
  '\t//evil.example',
  'https://',
  'https:///evil.example',
  'evil',
  '',
])('%j may not', (href) => {
  expect(isSafeLink(href)).toBe(false);
});

test('what is refused for its control characters would have led elsewhere', () => {
  expect(new URL('/\t/evil.example', 'http://localhost').host).toBe('evil.example');
});
