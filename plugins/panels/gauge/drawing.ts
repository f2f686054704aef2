import { statusOf, textWidth } from '@heliostat/sdk/ui';
import { fractionOf, isBeyond, startOf, type Gauge } from './gauge.ts';
import {
  fitDial,
  fitSize,
  pointAt,
  ringPath,
  type Box,
  type Dial,
  type Furniture,
} from './layout.ts';

/** A dial as it is drawn, around its centre. */
export interface Drawing {
  dial: Dial;
  track: string;
  /** Undefined without a value. */
  value: { path: string; cut: string | undefined } | undefined;
  /** One path for each band of the gauge; none where the ring has no room. */
  bands: readonly string[];
  target: string | undefined;
  /** Font size of the number, 0 where it has no room; and how far it is moved up for the notes. */
  size: number;
  rise: number;
  /** Lines under the number: in which band it is, and its target. */
  notes: readonly string[];
  /** Whether the first note tells the band, in its colour. */
  hasStatus: boolean;
  /** ✓ ▲ ■ where there is no room for a note; else empty. */
  shape: string;
  /** The ends of the scale and how far from the middle they stand; undefined without room. */
  ends: { texts: readonly [string, string]; x: number; y: number } | undefined;
}

const ringWidth = 3;
const noteHeight = 15;

export function drawDial(gauge: Gauge, box: Box, has: Furniture): Drawing {
  const dial = fitDial(box, has);
  const { radius, inner, outer } = dial;
  const at = (value: number) => fractionOf(value, gauge.domain);
  const size = Math.min(fitSize(gauge.shown, inner * 1.62, inner), has.most ?? Infinity);
  const status = statusNote(gauge);
  const goal = gauge.target && `target ${gauge.target.text}`;
  const notes = [status, goal]
    .filter((note) => note !== undefined)
    .slice(0, noteCount(inner, size));
  const ring = { inner: radius - ringWidth, outer: radius };
  return {
    ...{ dial, size, notes, rise: notes.length * 5, hasStatus: status !== undefined },
    track: ringPath(dial, { inner, outer, from: 0, to: 1 }),
    value: Number.isFinite(gauge.value) ? drawValue(gauge, dial) : undefined,
    bands:
      radius > outer
        ? gauge.bands.map(({ from, to }) => ringPath(dial, { ...ring, from: at(from), to: at(to) }))
        : [],
    target: gauge.target && radius > 20 ? targetPath(dial, at(gauge.target.value)) : undefined,
    shape: notes.length === 0 && inner >= 12 ? statusOf(gauge.shown.color ?? '').shape : '',
    ends: has.hasEnds ? endsOf(gauge, dial, box) : undefined,
  };
}

function drawValue(gauge: Gauge, dial: Dial) {
  const { inner, outer } = dial;
  const end = fractionOf(gauge.value, gauge.domain);
  const cut = end === 0 ? 0.025 : 0.96;
  return {
    path: ringPath(dial, { inner, outer, from: startOf(gauge.domain), to: end }),
    cut:
      isBeyond(gauge) && outer > 20
        ? ringPath(dial, { inner, outer, from: cut, to: cut + 0.015 })
        : undefined,
  };
}

/** The size in which the numbers of all dials fit; those without room for any do not count. */
export function commonSize(gauges: readonly Gauge[], boxes: readonly Box[], has: Furniture) {
  const sizes = gauges.map((gauge, i) => {
    const { inner } = fitDial(boxes[i] ?? { x: 0, y: 0, width: 0, height: 0 }, has);
    return fitSize(gauge.shown, inner * 1.62, inner);
  });
  return Math.min(...sizes.filter((size) => size > 0));
}

/** Across the arc and a little beyond. */
function targetPath(dial: Dial, fraction: number): string {
  const reach = Math.min(4, dial.radius * 0.07);
  const inside = pointAt(dial, fraction, dial.inner - reach * 0.75);
  const outside = pointAt(dial, fraction, dial.radius + reach);
  return `M${inside.x},${inside.y}L${outside.x},${outside.y}`;
}

/** The shape and the name of the band that the value is in, where its colour is a status. */
function statusNote({ bands, value, shown }: Gauge): string | undefined {
  const status = statusOf(shown.color ?? '');
  const word = bands.findLast(({ from }) => from <= value)?.label ?? status.label;
  return status.shape === '' || word === '' ? undefined : `${status.shape} ${word}`;
}

function noteCount(inner: number, size: number): number {
  return inner < 40 ? 0 : Math.max(0, Math.floor((inner * 0.9 - size / 2) / noteHeight));
}

/** Both ends of the scale under their arms, or none where one has no room. */
function endsOf({ ends }: Gauge, { radius, inner, end }: Dial, box: Box): Drawing['ends'] {
  const room = Math.min(radius * 1.72 - 6, box.width - radius * 1.6);
  if (radius < 26 || ends.some((text) => textWidth(text) > room)) return;
  return { texts: ends, x: ((radius + inner) / 2) * Math.sin(end), y: radius / 2 + 13 };
}
