import type { Filter, Interval } from '../datasource.ts';
import type { Cursor, PanelHost, SeriesChoice, Theme } from '../panel.ts';

const gray = '#808080';

/** A theme of its own in tests: no stylesheet is loaded there. */
export const testTheme: Theme = {
  name: 'light',
  canvas: '#f7f6f2',
  panel: '#ffffff',
  ink: '#14171c',
  ink2: '#4d5258',
  ink3: '#64696f',
  line: '#d0cec8',
  lineControl: '#8a8780',
  grid: '#e6e5e2',
  accent: '#1e56bb',
  accentWash: '#e8eefb',
  focus: '#2a6be0',
  live: '#2d9a2f',
  ok: '#007a6a',
  warn: '#8d5a00',
  crit: '#bb1f24',
  series: Array.from({ length: 10 }, (_, i) => `#0000${(i + 16).toString(16)}`),
  sequential: Array.from({ length: 9 }, () => gray),
  diverging: Array.from({ length: 9 }, (_, i) => `#${i + 1}00000`),
  fontSans: 'sans-serif',
  fontMono: 'monospace',
};

/** A host for tests: it writes down what the panel asks of it, and draws only on `flush`. */
export interface TestHost extends PanelHost {
  theme: Theme;
  timeZone: string;
  nowMs: number;
  readonly announcements: string[];
  readonly summaries: string[];
  readonly zooms: Interval[];
  readonly selections: (readonly Filter[])[];
  readonly choices: (SeriesChoice | undefined)[];
  /** Moments and spans to be written down. */
  readonly notes: Interval[];
  /** How often the panel asked to go back to the range before. */
  backs: number;
  /** Listeners on the shared cursor. */
  readonly listeners: number;
  /** Runs what is scheduled; returns how many draws ran. */
  flush(): number;
}

export function createTestHost(nowMs = Date.UTC(2026, 10, 22, 12)): TestHost {
  let scheduled: (() => void)[] = [];
  const cursor = createCursor();
  const host: TestHost = {
    theme: testTheme,
    timeZone: 'utc',
    nowMs,
    announcements: [],
    summaries: [],
    zooms: [],
    selections: [],
    choices: [],
    notes: [],
    backs: 0,
    canSelect: true,
    portal: document.createElement('div'),
    cursor,
    get listeners() {
      return cursor.listeners.size;
    },
    color: (name) => testTheme.series[name.length % testTheme.series.length] ?? gray,
    now: () => host.nowMs,
    schedule: (draw) => void scheduled.push(draw),
    zoom: (range) => void host.zooms.push(range),
    zoomBack: () => ++host.backs > 0,
    select: (filters) => void host.selections.push(filters),
    choose: (series) => void host.choices.push(series),
    annotate: (range) => void host.notes.push(range),
    announce: (text) => void host.announcements.push(text),
    summarize: (text) => void host.summaries.push(text),
    flush() {
      const draws = scheduled;
      scheduled = [];
      for (const draw of draws) draw();
      return draws.length;
    },
  };
  return host;
}

function createCursor(): Cursor & { listeners: Set<() => void> } {
  const listeners = new Set<() => void>();
  let time: number | null = null;
  let source: string | null = null;
  return {
    listeners,
    get time() {
      return time;
    },
    get source() {
      return source;
    },
    move(next, from) {
      time = next;
      source = next === null ? null : from;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
