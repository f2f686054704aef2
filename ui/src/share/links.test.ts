import { expect, test } from 'vitest';
import { defaultView, formatView, type View } from '../dashboard/view.ts';
import type { Board } from '../dashboard/board.svelte.ts';
import { embedLink, frameCode, frozenView, isMoving, shareLink } from './links.ts';

const defaults = defaultView({
  ...{ kind: 'dashboard', format: 1, title: 'T', panels: {}, layout: { rows: [] } },
});

function boardAt(view: Partial<View>): Board {
  const shown = { ...defaults, ...view };
  return {
    ...{ path: 'shop/a b', view: shown, interval: () => ({ from: 0, to: 60_000 }) },
    href: (change: Partial<View>) =>
      `http://localhost/d/shop/a%20b${formatView({ ...shown, ...change }, defaults)}`,
  } as unknown as Board;
}
const plain = { isFixed: false, theme: '' } as const;

test('a link has the view, and nothing of what is edited or inspected', () => {
  const board = boardAt({ from: 'now-1h', edit: 'a', inspect: 'a', panel: 'a' });
  expect(shareLink(board, plain)).toBe('http://localhost/d/shop/a%20b?from=now-1h&to=now');
  expect(shareLink(board, { ...plain, panel: 'b', theme: 'dark' })).toBe(
    'http://localhost/d/shop/a%20b?from=now-1h&to=now&panel=b&theme=dark',
  );
  expect(shareLink(board, { ...plain, isKiosk: true })).toMatch(/&kiosk$/);
});

test('fixed times are those of this moment', () => {
  const board = boardAt({});
  expect(shareLink(board, { isFixed: true, theme: 'light' })).toBe(
    'http://localhost/d/shop/a%20b?from=1970-01-01T00:00:00.000Z&to=1970-01-01T00:01:00.000Z&theme=light',
  );
  expect(frozenView(boardAt({ panel: 'a' }))).not.toContain('panel');
  expect([isMoving(board), isMoving(boardAt({ from: '1', to: '2' }))]).toEqual([true, false]);
});

test('a frame shows the same without the application, its code safe in any page', () => {
  const src = embedLink(boardAt({}), { ...plain, panel: 'errors@country="DE"' });
  expect(src).toMatch(/^http:\/\/localhost\/embed\/shop\/a%20b\?panel=errors@country%3D%22DE%22$/);
  const code = frameCode(`${src}&a=1`, 'a"><script>', 360);
  expect(code).toContain('&amp;a=1');
  expect(code).toContain('title="a&quot;&gt;&lt;script&gt;"');
  expect(code.match(/[<>]/g)).toHaveLength(4);
});
