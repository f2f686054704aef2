import type { Theme } from '@heliostat/sdk';
import { shadeOf, type Density } from './density.ts';

export interface Cloud {
  xs: Float32Array;
  ys: Float32Array;
  radii: Float32Array;
  /** Position in the colours, by point. */
  shades: Uint8Array;
  colors: readonly string[];
}

/** Points as discs, one colour after the other; where many overlap they let through what is below. */
export function paintPoints(context: CanvasRenderingContext2D, cloud: Cloud): void {
  const { xs, ys, radii, shades, colors } = cloud;
  context.globalAlpha = xs.length > 5000 ? 0.35 : xs.length > 500 ? 0.55 : 0.75;
  colors.forEach((color, shade) => {
    context.fillStyle = color;
    for (let i = 0; i < xs.length; i++) {
      const x = xs[i] ?? NaN;
      const y = ys[i] ?? NaN;
      if (shades[i] !== shade || Number.isNaN(x) || Number.isNaN(y)) continue;
      const radius = radii[i] ?? 1;
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    }
  });
  context.globalAlpha = 1;
}

/** Cells in the strength of their count; the lightest steps of the ramp would not be seen. */
export function paintDensity(
  context: CanvasRenderingContext2D,
  density: Density,
  { sequential, ink3 }: Theme,
): void {
  const ramp = sequential.slice(1);
  const { cell, xs, ys, counts, max } = density;
  for (let i = 0; i < xs.length; i++) {
    context.fillStyle = ramp[shadeOf(counts[i] ?? 1, max, ramp.length)] ?? ink3;
    context.fillRect((xs[i] ?? 0) - cell / 2, (ys[i] ?? 0) - cell / 2, cell, cell);
  }
}
