import {
  hiddenSeries,
  legendLine,
  legendRows,
  resolveColor,
  type PanelComponentProps,
} from '@heliostat/sdk/ui';
import { toEntries } from './entries.ts';
import { lineHeight, linePadding, offsetsOf, windowOf, wrappedHeight } from './heights.ts';
import { toHistogram } from './histogram.ts';
import { none } from './levels.ts';
import type { Options } from './options.ts';
import { parseSearch } from './search.ts';
import { keyAt, positionOf, shownLines } from './shown.ts';

type Input = PanelComponentProps<Options>;

const toolbarHeight = 32;
const histogramHeight = 56;
/** Below the bars, with some air. */
export const histogramAxis = 24;
const timeWidth = 92;
/** Of a line that is not wrapped. */
const single = lineHeight + 2 * linePadding;
const levelWidth = 64;

/** The state of one log, and everything derived from it and the panel's props. */
export class LogState {
  readonly #input: () => Input;
  searchText = $state('');
  /** What the viewer made of the option. */
  #wraps = $state<boolean | undefined>();
  /** Keys of lines that are open, with their heights; and of those with their neighbours. */
  open = $state.raw<ReadonlyMap<string, number>>(new Map());
  around = $state.raw<ReadonlySet<string>>(new Set());
  scrollTop = $state(0);

  constructor(input: () => Input) {
    this.#input = input;
  }

  get props() {
    return this.#input().props;
  }

  get host() {
    return this.#input().host;
  }

  readonly #frames = $derived(this.props.frames);
  readonly #options = $derived(this.props.options);
  readonly isNewestFirst = $derived(this.#options.order === 'newest');
  readonly wraps = $derived(this.#wraps ?? this.#options.wrap);
  readonly entries = $derived(toEntries(this.#frames, this.#options, this.props.fields));
  readonly search = $derived(parseSearch(this.searchText));
  readonly #names = $derived(this.entries.levels.map(({ name }) => name));
  readonly names: readonly string[] = $derived(this.#names);
  readonly hidden = $derived(hiddenSeries(this.props.chosen, this.#names));
  readonly colors = $derived(
    this.entries.levels.map(({ name, color }) =>
      color === undefined
        ? this.host.color(name, this.#names)
        : resolveColor(color, this.host.theme),
    ),
  );
  /** Lines of each level, before the search. */
  readonly counts = $derived.by(() => {
    const counts = new Array<number>(this.entries.levels.length).fill(0);
    for (let i = 0; i < this.entries.length; i++) {
      const level = this.entries.levelAt(i);
      counts[level] = (counts[level] ?? 0) + 1;
    }
    return counts;
  });

  readonly shown = $derived(
    shownLines(this.entries, {
      search: this.search,
      hidden: this.#names.map((name) => this.hidden.has(name)),
      around: [...this.around].map((key) => this.positionOf(key)).filter((at) => at >= 0),
      context: this.#options.context,
    }),
  );

  readonly hasToolbar = $derived(this.props.width >= 240 && this.props.height >= 110);
  readonly hasFooter = $derived(
    this.#names.length > 1 && this.props.width >= 240 && this.props.height >= 170,
  );
  readonly hasHistogram = $derived(
    this.#options.histogram !== 'off' && this.props.width >= 240 && this.props.height >= 240,
  );
  readonly histogramBox = $derived({
    width: this.props.width,
    height: this.hasHistogram ? histogramHeight : 0,
    // Above the highest bar stands its count.
    top: 13,
  });
  /** A legend with some air above it. */
  readonly footerHeight = $derived.by(() => {
    const rows = legendRows(this.names, this.props.width, [0]);
    const most = Math.max(1, Math.floor((this.props.height * 0.2) / legendLine()));
    return Math.min(rows, most) * legendLine() + 6;
  });
  /** Above a legend, the list ends with a line: a sliver of the next one would look like a speck. */
  readonly endsWhole = $derived(this.hasFooter && !this.wraps);
  readonly viewHeight = $derived.by(() => {
    const room =
      this.props.height -
      (this.hasToolbar ? toolbarHeight : 0) -
      (this.hasHistogram ? histogramHeight + histogramAxis : 0) -
      (this.hasFooter ? this.footerHeight : 0);
    return Math.max(0, this.endsWhole && room >= single ? room - (room % single) : room);
  });
  /** In a narrow panel the colour is enough, and where no line has a level there is nothing to say. */
  readonly hasLevelColumn = $derived(
    this.props.width >= 420 && this.entries.levels.some(({ name }) => name !== none.name),
  );
  /** What happened says more than when, where only one of them has room. */
  readonly hasTimeColumn = $derived(this.props.width >= 180);
  readonly messageWidth = $derived(
    Math.max(
      40,
      this.props.width -
        (this.hasTimeColumn ? timeWidth : 0) -
        (this.hasLevelColumn ? levelWidth : 0) -
        34,
    ),
  );

  readonly histogram = $derived.by(() => {
    const { positions } = this.shown;
    const { times } = this.entries;
    const lineOf = (i: number) => {
      const position = positions[i] ?? 0;
      return { time: times[position] ?? NaN, level: this.entries.levelAt(position) };
    };
    const { width, height, top } = this.histogramBox;
    const plot = { range: this.props.range, width, height: Math.max(0, height - top) };
    return toHistogram(positions.length, lineOf, { ...plot, levels: this.#names.length });
  });

  /** Heights of open lines by position: few, and looked up for all lines. */
  readonly #openAt = $derived.by(() => {
    const heights = new Map<number, number>();
    for (const [key, height] of this.open) heights.set(this.positionOf(key), height);
    return heights;
  });

  readonly offsets = $derived.by(() => {
    const { positions } = this.shown;
    return offsetsOf(positions.length, (i) => {
      const position = positions[i] ?? 0;
      const own = this.wraps
        ? wrappedHeight(this.entries.messageAt(position), this.messageWidth)
        : single;
      return own + (this.#openAt.get(position) ?? 0);
    });
  });
  readonly contentHeight = $derived(this.offsets.at(-1) ?? 0);

  /** Lines that are drawn, as indices of what is shown. */
  readonly window = $derived(
    windowOf(this.offsets, { top: this.scrollTop, height: this.viewHeight }),
  );

  keyOf(index: number): string {
    return keyAt(this.entries, this.shown.positions[index] ?? -1, this.isNewestFirst);
  }

  positionOf(key: string): number {
    return positionOf(this.entries, key, this.isNewestFirst);
  }

  /** Index of a key in what is shown; −1 when it is not. */
  indexOf(key: string): number {
    return this.shown.positions.indexOf(this.positionOf(key));
  }

  toggleOpen(key: string): void {
    const open = new Map(this.open);
    if (!open.delete(key)) open.set(key, 0);
    this.open = open;
  }

  /** What an open line takes, once it is drawn. */
  measure(key: string, height: number): void {
    if (this.open.get(key) === height || !this.open.has(key)) return;
    this.open = new Map(this.open).set(key, height);
  }

  toggleAround(key: string): void {
    const around = new Set(this.around);
    if (!around.delete(key)) around.add(key);
    this.around = around;
  }

  toggleWrap(): void {
    this.#wraps = !this.wraps;
  }
}
