import { expect, test } from 'vitest';
import { toCurl } from './curl.ts';

const asked = {
  dashboard: 'shop/overview',
  query: 'total',
  variables: { country: ["it's $HOME `id` \\"] },
  filters: [],
  from: 'now-15m',
  to: 'now',
  timeZone: 'utc',
};

test('what is asked is one word of the shell, and the token comes from its variable', () => {
  const words = toCurl('http://localhost:3300', asked).split(' \\\n  ');
  const [url, ...options] = words;
  expect(url).toBe("curl -sS 'http://localhost:3300/api/v1/query'");
  expect(options).toContain('-H "Authorization: Bearer $HELIOSTAT_TOKEN"');
  const data = options.at(-1)?.slice("--data-raw '".length, -1) ?? '';
  expect(data.replaceAll("'\\''", '')).not.toContain("'");
  expect(JSON.parse(data.replaceAll("'\\''", "'"))).toEqual(asked);
});
