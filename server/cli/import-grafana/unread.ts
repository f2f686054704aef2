import { toText, type Json } from './source.ts';

/** A tree that knows what of it has been asked for. */
export interface WatchedTree {
  tree: Json;
  /** One note of what it says and nobody has asked for; what Grafana writes by itself is not said. */
  noteUnread: (note: (text: string) => void, place?: string) => void;
}

/** Lists are read as a whole; objects leaf by leaf. `quiet` are keys at the top that say nothing about what is shown. */
export function watchReads(tree: Json, quiet: readonly string[] = []): WatchedTree {
  const read = new Set<string>(quiet);
  return {
    tree: watched(tree, '', read),
    noteUnread: (note, place = 'left out') => {
      const left = leavesOf(tree, '').filter(({ path }) => !isRead(path, read));
      const words = left.map(({ path, value }) => `${path} ${shown(value)}`.trim());
      if (words.length > 0) note(`${place}: ${words.join(', ')}`);
    },
  };
}

function watched(tree: Json, prefix: string, read: Set<string>): Json {
  return new Proxy(tree, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') return value;
      const path = prefix + key;
      if (isTree(value)) return watched(value, `${path}.`, read);
      read.add(path);
      return value;
    },
  });
}

interface Leaf {
  path: string;
  value: unknown;
}

function leavesOf(tree: Json, prefix: string): Leaf[] {
  return Object.entries(tree).flatMap(([key, value]): Leaf[] => {
    const path = prefix + key;
    if (isTree(value)) return leavesOf(value, `${path}.`);
    return saysNothing(key, value) ? [] : [{ path, value }];
  });
}

/** A quiet key is quiet with all that is below it. */
function isRead(path: string, read: ReadonlySet<string>): boolean {
  const [top = ''] = path.split('.', 1);
  return read.has(path) || read.has(top);
}

function isTree(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const neutral = [
  ...[
    '',
    'auto',
    'none',
    'off',
    'default',
    'standard',
    'list',
    'single',
    'multi',
    'linear',
    '/.*/',
  ],
];

/** What Grafana writes where nobody chose anything, besides empty and neutral values. */
const usual: Readonly<Record<string, readonly unknown[]>> = {
  alignAsTable: [true],
  alignValue: ['left'],
  axisColorMode: ['text'],
  axisPlacement: ['left'],
  barAlignment: [0],
  barRadius: [0],
  barWidth: [0.97],
  barWidthFactor: [0.6],
  bucketOffset: [0],
  cellGap: [1],
  colWidth: [0.9],
  colorMode: ['value'],
  dash: [
    [10, 10],
    [0, 10],
  ],
  dashLength: [10],
  displayMode: ['gradient'],
  enableLogDetails: [true],
  fillColor: ['rgba(31, 118, 189, 0.18)'],
  fillOpacity: [70, 80],
  fontSize: ['100%'],
  gradientMode: ['opacity'],
  group: ['A'],
  groupWidth: [0.7],
  layout: ['auto'],
  le: [1e-9],
  lineColor: ['rgb(31, 120, 193)'],
  lineWidth: [0, 1],
  maxValue: [100],
  maxVizHeight: [300],
  minValue: [0],
  minVizHeight: [10, 16, 75],
  minVizWidth: [0, 8, 75],
  namePlacement: ['auto'],
  perPage: [20],
  placement: ['bottom'],
  pointSize: [5],
  pointradius: [1, 2, 5],
  reducer: [['sum']],
  rowHeight: [0.9],
  scroll: [true],
  shared: [true],
  show: [true],
  showColorScale: [false],
  showHeader: [true],
  showLabels: [true],
  showTime: [true],
  showUnfilled: [true],
  sort: ['desc'],
  spaceLength: [10],
  steps: [64],
  thresholdMarkers: [true],
  transform: ['table'],
  valueMode: ['color'],
  value_type: ['individual'],
  values: [true],
  wideLayout: [true],
  xTickLabelRotation: [0],
  xTickLabelSpacing: [0],
};

function saysNothing(key: string, value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  if (Array.isArray(value) && value.length === 0) return true;
  if (typeof value === 'string' && neutral.includes(value)) return true;
  const known = Object.hasOwn(usual, key) ? (usual[key] ?? []) : [];
  return known.some((one) => JSON.stringify(one) === JSON.stringify(value));
}

const maxShown = 60;

function shown(value: unknown): string {
  if (value === true) return '';
  return (toText(value) || JSON.stringify(value)).slice(0, maxShown);
}
