import { frameFromRows, type Frame } from '@heliostat/sdk';
import { stagePanel, type PanelStage } from '@heliostat/sdk/testing/panel';
import { afterEach, describe, expect, test, vi } from 'vitest';
import './TimeseriesPanel.svelte';
import panel from './ui.ts';

const start = Date.UTC(2026, 10, 22, 11);
const columns = [
  { name: 't', type: 'time' },
  { name: 'load', type: 'number' },
] as const;

const frameOf = (values: readonly (number | null)[], stepMs = 10_000): Frame =>
  frameFromRows(
    values.map((load, i) => ({ t: start + i * stepMs, load })),
    columns,
  );

const wave = Array.from({ length: 200 }, (_, i) => 50 + 40 * Math.sin(i / 9));

let stage: PanelStage;
afterEach(() => {
  stage.destroy();
  vi.unstubAllGlobals();
});

const names = ['fillRect', 'fillText', 'moveTo', 'lineTo', 'arc', 'rect', 'bezierCurveTo'];

/** What was drawn since the panel was last shown, with finite numbers only. */
function drawn(name?: string): (readonly unknown[])[] {
  const calls = stage.canvas.calls.filter((call) => names.includes(call.name));
  for (const call of calls)
    for (const arg of call.args)
      if (typeof arg === 'number') expect(arg, `${call.name}(${call.args.join()})`).not.toBeNaN();
  return calls.filter((call) => name === undefined || call.name === name).map(({ args }) => args);
}

const texts = () => drawn('fillText').map(([text]) => String(text));

async function show(
  frame: Frame,
  options: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
) {
  const times = frame.fields[0]!.values as Float64Array;
  const range = { from: times[0]!, to: Math.max(times[0]! + 1, times.at(-1)!) };
  stage = await stagePanel(panel, { frames: [frame], options });
  await stage.update({ range, ...more });
  stage.canvas.clear();
  await stage.refresh();
}

describe('values', () => {
  test('a single point is a dot on an axis around it', async () => {
    await show(frameOf([42]), {}, { range: { from: start - 60_000, to: start + 60_000 } });
    expect(drawn('arc')).not.toHaveLength(0);
    expect(texts()).toContain('40');
  });

  test.each([0, 7, -7, 1e-9, 1e15])('a constant series of %d has room around it', async (value) => {
    await show(frameOf(new Array<number>(50).fill(value)));
    const height = stage.props.height;
    const line = drawn('lineTo').map(([, y]) => Number(y));
    expect(line.length).toBeGreaterThan(10);
    expect(line.every((y) => y >= 0 && y <= height)).toBe(true);
    expect(new Set(texts().filter((text) => /^[−\d]/.test(text))).size).toBeGreaterThan(1);
  });

  test('one huge outlier is on the axis, the rest stays on the plot', async () => {
    await show(frameOf(wave.map((value, i) => (i === 77 ? 1e12 : value))));
    const tops = drawn('lineTo').map(([, y]) => Number(y));
    expect(Math.min(...tops)).toBeLessThan(30);
  });

  test('nulls break a line', async () => {
    await show(frameOf(wave));
    const whole = drawn('moveTo').length;
    stage.destroy();
    await show(frameOf(wave.map((value, i) => (i % 50 === 20 ? null : value))));
    expect(drawn('moveTo').length).toBe(whole + 4);
  });
});

describe('log scale', () => {
  test('zero and negative values are left out, said so, and leave the axis alone', async () => {
    const values = wave.map((value, i) => (i % 5 === 0 ? 0 : i % 7 === 0 ? -3 : value * 1000));
    await show(frameOf(values), { scale: 'log' });
    expect(texts()).toContain('10k');
    expect(texts()).not.toContain('1');
    expect(stage.element.textContent).toContain('0 and less are not on a log axis');
  });

  test.each(['lines', 'area', 'bars'])('%s without a positive value draw an axis', async (draw) => {
    await show(frameOf([0, -1, -2, 0]), { scale: 'log', draw });
    expect(texts().length).toBeGreaterThan(1);
  });

  test('stacked areas grow from the bottom', async () => {
    await show(frameOf(wave), { scale: 'log', draw: 'area', stack: 'normal' });
    expect(drawn('lineTo').length).toBeGreaterThan(200);
  });

  test('dense columns keep the positive values beside zeros', async () => {
    const dense = Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? 0 : 100));
    await show(frameOf(dense, 1000), { scale: 'log' });
    expect(drawn('fillRect').length).toBeGreaterThan(400);
  });
});

describe('dense columns', () => {
  const dense = Array.from({ length: 6000 }, (_, i) => 50 + Math.sin(i / 50));
  const color = () => stage.host.color('load', ['load']);

  /** Columns of the series, from left to right. */
  function strokes(): { x: number; alpha: number }[] {
    let fill: unknown;
    let alpha = 1;
    const found: { x: number; alpha: number }[] = [];
    for (const { name, args } of stage.canvas.calls) {
      if (name === 'set:fillStyle') fill = args[0];
      if (name === 'set:globalAlpha') alpha = Number(args[0]);
      if (name === 'fillRect' && fill === color() && args[2] === 1)
        found.push({ x: Number(args[0]), alpha });
    }
    return found;
  }

  test('the bucket that is still filling is lighter', async () => {
    await show(frameOf(dense, 1000), {}, { live: true });
    stage.host.nowMs = start + dense.length * 1000;
    stage.canvas.clear();
    await stage.update({ stepMs: 1000 });
    const alphas = strokes().map((stroke) => stroke.alpha);
    expect(alphas.at(-1)).toBeLessThan(1);
    expect(alphas.slice(0, -2).every((alpha) => alpha === 1)).toBe(true);
  });

  test('one infinite value hides no column', async () => {
    await show(frameOf(dense, 1000));
    const expected = strokes().length;
    stage.canvas.clear();
    await show(frameOf(dense.with(3000, Infinity), 1000));
    const rects = stage.canvas.calls.filter(({ name }) => name === 'fillRect');
    expect(rects.filter(({ args }) => !args.every(Number.isFinite))).toEqual([]);
    expect(strokes()).toHaveLength(expected);
  });

  test('a missing stretch is empty', async () => {
    const values = dense.map((value, i) => (i >= 2000 && i < 3000 ? null : value));
    await show(frameOf(values, 1000));
    const xs = strokes().map(({ x }) => x);
    const widest = Math.max(...xs.slice(1).map((x, i) => x - xs[i]!));
    expect(widest).toBeGreaterThan(50);
    expect(drawn('lineTo').filter(([x]) => Number(x) > 100)).toEqual([]);
  });

  test('bridged, it is crossed by one line', async () => {
    const values = dense.map((value, i) => (i >= 2000 && i < 3000 ? null : value));
    await show(frameOf(values, 1000), { gaps: 'bridge' });
    expect(drawn('lineTo')).toHaveLength(1);
  });
});

describe('sizes', () => {
  test.each([1, 1.25, 2, 3])('at %d device pixels a pixel nothing is blurred', async (dpr) => {
    vi.stubGlobal('devicePixelRatio', dpr);
    await show(frameOf(wave), {}, { width: 333, height: 217 });
    const canvas = stage.element.querySelector('canvas')!;
    expect(canvas.width).toBe(Math.round(333 * dpr));
    expect(parseFloat(canvas.style.width) * dpr).toBeCloseTo(canvas.width, 3);
    expect(drawn().length).toBeGreaterThan(50);
  });

  test('10,000 pixels at three device pixels each fit a canvas a browser can have', async () => {
    vi.stubGlobal('devicePixelRatio', 3);
    await show(frameOf(wave), {}, { width: 10_000, height: 300 });
    const canvas = stage.element.querySelector('canvas')!;
    expect(canvas.width).toBeLessThanOrEqual(16_384);
    const right = Math.max(...drawn('lineTo').map(([x]) => Number(x)));
    expect(right / canvas.width).toBeGreaterThan(0.95);
  });

  test('one pixel is too small for anything, and says nothing wrong', async () => {
    await show(frameOf(wave), {}, { width: 1, height: 1 });
    expect(texts()).toEqual([]);
  });
});

test('on the day the clocks go back, ticks stay in order and apart', async () => {
  const from = Date.UTC(2026, 9, 25, 0);
  const rows = Array.from({ length: 60 }, (_, i) => ({
    t: from - 3_600_000 + i * 300_000,
    load: i,
  }));
  stage = await stagePanel(panel, { frames: [frameFromRows(rows, columns)] });
  stage.host.timeZone = 'Europe/Warsaw';
  await stage.refresh();
  stage.canvas.clear();
  await stage.update({ range: { from: from - 3_600_000, to: from + 3 * 3_600_000 } });
  const labels = texts().filter((text) => /^\d\d:\d\d$/.test(text));
  expect(labels.length).toBeGreaterThan(3);
  expect(labels).toEqual([...labels].sort());
  const places = drawn('fillText')
    .filter(([text]) => /^\d\d:\d\d$/.test(String(text)))
    .map(([, x]) => Number(x));
  for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThan(30);
});

describe('thresholds', () => {
  const two = frameFromRows(
    wave.map((value, i) => ({ t: start + i * 10_000, load: value, errors: value / 10 })),
    [...columns, { name: 'errors', type: 'number' }],
  );
  const at = (value: number) => [{ at: value, color: 'crit', label: 'busy' }];

  test('of one field among several are lines that name it, without zones', async () => {
    await show(two, {}, { fields: { errors: { thresholds: at(7) } } });
    expect(texts()).toContain('■ errors busy 7');
  });

  test('of both fields are both there, each on its axis', async () => {
    const fields = { load: { thresholds: at(80) }, errors: { thresholds: at(7), axis: 'right' } };
    await show(two, {}, { fields });
    expect(texts()).toContain('■ busy 80');
    expect(texts()).toContain('■ busy 7');
  });

  test('that all fields share are one line', async () => {
    await show(two, {}, { fields: { '*': { thresholds: at(40) } } });
    expect(texts().filter((text) => text.includes('busy'))).toEqual(['■ busy 40']);
  });
});
