import { curveLinear, curveMonotoneX, curveStepAfter, type CurveGenerator } from 'd3-shape';
import type { Mark } from './marks.ts';
import { basePixel, fillAlpha, zeroPixel } from './paint-columns.ts';
import { openAlpha, type Pass } from './paint-data.ts';
import type { PointSpan } from './points.ts';
import { gapPolicy, runsOf } from './runs.ts';
import { valueToPixel, type PixelMap } from './value-scale.ts';

const curves = { linear: curveLinear, step: curveStepAfter, smooth: curveMonotoneX };

/** One mark being drawn as a line or an area, point by point. */
interface Trace {
  pass: Pass;
  mark: Mark;
  map: PixelMap;
  /** X of point `i` in device pixels is `left + (times[i] - from) * perMs`. */
  xOf: (i: number) => number;
}

export function paintLine(pass: Pass, mark: Mark): void {
  const { scene, surface } = pass;
  const { times, span, sparse, stepMs, options } = scene;
  const sampled = { times, values: mark.top, sparse };
  const runs = runsOf(sampled, span, gapPolicy(options, sampled, stepMs));
  const { from, left, perMs } = surface.time;
  const xOf = (i: number) => left + ((times[i] as number) - from) * perMs;
  const trace: Trace = { pass, mark, map: surface.mapOf(mark.axis), xOf };
  const parts = mark.isEarlier ? [{ runs, strength: 1 }] : openParts(pass, runs);
  if (mark.draw === 'area') fillParts(trace, parts);
  strokeParts(trace, parts);
  paintDots(trace, runs);
}

function strokeParts(trace: Trace, parts: readonly Part[]): void {
  const { pass, mark } = trace;
  const { context, dpr } = pass.surface;
  context.strokeStyle = mark.color;
  context.lineWidth = pass.isThin ? 1 : Math.max(1, mark.lineWidth * dpr);
  context.lineJoin = 'bevel';
  context.setLineDash(mark.dash.map((length) => length * dpr));
  const alpha = context.globalAlpha;
  for (const { runs, strength } of parts) {
    context.globalAlpha = alpha * strength;
    context.beginPath();
    for (const run of runs) {
      const curve = curves[pass.scene.options.interpolation](context);
      curve.lineStart();
      tracePoints(trace, curve, run);
      curve.lineEnd();
    }
    context.stroke();
  }
  context.globalAlpha = alpha;
  context.setLineDash([]);
}

/** Runs that are drawn equally strong. */
interface Part {
  runs: readonly PointSpan[];
  strength: number;
}

/** The runs up to the bucket that is still filling, and the last stretch into it. */
function openParts(pass: Pass, runs: readonly PointSpan[]): Part[] {
  const { times, openFrom } = pass.scene;
  const last = runs.at(-1);
  if (last === undefined || !((times[last.end - 1] ?? 0) >= openFrom))
    return [{ runs, strength: 1 }];
  let open = last.end - 1;
  while (open > last.start && (times[open - 1] ?? 0) >= openFrom) open--;
  const closed = [...runs.slice(0, -1), { start: last.start, end: open }];
  return [
    { runs: closed.filter((run) => run.end > run.start), strength: 1 },
    { runs: [{ start: Math.max(last.start, open - 1), end: last.end }], strength: openAlpha },
  ];
}

function tracePoints({ mark, map, xOf }: Trace, curve: CurveGenerator, run: PointSpan): void {
  const { top } = mark;
  const { bend, factor, offset } = map;
  for (let i = run.start; i < run.end; i++) {
    const value = top[i] as number;
    if (value - value !== 0) continue;
    const bent = bend === undefined ? value : bend(value);
    if (bent === bent) curve.point(xOf(i), offset + factor * bent);
  }
}

function fillParts(trace: Trace, parts: readonly Part[]): void {
  const { pass, mark } = trace;
  const { context } = pass.surface;
  const alpha = context.globalAlpha;
  context.fillStyle = mark.color;
  for (const { runs, strength } of parts) {
    context.globalAlpha = alpha * strength * fillAlpha(mark, pass.scene.options.fillOpacity);
    for (const run of runs) fillRun(trace, run);
  }
  context.globalAlpha = alpha;
}

function fillRun(trace: Trace, run: PointSpan): void {
  const { pass, mark, map, xOf } = trace;
  const { context, box } = pass.surface;
  const curve = curves[pass.scene.options.interpolation](context);
  const zero = zeroPixel(map, box.top + box.height);
  context.beginPath();
  curve.areaStart();
  curve.lineStart();
  tracePoints(trace, curve, run);
  curve.lineEnd();
  curve.lineStart();
  for (let i = run.end - 1; i >= run.start; i--) {
    if (!Number.isFinite(mark.top[i])) continue;
    curve.point(xOf(i), basePixel(map, mark.base?.[i], zero));
  }
  curve.lineEnd();
  curve.areaEnd();
  context.fill();
}

const roomyDot = 14;

/** Dots where points stand far apart; a point alone is always a dot, or it would not be seen. */
function paintDots(trace: Trace, runs: readonly PointSpan[]): void {
  const { pass, mark, map, xOf } = trace;
  const { context, dpr } = pass.surface;
  const drawsAll = showsDots(pass);
  const radius = Math.max(drawsAll ? 1.5 : 2.5, mark.lineWidth * 1.25) * dpr;
  context.beginPath();
  for (const run of runs) {
    if (!drawsAll && run.end - run.start > 1) continue;
    for (let i = run.start; i < run.end; i++) {
      const y = valueToPixel(map, mark.top[i] ?? NaN);
      if (!Number.isFinite(y)) continue;
      context.moveTo(xOf(i) + radius, y);
      context.arc(xOf(i), y, radius, 0, 2 * Math.PI);
    }
  }
  context.fillStyle = mark.color;
  context.fill();
}

function showsDots({ scene, surface }: Pass): boolean {
  if (scene.options.points !== 'auto') return scene.options.points === 'always';
  const points = scene.span.end - scene.span.start;
  return scene.marks.length <= 8 && points * roomyDot * surface.dpr < surface.box.width;
}
