import { frameFromRows } from '@heliostat/sdk';
import { stagePanel, type PanelStage } from '@heliostat/sdk/testing/panel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
const tooltip = () => stage.host.portal.querySelector('[role="tooltip"]');

async function pointer(type: string, x: number, more: PointerEventInit = {}) {
  plot().dispatchEvent(new PointerEvent(type, { clientX: x, clientY: 80, bubbles: true, ...more }));
  await stage.settle();
}

/** Strokes and rectangles of the data layer are in the colours of series. */
function drawsData(): boolean {
  const colors = new Set(types.map((name) => stage.host.color(name)));
  return stage.canvas.calls.some(
    ({ name, args }) => name === 'set:strokeStyle' && colors.has(String(args[0])),
  );
}

describe('pointer', () => {
  test('hover shows the values of all series and never draws the data again', async () => {
    await pointer('pointermove', 200);
    stage.canvas.clear();
    await pointer('pointermove', 300);
    expect(tooltip()?.textContent).toContain('view');
    expect(stage.canvas.calls.length).toBeGreaterThan(0);
    expect(drawsData()).toBe(false);
    expect(stage.host.cursor.source).toBe('under-test');
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
    stage.canvas.clear();
    stage.host.cursor.move(start + 500_000, 'other');
    await stage.settle();
    expect(stage.canvas.calls.some(({ name }) => name === 'arc')).toBe(true);
    expect(tooltip()).toBeNull();
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
