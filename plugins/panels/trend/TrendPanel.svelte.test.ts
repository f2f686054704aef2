import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBand } from './band.ts';
import { toBaseline } from './baseline.ts';
import { layoutTrend } from './layout.ts';
import { options, type Options } from './options.ts';
import panel from './ui.ts';

const start = Date.UTC(2026, 10, 22, 11);
const minute = 60_000;
/** An hour by the minute: around 100, with 400 at 11:40. */
const values = Array.from({ length: 60 }, (_, i) => (i === 40 ? 400 : 100 + (i % 5)));
const frame: Frame = {
  fields: [
    fieldFromValues(
      { name: 't', type: 'time' },
      values.map((_, i) => start + i * minute),
    ),
    fieldFromValues({ name: 'events', type: 'number' }, values),
  ],
  length: 60,
};

const bandOf = (times: Float64Array, values: Float64Array, season: Options['season']) => {
  const baseline = toBaseline({ times, values }, { season, timeZone: 'utc' });
  return toBand({ values, baseline, tolerance: 3.5, config: {} });
};

testPanel(panel, { frames: [frame], timeAxis: true });

async function stageIt(own: Record<string, unknown> = {}) {
  const stage = await stagePanel(panel, { frames: [frame], options: own });
  await stage.update({ width: 700, range: { from: start, to: start + 60 * minute } });
  return stage;
}

test('what is unusual is listed with what was expected, and a click zooms to it', async () => {
  const stage = await stageIt();
  const [entry] = stage.element.querySelectorAll<HTMLElement>('.list button');
  expect(stage.element.querySelector('.list')?.textContent).toContain('1 anomaly');
  expect(stage.element.querySelector('.list')?.textContent).toContain('the points just before');
  expect(entry?.textContent).toMatch(/400.*292% above.*11-22 11:40.*expected 102/s);
  entry?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  const [zoom] = stage.host.zooms;
  expect(zoom?.from).toBeLessThan(start + 40 * minute);
  expect(zoom?.to).toBeGreaterThan(start + 40 * minute);
  stage.destroy();
});

test('keys go to the anomalies, and explain them', async () => {
  const stage = await stageIt();
  stage.element.querySelector<HTMLElement>('.trend')?.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter'])
    await stage.press(key);
  const [first, second, third] = stage.host.announcements;
  expect(first).toMatch(/^2026-11-22 11:40:00: 400, expected 102, unusual: 292% above, .+ ×/);
  expect(second).toBe('no later anomaly');
  expect(third).toBe('2026-11-22 11:39:00: 104, expected 102');
  expect(stage.host.portal.textContent).toContain('off by');
  expect(stage.host.zooms).toHaveLength(1);
  stage.destroy();
});

test('a low sensitivity and the other direction leave it out', async () => {
  const stage = await stageIt({ direction: 'below' });
  expect(stage.element.querySelector('.list')?.textContent).toContain('No anomalies');
  expect(stage.host.summaries.at(-1)).toContain('no anomalies');
  stage.destroy();
});

test('of several series it watches the one that is named, and says so', async () => {
  const second = fieldFromValues(
    { name: 'errors', type: 'number' },
    values.map(() => 1),
  );
  const both: Frame = { fields: [...frame.fields, second], length: 60 };
  const stage = await stageIt({ series: 'errors' });
  await stage.update({ frames: [both] });
  expect(stage.element.textContent).toContain('1 more series not watched');
  expect(stage.host.summaries.at(-1)).toContain('no anomalies');
  stage.destroy();
});

test('a layout has no negative side and keeps the visible values on the plot', () => {
  const times = Float64Array.from({ length: 20 }, (_, i) => i * 1000);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), {
        minLength: 20,
        maxLength: 20,
      }),
      fc.nat(2000),
      fc.nat(1200),
      (some, width, height) => {
        const shown = Float64Array.from(some);
        const { season } = withDefaults(options, {});
        const layout = layoutTrend({
          width,
          height,
          hasList: true,
          hasNote: false,
          range: { from: 0, to: 20_000 },
          times,
          values: shown,
          band: bandOf(times, shown, season),
          config: {},
        });
        const { plot, listWidth } = layout;
        expect(Math.min(plot.width, plot.height, listWidth)).toBeGreaterThanOrEqual(0);
        for (const value of shown) {
          expect(layout.y(value)).toBeGreaterThanOrEqual(-0.01);
          expect(layout.y(value)).toBeLessThanOrEqual(plot.height + 0.01);
        }
      },
    ),
  );
});

const layoutOf = (values: readonly number[], more: object) => {
  const times = Float64Array.from(values, (_, i) => i * 1000);
  const shown = Float64Array.from(values);
  return layoutTrend({
    ...{ width: 400, height: 200, hasList: false, hasNote: false, config: {} },
    ...{ range: { from: 0, to: 1000 * values.length }, times, values: shown },
    band: bandOf(times, shown, 'off'),
    ...more,
  });
};

test('the highest value has room for its disc, and the line below does not cover the times', () => {
  const peak = [1, 1, 1, 1, 8, 1, 1];
  const bare = layoutOf(peak, {});
  expect(bare.y(8)).toBeGreaterThanOrEqual(6);
  const noted = layoutOf(peak, { hasNote: true });
  expect(bare.plot.height - noted.plot.height).toBe(18);
  // Under the list the line has a place of its own.
  const wide = { width: 800, hasList: true };
  expect(layoutOf(peak, { ...wide, hasNote: true }).plot.height).toBe(
    layoutOf(peak, wide).plot.height,
  );
});

test('one value alone is drawn as a dot', async () => {
  const one: Frame = {
    fields: [
      fieldFromValues({ name: 't', type: 'time' }, [start]),
      fieldFromValues({ name: 'v', type: 'number' }, [42]),
    ],
    length: 1,
  };
  const stage = await stagePanel(panel, { frames: [one] });
  await stage.update({ range: { from: start - minute, to: start + minute } });
  stage.canvas.clear();
  await stage.update({ width: 500 });
  expect(stage.canvas.calls.filter(({ name }) => name === 'arc')).toHaveLength(1);
  stage.destroy();
});
