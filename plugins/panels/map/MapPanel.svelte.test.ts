import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel, testTheme } from '@heliostat/sdk/testing/panel';
import { describe, expect, test } from 'vitest';
import { options } from './options.ts';
import { toPlaces } from './places.ts';
import { toPalette } from './points.ts';
import { toSteps } from './steps.ts';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'country', type: 'string' }, ['DE', 'FR', 'USA', 'Brazil', 'Atlantis']),
    fieldFromValues({ name: 'users', type: 'number' }, [50, 20, 100, 30, 7]),
  ],
  length: 5,
};
const cities: Frame = {
  fields: [
    fieldFromValues({ name: 'city', type: 'string' }, ['Bonn', 'Lyon', 'Rome', 'Oslo']),
    fieldFromValues({ name: 'latitude', type: 'number' }, [50.7, 45.8, 41.9, 59.9]),
    fieldFromValues({ name: 'longitude', type: 'number' }, [7.1, 4.8, 12.5, 10.7]),
    fieldFromValues({ name: 'load', type: 'number' }, [1, 2, 3, 4]),
  ],
  length: 4,
};
const point = (target: Element | null | undefined, type: string, more: PointerEventInit = {}) =>
  target?.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, ...more }));
const country = (element: Element, id: string) =>
  element.querySelector(`path[data-country="${id}"]`);
const germany = '276';

describe('with countries', () => testPanel(panel, { frames: [frame] }));
describe('with points', () => testPanel(panel, { frames: [cities], options: { size: 'load' } }));

test('countries with a number are shaded, the others are not; what is no country is named', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  expect(stage.element.querySelectorAll('path.land[fill]')).toHaveLength(4);
  expect(country(stage.element, germany)?.getAttribute('fill')).toBeTruthy();
  expect(country(stage.element, '380')?.getAttribute('fill')).toBeNull();
  expect(stage.element.textContent).toContain('1 not on the map: Atlantis');
  expect(stage.host.summaries.at(-1)).toBe(
    'Under test: 4 countries, United States 100, Germany 50, Brazil 30',
  );
  stage.destroy();
});

test('a click chooses a country as the rows write it; a drag moves the map and chooses nothing', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const shape = country(stage.element, '840');
  point(shape, 'click');
  expect(stage.host.selections).toEqual([[{ field: 'country', op: '=', value: 'USA' }]]);

  stage.element.querySelector<HTMLElement>('[aria-label="Zoom in"]')?.click();
  await stage.settle();
  const before = stage.element.querySelector('g')?.getAttribute('transform');
  stage.element.querySelector<HTMLElement>('.map')!.setPointerCapture = () => undefined;
  point(shape, 'pointerdown', { clientX: 100, clientY: 100 });
  point(shape, 'pointermove', { clientX: 130, clientY: 100 });
  point(shape, 'pointerup', { clientX: 130, clientY: 100 });
  point(shape, 'click', { clientX: 130, clientY: 100, detail: 1 });
  await stage.settle();
  expect(stage.element.querySelector('g')?.getAttribute('transform')).not.toBe(before);
  expect(stage.host.selections).toHaveLength(1);
  stage.element.querySelector<HTMLElement>('[aria-label="Show all"]')?.click();
  await stage.settle();
  expect(stage.element.querySelector('[aria-label="Show all"]')).toBeNull();
  stage.destroy();
});

test('a tooltip has the value, the rank and the share', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  point(country(stage.element, germany), 'pointermove', { clientX: 9, clientY: 9 });
  await stage.settle();
  expect(stage.host.portal.textContent).toMatch(/Germany.*users.*50.*rank.*2 of 4.*share.*25%/s);
  point(stage.element.querySelector('.map'), 'pointerleave');
  await stage.settle();
  expect(stage.host.portal.textContent).toBe('');
  stage.destroy();
});

test('keys walk from country to country, zoom, and choose', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  stage.focusable().focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowDown', 'Enter', '+', '0', '0'])
    await stage.press(key);
  expect(stage.host.announcements).toEqual([
    'United States: users 100, rank 1 of 4, share 50%',
    'France: users 20, rank 4 of 4, share 10%',
    'Brazil: users 30, rank 3 of 4, share 15%',
  ]);
  expect(stage.host.selections).toEqual([[{ field: 'country', op: '=', value: 'Brazil' }]]);
  stage.destroy();
});

test('without a modifier the wheel belongs to the page', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const turn = (ctrlKey: boolean) => {
    const event = new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: -240 });
    Object.defineProperty(event, 'ctrlKey', { value: ctrlKey });
    stage.element.querySelector('.map')?.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect([turn(false), turn(true)]).toEqual([false, true]);
  stage.destroy();
});

test('a country that the coarse outlines lack gets the fine ones, and a dot', async () => {
  const small = fieldFromValues({ name: 'country', type: 'string' }, [
    'SG',
    'MT',
    'US',
    'BR',
    'AU',
  ]);
  const stage = await stagePanel(panel, {
    frames: [{ ...frame, fields: [small, ...frame.fields.slice(1)] }],
  });
  await expect.poll(() => country(stage.element, '702'), { timeout: 20_000 }).not.toBeNull();
  await stage.settle();
  expect(stage.element.querySelectorAll('circle.dot').length).toBeGreaterThan(0);
  expect(stage.element.textContent).not.toContain('not on the map');
  stage.destroy();
});

test('points are circles, above 2,000 a canvas, and a colour by name has a legend', async () => {
  const stage = await stagePanel(panel, { frames: [cities], options: { color: 'city' } });
  expect(stage.element.querySelectorAll('circle.point')).toHaveLength(4);
  stage.element
    .querySelector('button[title^=Rome]')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true }));
  await stage.settle();
  expect(stage.host.choices).toEqual([{ mode: 'hide', names: ['Rome'] }]);
  expect(stage.element.querySelectorAll('circle.point')).toHaveLength(3);
  stage.element
    .querySelector('[data-alt]')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }));
  expect(stage.host.selections).toEqual([[{ field: 'city', op: '=', value: 'Bonn' }]]);
  const many = Array.from({ length: 2001 }, (_, i) => (i % 80) + 0.5);
  const fields = ['lat', 'lon'].map((name) => fieldFromValues({ name, type: 'number' }, many));
  await stage.update({ frames: [{ fields, length: 2001 }] });
  expect(stage.element.querySelectorAll('circle.point')).toHaveLength(0);
  expect(stage.canvas.calls.filter(({ name }) => name === 'arc')).toHaveLength(2001);
  stage.destroy();
});

test('live numbers compute no outline again', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const shape = country(stage.element, germany);
  const path = shape?.getAttribute('d');
  const values = fieldFromValues({ name: 'users', type: 'number' }, [5000, 20, 100, 30, 7]);
  const fill = shape?.getAttribute('fill');
  await stage.update({ frames: [{ ...frame, fields: [...frame.fields.slice(0, 1), values] }] });
  expect(country(stage.element, germany)).toBe(shape);
  expect([shape?.getAttribute('d') === path, typeof fill]).toEqual([true, 'string']);
  stage.destroy();
});

describe('steps of colour', () => {
  const theme = { ...testTheme, sequential: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `#${i}`) };
  const request = { config: { unit: 'short' }, kind: 'linear', count: 5 } as const;

  test('are round numbers from faint to strong', () => {
    const steps = toSteps([3, 88], request, theme);
    expect(steps?.steps.map(({ from }) => from)).toEqual(['', '20', '40', '60', '80']);
    expect(steps?.steps.map(({ color }) => color)).toEqual(['#3', '#5', '#6', '#8', '#9']);
    expect([3, 20, 88, NaN].map((value) => steps?.stepOf(value))).toEqual([0, 1, 4, -1]);
  });

  test('are powers of ten on a log scale, and as many values each as quantiles', () => {
    const log = toSteps([2, 50_000], { ...request, kind: 'log' }, theme);
    expect(log?.steps.map(({ from }) => from)).toEqual(['', '10', '100', '1k', '10k']);
    const quantile = toSteps([1, 2, 3, 1000], { ...request, kind: 'quantile', count: 2 }, theme);
    expect(quantile?.steps.map(({ from }) => from)).toEqual(['', '2.5']);
  });

  test('are the thresholds of the field where it has some', () => {
    const thresholds = [
      { at: 10, color: 'crit' },
      { at: 0, color: 'ok', label: 'fine' },
    ];
    const steps = toSteps([-5, 5], { ...request, config: { thresholds } }, theme);
    expect(steps?.steps.map(({ color, from, label }) => [color, from, label])).toEqual([
      [theme.ink3, '', ''],
      [theme.ok, '0', '✓ fine'],
      [theme.crit, '10', '■'],
    ]);
    expect([-1, 0, 12].map((value) => steps?.stepOf(value))).toEqual([0, 1, 2]);
    const none = toSteps([5], { ...request, config: { thresholds } }, theme);
    expect([none?.steps.length, none?.stepOf(5), none?.stepOf(12)]).toEqual([2, 0, 1]);
  });

  test('there is one step for numbers that do not differ, and none without numbers', () => {
    expect(toSteps([-5, -5], { ...request, config: { min: -5 } }, theme)?.steps).toHaveLength(1);
    expect(toSteps([NaN], request, theme)).toBeUndefined();
  });
});

test('the rest takes neither the name nor the points of a text', () => {
  const names = ['other', 'other', ...'a b c d e f g h i j k'.split(' ')];
  const zeros = names.map(() => 0);
  const places = toPlaces(
    [
      {
        fields: [
          fieldFromValues({ name: 'latitude', type: 'number' }, zeros),
          fieldFromValues({ name: 'longitude', type: 'number' }, zeros),
          fieldFromValues({ name: 'kind', type: 'string' }, names),
        ],
        length: names.length,
      },
    ],
    withDefaults(options, { color: 'kind' }),
    {},
  );
  if (places === undefined) throw new Error('no places');
  const palette = toPalette(places, {
    ...{ kind: 'linear', count: 5, theme: testTheme },
    color: (name) => name,
  });
  const pointsOf = (name: string) => names.filter((_, point) => palette.nameOf(point) === name);
  expect(pointsOf('other')).toHaveLength(2);
  expect(palette.filtersOf('other')).toHaveLength(1);
  expect(pointsOf('other (2)')).toHaveLength(3);
  expect(palette.filtersOf('other (2)')).toEqual([]);
  expect(palette.nameColor('other')).toBe('other');
  expect(palette.nameColor('other (2)')).toBe(testTheme.ink3);
});

test('a name has the colour of its points in the legend, whatever it is called', async () => {
  const named = fieldFromValues({ name: 'kind', type: 'string' }, ['other', 'a', 'other', 'b']);
  const stage = await stagePanel(panel, {
    frames: [{ ...cities, fields: [...cities.fields, named] }],
    options: { color: 'kind' },
  });
  const points = [...stage.element.querySelectorAll('circle.point')];
  const swatches = [...stage.element.querySelectorAll('[role=toolbar] svg line')];
  const colors = (elements: Element[], attribute: string) =>
    [...new Set(elements.map((one) => one.getAttribute(attribute)))].sort();
  expect(colors(swatches, 'stroke')).toEqual(colors(points, 'fill'));
  stage.destroy();
});
