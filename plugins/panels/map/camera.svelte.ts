import type { GeoPermissibleObjects } from 'd3-geo';
import type { PanZoom } from '@heliostat/sdk/ui';
import { fitView, lookAt, pan, toChart, zoomBy, type Place, type View } from './projection.ts';
import type { Options } from './options.ts';

/** What there is to look at. */
export interface Scene {
  projection: Options['projection'];
  hasAntarctica: boolean;
  width: number;
  height: number;
  /** Of the zoom buttons. */
  corner: { width: number; height: number };
  fit: Options['fit'];
  /** What the first view fits to. */
  marks: () => readonly GeoPermissibleObjects[];
}

/** Where the viewer looks: at the data first, then where they go. */
export class Camera implements PanZoom {
  readonly #scene: () => Scene;
  #moved = $state.raw<View>();

  constructor(scene: () => Scene) {
    this.#scene = scene;
  }

  get #now(): Scene {
    return this.#scene();
  }

  // Of plain values only: live numbers make no new chart, and no new outlines.
  readonly #projection = $derived(this.#now.projection);
  readonly #hasAntarctica = $derived(this.#now.hasAntarctica);
  readonly #width = $derived(this.#now.width);
  readonly #height = $derived(this.#now.height);
  readonly #cornerWidth = $derived(this.#now.corner.width);
  readonly #cornerHeight = $derived(this.#now.corner.height);
  readonly #chart = $derived(
    toChart({
      ...{ projection: this.#projection, hasAntarctica: this.#hasAntarctica },
      ...{ width: this.#width, height: this.#height },
      corner: { width: this.#cornerWidth, height: this.#cornerHeight },
    }),
  );
  readonly #fitted: View = $derived(
    this.#now.fit === 'world' ? this.#chart.view : fitView(this.#chart, this.#now.marks()),
  );
  readonly view = $derived(this.#moved ?? this.#fitted);
  readonly isMoved = $derived(this.#moved !== undefined);
  readonly chart = $derived(lookAt(this.#chart, this.view));
  /** The same for every view of a sheet: what is drawn in it is only shifted. */
  readonly base = $derived(this.chart.base);
  readonly land = $derived(this.chart.land);

  readonly pan = (dx: number, dy: number): void => {
    this.#moved = pan(this.chart, dx, dy);
  };

  readonly zoom = (factor: number, at?: Place): void => {
    this.#moved = zoomBy(this.chart, factor, at);
  };

  readonly reset = (): void => {
    this.#moved = undefined;
  };
}
