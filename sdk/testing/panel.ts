import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FieldConfig } from '../dashboard.ts';
import type { Frame } from '../frame.ts';
import { withDefaults, type Static, type TObject } from '../options.ts';
import type { MountedPanel, PanelDefinition, PanelProps } from '../panel.ts';
import { watchLeaks } from './leaks.ts';
import { testMigrations, type MigrationExamples } from './migrations.ts';
import { hardFrames, markup } from './panel-frames.ts';
import { createTestHost, testTheme, type TestHost } from './panel-host.ts';
import { recordCanvas, type RecordingCanvas } from './recording-context.ts';

export { createTestHost, testTheme, type TestHost } from './panel-host.ts';
export { recordCanvas, type ContextCall, type RecordingCanvas } from './recording-context.ts';

export interface PanelExample {
  /** Frames the panel is made for, with at least four rows. */
  frames: readonly Frame[];
  /** Options beside the defaults. */
  options?: Readonly<Record<string, unknown>>;
  /** Standard options and the panel's own, by field. */
  fields?: Readonly<Record<string, FieldConfig & Readonly<Record<string, unknown>>>>;
  /** Default false. */
  live?: boolean;
  /** Where the panel has migrations: something for each of them. */
  migrations?: MigrationExamples<'options' | 'fieldOptions'>;
  /** Its time axis shows annotations, and Ctrl with a click, or `n`, writes one down. Default false. */
  timeAxis?: boolean;
}

/** A panel on a page of its own. */
export interface PanelStage<Options = unknown, FieldOptions = unknown> {
  element: HTMLElement;
  host: TestHost;
  canvas: RecordingCanvas;
  props: PanelProps<Options, FieldOptions>;
  /** Changes some of the props, then settles. */
  update(changes: Partial<PanelProps<Options, FieldOptions>>): Promise<void>;
  /** The theme, time zone or colours changed; settles. */
  refresh(): Promise<void>;
  /** Waits until what the panel loads is there and everything scheduled is drawn. */
  settle(): Promise<void>;
  /** The first element that the Tab key reaches, what is marked as a control (`data-control`) aside. */
  focusable(): HTMLElement;
  /** Presses a key on the focused element, then settles; true when the panel used it, so that no page does. */
  press(key: string, more?: KeyboardEventInit): Promise<boolean>;
  destroy(): void;
}

/** Mounts a panel in the test's document with a host that records; see `PanelStage`. */
export async function stagePanel<O extends TObject, F extends TObject>(
  definition: PanelDefinition<O, F>,
  example: PanelExample,
): Promise<PanelStage<Static<O>, Static<F>>> {
  type Props = PanelProps<Static<O>, Static<F>>;
  const element = document.createElement('div');
  const host = createTestHost();
  const canvas = recordCanvas();
  document.body.append(element, host.portal);
  let props = exampleProps(definition, example);
  const mounted: MountedPanel<Static<O>, Static<F>> = definition.mount(element, props, host);
  // As a dashboard does: what the viewer chose comes back as a prop.
  host.choose = (chosen) => {
    host.choices.push(chosen);
    props = { ...props, chosen };
    mounted.update(props);
  };
  const settle = () => settleStage(element, host);
  await settle();
  return {
    element,
    host,
    canvas,
    get props() {
      return props;
    },
    async update(changes: Partial<Props>) {
      props = { ...props, ...changes };
      mounted.update(props);
      await settle();
    },
    async refresh() {
      mounted.refresh?.();
      await settle();
    },
    settle,
    focusable: () => firstFocusable(element),
    async press(key, more = {}) {
      const target = document.activeElement ?? element;
      const isLeft = target.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      );
      await settle();
      return !isLeft;
    },
    destroy() {
      mounted.destroy();
      flushSync();
      canvas.restore();
      element.remove();
      host.portal.remove();
    },
  };
}

/**
 * The contract of a panel as tests; call it at the top of a `*.svelte.test.ts` file. The panel runs in
 * happy-dom with a canvas that records, and no host.
 */
export function testPanel<O extends TObject, F extends TObject>(
  definition: PanelDefinition<O, F>,
  example: PanelExample,
): void {
  type Stage = PanelStage<Static<O>, Static<F>>;
  describe('panel contract', () => {
    testMigrations(definition, definition.migrations, example.migrations);
    let stage: Stage;
    beforeEach(async () => {
      stage = await stagePanel(definition, example);
    });
    afterEach(() => stage.destroy());

    test('it suggests itself for its own example with a score from 0 to 1', () => {
      const score = definition.suggest(example.frames);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(definition.suggest([])).toBeGreaterThanOrEqual(0);
    });

    test('it mounts with the defaults of its options and draws something', async () => {
      await stage.update({ options: withDefaults(definition.options, {}) });
      expect(stage.element.querySelector('*')).not.toBeNull();
      expectNoFailure(stage);
    });

    for (const [name, frames] of Object.entries(hardFrames(example.frames))) {
      test(`it survives ${name}, and shows its example again afterwards`, async () => {
        const before = structuredClone(frames);
        await stage.update({ frames });
        expectNoFailure(stage);
        expect(frames).toEqual(before);
        await stage.update({ frames: example.frames });
        expectNoFailure(stage);
      });
    }

    test('it shows why there is nothing to draw', async () => {
      await stage.update({ frames: [] });
      expect(stage.element.textContent).toMatch(/[a-z]{3}/i);
    });

    test.each([
      [80, 60],
      [390, 200],
      [1, 1],
      [0, 0],
      [2400, 1200],
    ])('it fits %i × %i pixels', async (width, height) => {
      await stage.update({ width, height });
      expectNoFailure(stage);
    });

    test('it draws again when theme and time zone change', async () => {
      stage.host.theme = { ...testTheme, name: 'dark', ink: '#eeeeee', ink2: '#cccccc' };
      stage.host.timeZone = 'Asia/Kolkata';
      await stage.refresh();
      expectNoFailure(stage);
    });

    test('texts of the data are shown as text, never as markup', async () => {
      const frames = hardFrames(example.frames)['hostile texts'] ?? [];
      await stage.update({ frames, title: markup });
      for (const root of [stage.element, stage.host.portal])
        expect(root.querySelector('img, script, iframe, [onerror]')).toBeNull();
      expect(globalThis).not.toHaveProperty('wasHacked');
    });

    test('it stands for itself in the accessibility tree with a summary', () => {
      expect(stage.host.summaries.at(-1) ?? '').toMatch(/\S/);
    });

    test('it is reached by Tab, and arrow keys announce or move the focus', async () => {
      const target = stage.focusable();
      target.focus();
      for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) await stage.press(key);
      const hasMoved = document.activeElement !== target;
      expect(
        hasMoved || stage.host.announcements.length > 0,
        'arrow keys neither move the focus nor announce what is there',
      ).toBe(true);
    });

    test('what is pressed with Ctrl, Cmd or Alt is left to the page', async () => {
      stage.focusable().focus();
      await stage.press('ArrowRight');
      for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
        for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'End'])
          expect([key, held, await stage.press(key, held)]).toEqual([key, held, false]);
    });

    test('Escape is used by the panel or by the page, never by both', async () => {
      const { host } = stage;
      stage.focusable().focus();
      await stage.press('ArrowRight');
      host.zoomBack = () => false;
      const used: boolean[] = [];
      while (used.length < 5 && used.at(-1) !== false) used.push(await stage.press('Escape'));
      expect(used.at(-1)).toBe(false);
      host.zoomBack = () => ++host.backs > 0;
      expect(await stage.press('Escape')).toBe(host.backs > 0);
      expect(host.backs).toBeLessThan(2);
    });

    if (example.timeAxis === true)
      test('it shows annotations as text, by pointer and by key', async () => {
        const { from, to } = stage.props.range;
        const at = from + (to - from) / 2;
        const annotations = [
          { id: 'a', from: at, text: markup, tags: ['eu'], source: 'Deploys' },
          { id: 'b', from: at, to: to + 1, text: 'second', tags: [], source: 'Deploys' },
        ];
        await stage.update({ annotations });
        const mark = stage.element.querySelector<HTMLElement>(
          'ul[aria-label="Annotations"] button',
        );
        expect(mark?.getAttribute('aria-label')).toContain('2 Deploys');
        mark?.focus();
        await stage.settle();
        expect(stage.host.portal.textContent).toContain(markup);
        expect(stage.host.portal.querySelector('img, script, iframe, [onerror]')).toBeNull();
        await stage.update({ annotations: [] });
        expect(stage.element.querySelector('ul[aria-label="Annotations"]')).toBeNull();
        stage.focusable().focus();
        await stage.press('ArrowRight');
        await stage.press('n');
        expect(stage.host.notes).toHaveLength(1);
      });

    test('200 updates grow neither the page nor what it listens to', async () => {
      const watch = watchLeaks();
      for (let i = 0; i < 10; i++) await stage.update(nudged(stage.props, i));
      const before = { ...watch.count(), elements: countElements(stage) };
      for (let i = 0; i < 200; i++) await stage.update(nudged(stage.props, i));
      const after = { ...watch.count(), elements: countElements(stage) };
      watch.restore();
      expect(after).toEqual(before);
    });

    test('destroy leaves no element, listener, timer, observer or scheduled draw', async () => {
      const warmUp = await stagePanel(definition, example);
      warmUp.destroy();
      const watch = watchLeaks();
      const other = await stagePanel(definition, example);
      other.focusable().focus();
      await other.press('ArrowRight');
      const { element, host } = other;
      other.destroy();
      await settleStage(element, host);
      // Svelte itself defers a little work after an event; that is over some turns later.
      for (let turn = 0; turn < 10 && (turn === 0 || watch.count().timers > 0); turn++)
        await new Promise((done) => setTimeout(done));
      const left = watch.count();
      watch.restore();
      expect(left).toEqual({ listeners: 0, timers: 0, observers: 0 });
      expect(host.listeners).toBe(0);
      expect(element.childElementCount + host.portal.childElementCount).toBe(0);
    });
  });
}

function exampleProps<O extends TObject, F extends TObject>(
  definition: PanelDefinition<O, F>,
  example: PanelExample,
): PanelProps<Static<O>, Static<F>> {
  return {
    id: 'under-test',
    title: 'Under test',
    frames: example.frames,
    options: withDefaults(definition.options, example.options ?? {}),
    fields: example.fields ?? {},
    range: exampleRange(example.frames),
    stepMs: 0,
    live: example.live ?? false,
    width: 600,
    height: 240,
  };
}

function exampleRange(frames: readonly Frame[]) {
  const times = frames.flatMap((frame) =>
    frame.fields.filter((field) => field.type === 'time').flatMap((field) => [...field.values]),
  );
  if (times.length === 0)
    return { from: Date.UTC(2026, 10, 22, 11), to: Date.UTC(2026, 10, 22, 12) };
  return { from: Math.min(...times), to: Math.max(...times) + 1 };
}

/** Loading takes a few turns of the event loop at first, and none later. */
async function settleStage(element: HTMLElement, host: TestHost): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    await Promise.resolve();
    flushSync();
    const drawn = host.flush();
    const isLoading = element.childElementCount === 0 || element.querySelector('[aria-busy=true]');
    if (drawn === 0 && (!isLoading || !element.isConnected)) return;
    if (isLoading) await new Promise((done) => setTimeout(done, 5));
  }
}

function firstFocusable(element: HTMLElement): HTMLElement {
  const found = element.querySelector<HTMLElement>(
    '[tabindex="0"], button:not([tabindex="-1"]):not([data-control]), a',
  );
  if (found === null)
    throw new Error(
      'nothing in the panel can be reached by Tab: give what holds the marks tabindex="0", a role and an aria-label',
    );
  return found;
}

/** Neither the card that stands for a panel that threw, nor a place or a text that is no number. */
function expectNoFailure({ element, canvas }: { element: HTMLElement; canvas: RecordingCanvas }) {
  expect(element.querySelector('[role="alert"]')?.textContent ?? '').toBe('');
  const html = element.innerHTML;
  const at = html.search(noNumber);
  expect(at < 0 ? '' : html.slice(Math.max(0, at - 80), at + 20)).toBe('');
  const calls = canvas.calls.filter(({ args }) => args.some(isNoPlace));
  expect(calls).toEqual([]);
}

const noNumber = /\bNaN\b|\bInfinity\b|\bundefined\b|\[object /;

function isNoPlace(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

function countElements(stage: { element: HTMLElement; host: TestHost }): number {
  return (
    stage.element.querySelectorAll('*').length + stage.host.portal.querySelectorAll('*').length
  );
}

function nudged<O, F>(props: PanelProps<O, F>, i: number): Partial<PanelProps<O, F>> {
  return { frames: props.frames.map((frame) => ({ ...frame })), title: `Under test ${i % 2}` };
}
