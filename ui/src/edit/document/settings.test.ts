import { expect, test } from 'vitest';
import type { DashboardDocument } from '@heliostat/sdk';
import { parseTags, readSettings, writeSettings } from './settings.ts';

const document: DashboardDocument = {
  ...{ $schema: 'https://heliostat.dev/x', kind: 'dashboard', format: 1, title: 'Shop' },
  description: ['One', 'two'],
  tags: ['live'],
  time: { from: 'now-1h' },
  links: [{ tag: 'wall' }],
  panels: {},
  layout: { rows: [] },
};

test('settings that are as they were change nothing, down to the bytes', () => {
  const same = writeSettings(document, readSettings(document));
  expect(JSON.stringify(same)).toBe(JSON.stringify(document));
});

test('what is empty is left out; a text of several lines is written as lines', () => {
  const bare = { title: 'New', description: '', tags: [], links: [], time: undefined };
  const { description: _d, tags: _t, links: _l, time: _time, ...rest } = document;
  expect(writeSettings(document, bare)).toEqual({ ...rest, title: 'New' });
  const links = [{ tag: 'wall' }];
  expect(writeSettings(document, { ...bare, description: 'a\nb', links })).toMatchObject({
    ...{ title: 'New', description: ['a', 'b'], links },
  });
});

test('tags are split at commas, each once', () => {
  expect(parseTags(' live, shop ,,live')).toEqual(['live', 'shop']);
});
