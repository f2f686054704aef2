import { definePanel, emptyFrame, Type, type PanelHost, type Theme } from '@heliostat/sdk';
import { testTheme } from '@heliostat/sdk/testing/panel';
import { render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import type { Board } from './board.svelte.ts';
import { ColorRegistry } from './colors.ts';
import { CursorBus } from './cursor.ts';
import type { HostContext } from './panel-host.ts';
import PanelStage from './testing/PanelStage.svelte';

/** A panel that writes its number of updates, and fails where it is told. */
const panel = (where?: 'mount' | 'update' | 'draw') =>
  definePanel({
    options: Type.Object({}),
    accepts: [],
    suggest: () => 0,
    mount(element, _props, host) {
      if (where === 'mount') throw new Error('mount went wrong');
      element.textContent = 'drawn';
      if (where === 'draw') failLater(host);
      return {
        update() {
          if (where === 'update') throw new Error('update went wrong');
        },
        destroy: () => element.replaceChildren(),
      };
    },
  });

function failLater(host: PanelHost): void {
  host.schedule(() => {
    throw new Error('draw went wrong');
  });
}

function boardOf(scheduled: (() => void)[]): Board {
  const context: HostContext = {
    theme: (): Theme => testTheme,
    timeZone: () => 'utc',
    now: () => 0,
    colors: new ColorRegistry(),
    cursor: new CursorBus(),
    scheduler: {
      schedule: (_owner: object, { draw }: { draw: () => void }) => void scheduled.push(draw),
      cancel: () => undefined,
    } as unknown as HostContext['scheduler'],
    portal: document.body,
    zoom: () => undefined,
    zoomBack: () => false,
    announce: () => undefined,
  };
  return {
    panelTitle: (slug: string) => slug,
    document: {},
    legends: new Map(),
    isReadOnly: true,
    annotations: { of: () => [] },
    time: { shiftMs: () => 0 },
    thresholds: { resolve: () => ({ fields: {}, missing: [] }) },
    variables: { of: () => ({}) },
    interval: () => ({ from: 0, to: 1 }),
    view: { series: new Map() },
    isLive: false,
    theme: testTheme,
    hostContext: () => context,
  } as unknown as Board;
}

test.each(['mount', 'update', 'draw'] as const)(
  'a panel that throws in %s shows a card with a way back; the one beside it goes on',
  async (where) => {
    const scheduled: (() => void)[] = [];
    const { container, rerender } = render(PanelStage, {
      props: { board: boardOf(scheduled), left: panel(where), right: panel(), frames: [] },
    });
    await tick();
    await rerender({ frames: [emptyFrame] });
    scheduled.forEach((draw) => draw());
    await tick();

    const [broken, whole] = [...container.querySelectorAll('figure')];
    expect(broken?.textContent).toContain('This panel stopped drawing');
    expect(broken?.textContent).toContain(`${where} went wrong`);
    expect(broken?.querySelector('button')?.textContent).toContain('Draw again');
    expect(whole?.textContent).toBe('drawn');
  },
);
