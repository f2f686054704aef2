import { frameFromRows } from '@heliostat/sdk';
import { stagePanel, type PanelStage } from '@heliostat/sdk/testing/panel';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
// Loaded beforehand: settling waits for some turns, not for what a busy machine needs to import.
import './TimeseriesPanel.svelte';
import panel from './ui.ts';

const start = Date.UTC(2026, 10, 22, 11);
const types = ['like', 'share', 'view'];

const frame = frameFromRows(
  Array.from({ length: 300 }, (_, i) => ({
    t: start + Math.floor(i / 3) * 10_000,
    type: types[i % 3],
    events: 10 * (i % 3) + Math.floor(i / 3),
  })),
  [
    { name: 't', type: 'time' },
    { name: 'type', type: 'string' },
    { name: 'events', type: 'number', unit: 'ev/s' },
  ],
);

let stage: PanelStage;
beforeEach(async () => {
  stage = await stagePanel(panel, { frames: [frame] });
});
afterEach(() => stage.destroy());

const plot = () => stage.element.querySelector<HTMLElement>('[role="application"]')!;
const tooltip = () => stage.host.portal.querySelector('[role="tooltip"], [role="dialog"]');

async function pointer(type: string, x: number, more: PointerEventInit = {}) {
  plot().dispatchEvent(new PointerEvent(type, { clientX: x, clientY: 80, bubbles: true, ...more }));
  await stage.settle();
}

describe('pointer', () => {
  test('hover shows the values of all series and draws nothing again', async () => {
    await pointer('pointermove', 200);
    stage.canvas.clear();
    await pointer('pointermove', 300);
    expect(tooltip()?.textContent).toContain('view');
    expect(stage.element.querySelectorAll('.dot')).toHaveLength(3);
    expect(stage.canvas.calls).toEqual([]);
    expect(stage.host.cursor.source).toBe('under-test');
  });

  test('what another panel points at is told where the host wants it, and no further', async () => {
    stage.host.cursor.move(start + 500_000, 'other');
    stage.host.flush();
    await stage.settle();
    expect(tooltip()).toBeNull();
    Object.assign(stage.host.cursor, { hasTooltips: true });
    stage.host.cursor.move(start + 510_000, 'other');
    await stage.settle();
    expect(tooltip()?.textContent).toContain('11:08:30');
    expect(tooltip()?.textContent).toContain('view');
    stage.host.cursor.move(null, 'other');
    await stage.settle();
    expect(tooltip()).toBeNull();
  });

  test('rows are sorted by value, largest first', async () => {
    await pointer('pointermove', 300);
    const names = [...tooltip()!.querySelectorAll('.name')].map((node) => node.textContent);
    expect(names).toEqual(['view', 'share', 'like']);
  });

  test('the order of the rows is frozen while the pointer rests', async () => {
    await pointer('pointermove', 300);
    const events = frame.fields[2]!.values as Float64Array;
    const turned = { ...frame.fields[2]!, values: events.map((value) => -value) };
    const frames = [{ ...frame, fields: [frame.fields[0]!, frame.fields[1]!, turned] }];
    await stage.update({ frames: frames as unknown as (typeof stage.props)['frames'] });
    const names = [...tooltip()!.querySelectorAll('.name')].map((node) => node.textContent);
    expect(names).toEqual(['view', 'share', 'like']);
  });

  test('a drag zooms to what it covers, in either direction', async () => {
    await pointer('pointerdown', 400);
    await pointer('pointermove', 250);
    await pointer('pointerup', 200);
    const [zoom] = stage.host.zooms;
    expect(stage.host.zooms).toHaveLength(1);
    expect(zoom!.from).toBeGreaterThan(stage.props.range.from);
    expect(zoom!.to).toBeLessThan(stage.props.range.to);
    expect(zoom!.from).toBeLessThan(zoom!.to);
  });

  test('a drag with Shift pans: the range keeps its length', async () => {
    await pointer('pointerdown', 400, { shiftKey: true });
    await pointer('pointermove', 300, { shiftKey: true });
    await pointer('pointerup', 300, { shiftKey: true });
    const { from, to } = stage.host.zooms[0]!;
    const span = stage.props.range.to - stage.props.range.from;
    expect(Math.abs(to - from - span)).toBeLessThanOrEqual(1);
    expect(from).toBeGreaterThan(stage.props.range.from);
  });

  test('a pan follows the pointer before the dashboard is asked', async () => {
    await pointer('pointerdown', 400, { shiftKey: true });
    stage.canvas.clear();
    await pointer('pointermove', 300, { shiftKey: true });
    expect(stage.canvas.calls.length).toBeGreaterThan(0);
    expect(stage.host.zooms).toEqual([]);
    await pointer('pointercancel', 300);
    await pointer('pointerup', 300);
    expect(stage.host.zooms).toEqual([]);
  });

  test('a click pins the tooltip, Escape closes it, a double click goes back', async () => {
    await pointer('pointerdown', 300);
    await pointer('pointerup', 300);
    expect(tooltip()?.classList.contains('pinned')).toBe(true);
    await pointer('pointermove', 100);
    expect(tooltip()?.classList.contains('pinned')).toBe(true);
    plot().focus();
    await stage.press('Escape');
    expect(tooltip()).toBeNull();
    plot().dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    expect(stage.host.backs).toBe(1);
  });

  test('a crosshair of another panel is shown without a tooltip', async () => {
    stage.host.cursor.move(start + 500_000, 'other');
    await stage.settle();
    expect(stage.element.querySelectorAll('.line, .dot')).toHaveLength(4);
    expect(tooltip()).toBeNull();
  });
});

describe('wheel', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  function wheel(more: WheelEventInit): WheelEvent {
    const at = { clientX: 300, clientY: 80, bubbles: true, cancelable: true };
    const event = new WheelEvent('wheel', { ...at, ...more });
    // happy-dom does not take them from the init.
    for (const [key, value] of Object.entries({ ...at, ...more }))
      if (key.startsWith('client') || key.endsWith('Key')) Object.assign(event, { [key]: value });
    plot().dispatchEvent(event);
    return event;
  }

  test('with Ctrl it zooms around the pointer, and asks for the range once it rests', () => {
    expect(wheel({ deltaY: -200, ctrlKey: true }).defaultPrevented).toBe(true);
    wheel({ deltaY: -200, ctrlKey: true });
    expect(stage.host.zooms).toEqual([]);
    vi.advanceTimersByTime(1000);
    const { from, to } = stage.props.range;
    const [zoom] = stage.host.zooms;
    expect(stage.host.zooms).toHaveLength(1);
    expect((zoom!.to - zoom!.from) / (to - from)).toBeCloseTo(Math.exp(-0.8), 3);
    expect(zoom!.from > from && zoom!.to < to).toBe(true);
  });

  test('without Ctrl or Cmd it is the page that scrolls', () => {
    expect(wheel({ deltaY: -200 }).defaultPrevented).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(stage.host.zooms).toEqual([]);
  });
});

describe('value axis', () => {
  const labels = () =>
    stage.canvas.calls
      .filter(({ name, args }) => name === 'fillText' && /^−?[\d.]+$/.test(String(args[0])))
      .map(({ args }) => Number(args[0]));

  async function dragAxis() {
    await pointer('pointerdown', 2, { clientY: 60 });
    await pointer('pointermove', 2, { clientY: 110 });
    stage.canvas.clear();
    await pointer('pointerup', 2, { clientY: 110 });
  }

  test('a drag on it shows only those values, a double click on it all again', async () => {
    await stage.refresh();
    const before = Math.max(...labels());
    await dragAxis();
    expect(labels().length).toBeGreaterThan(1);
    expect(Math.max(...labels())).toBeLessThan(before);
    expect(stage.host.zooms).toEqual([]);
    stage.canvas.clear();
    plot().dispatchEvent(new MouseEvent('dblclick', { clientX: 2, clientY: 80, bubbles: true }));
    await stage.settle();
    expect(Math.max(...labels())).toBe(before);
    expect(stage.host.backs).toBe(0);
  });

  test('a button says that values are left out, and shows them again', async () => {
    await dragAxis();
    const button = [...stage.element.querySelectorAll('button')].find((one) =>
      one.textContent.includes('Show all values'),
    )!;
    button.click();
    await stage.settle();
    expect(stage.element.textContent).not.toContain('Show all values');
  });

  test('+ and − zoom it by key, 0 and Escape show all values', async () => {
    plot().focus();
    await stage.press('+');
    expect(stage.host.announcements.at(-1)).toMatch(/^values from \d+ to \d+ ev\/s$/);
    expect(stage.element.textContent).toContain('Show all values');
    await stage.press('0');
    expect(stage.element.textContent).not.toContain('Show all values');
    await stage.press('-');
    await stage.press('Escape');
    expect(stage.element.textContent).not.toContain('Show all values');
    expect(stage.host.backs).toBe(0);
  });

  test('keys with Ctrl, Cmd or Alt are the browser’s', async () => {
    plot().focus();
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey'])
      await stage.press('+', { [modifier]: true });
    expect(stage.element.textContent).not.toContain('Show all values');
  });
});

describe('pinned tooltip', () => {
  const many = frameFromRows(
    Array.from({ length: 120 }, (_, i) => ({
      t: start + Math.floor(i / 30) * 10_000,
      type: `web-${i % 30}`,
      events: (i % 30) + 0.123_456,
    })),
    [
      { name: 't', type: 'time' },
      { name: 'type', type: 'string' },
      { name: 'events', type: 'number' },
    ],
  );
  const rows = () => tooltip()!.querySelectorAll('li').length;

  async function pin() {
    const range = { from: start, to: start + 30_000 };
    await stage.update({ frames: [many], range });
    await pointer('pointermove', 300);
    expect(tooltip()?.textContent).toContain('+20 more');
    await pointer('pointerdown', 300);
    await pointer('pointerup', 300);
  }

  test('has all series, and finds them by name', async () => {
    await pin();
    expect(rows()).toBe(30);
    const search = tooltip()!.querySelector('input')!;
    search.value = 'WEB-2';
    search.dispatchEvent(new Event('input', { bubbles: true }));
    await stage.settle();
    expect(rows()).toBe(11);
  });

  test('has the focus, and keeps its values while other panels are hovered', async () => {
    await pin();
    expect(document.activeElement).toBe(tooltip());
    const before = tooltip()!.textContent;
    stage.host.cursor.move(start, 'other');
    await stage.settle();
    expect(tooltip()!.textContent).toBe(before);
    await stage.press('Escape');
    expect(tooltip()).toBeNull();
    expect(document.activeElement).toBe(plot());
  });

  test('leads to the minutes around it, where more than those are shown', async () => {
    const zoom = () =>
      [...tooltip()!.querySelectorAll('button')].find((one) => one.textContent.includes('±5 min'));
    await pin();
    expect(zoom()).toBeUndefined();
    await stage.press('Escape');
    await stage.update({ range: { from: start - 3_600_000, to: start + 3_600_000 } });
    plot().focus();
    await stage.press('End');
    await stage.press('Enter');
    zoom()!.click();
    const last = start + 30_000;
    expect(stage.host.zooms).toEqual([{ from: last - 300_000, to: last + 300_000 }]);
    await stage.settle();
    expect(tooltip()).toBeNull();
  });

  test('is copied as lines of name and exact value', async () => {
    const texts: string[] = [];
    const clipboard = { writeText: (text: string) => Promise.resolve(void texts.push(text)) };
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    await pin();
    [...tooltip()!.querySelectorAll('button')].find((one) => one.textContent === 'Copy')!.click();
    await stage.settle();
    expect(texts[0]?.split('\n')).toHaveLength(31);
    expect(texts[0]).toContain('web-29\t29.123456');
    expect(tooltip()?.textContent).toContain('Copied');
  });
});

describe('keyboard', () => {
  beforeEach(() => plot().focus());

  test('arrows step by points and series, and say where they are', async () => {
    await stage.press('ArrowRight');
    expect(stage.host.announcements.at(-1)).toBe('2026-11-22 11:00:00, like, 0 ev/s');
    await stage.press('ArrowRight', { shiftKey: true });
    expect(stage.host.announcements.at(-1)).toBe('2026-11-22 11:01:40, like, 10 ev/s');
    await stage.press('ArrowDown');
    expect(stage.host.announcements.at(-1)).toBe('2026-11-22 11:01:40, share, 20 ev/s');
    await stage.press('End');
    expect(stage.host.announcements.at(-1)).toBe('2026-11-22 11:16:30, share, 109 ev/s');
    await stage.press('Home');
    expect(stage.host.announcements.at(-1)).toContain('11:00:00');
  });

  test('[ and ] set the edges of a brush, Enter zooms to it', async () => {
    await stage.press('Home');
    await stage.press('ArrowRight', { shiftKey: true });
    await stage.press('[');
    await stage.press('ArrowRight', { shiftKey: true });
    await stage.press(']');
    await stage.press('Enter');
    expect(stage.host.zooms).toEqual([{ from: start + 100_000, to: start + 200_000 }]);
  });

  test('T shows a table of 25 rows a page, T goes back', async () => {
    await stage.press('t');
    expect(stage.element.querySelectorAll('tbody tr')).toHaveLength(25);
    expect(stage.element.querySelector('tbody th')?.textContent).toBe('2026-11-22 11:16:30');
    await stage.press('T');
    expect(stage.element.querySelector('table')).toBeNull();
    expect(plot()).not.toBeNull();
  });
});

test('where more points are drawn than can be seen, all of them can be read', async () => {
  const many = frameFromRows(
    Array.from({ length: 20_000 }, (_, i) => ({ t: start + i * 50, events: i % 7 })),
    [
      { name: 't', type: 'time' },
      { name: 'events', type: 'number' },
    ],
  );
  await stage.update({ frames: [many] });
  await stage.settle();
  stage.element.querySelector<HTMLElement>('.decimation button')?.click();
  await stage.settle();
  expect(stage.element.querySelectorAll('tbody tr')).toHaveLength(25);
  expect(stage.element.querySelector('.page')?.textContent).toMatch(/^Page 1 of \d{3}$/);
});

describe('legend', () => {
  const entry = (i: number) => stage.element.querySelectorAll<HTMLElement>('.legend button')[i]!;
  const pressed = () =>
    [...stage.element.querySelectorAll('.legend button')].map((one) =>
      one.getAttribute('aria-pressed'),
    );

  test('a click isolates, Ctrl and click toggles, a double click shows all', async () => {
    entry(1).click();
    await stage.settle();
    expect(pressed()).toEqual(['false', 'true', 'false']);
    entry(0).dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true }));
    await stage.settle();
    expect(pressed()).toEqual(['true', 'true', 'false']);
    entry(0).dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    await stage.settle();
    expect(pressed()).toEqual(['true', 'true', 'true']);
  });

  test('its values follow the crosshair', async () => {
    expect(entry(0).textContent).toContain('99 ev/s');
    plot().focus();
    await stage.press('Home');
    expect(entry(0).textContent).toContain('0 ev/s');
    expect(entry(0).textContent).not.toContain('99 ev/s');
  });
});

test('data outside the range is offered', async () => {
  await stage.update({ range: { from: start - 7_200_000, to: start - 3_600_000 } });
  expect(stage.element.textContent).toContain('No points in this range');
  stage.element.querySelector('button')!.click();
  expect(stage.host.zooms[0]!.from).toBe(start);
});

test('series above the limit are counted', async () => {
  await stage.update({ options: { ...(stage.props.options as object), maxSeries: 2 } });
  expect(stage.element.textContent).toContain('2 of 3 series');
});
