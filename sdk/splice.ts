import { HeliostatError } from './errors.ts';
import {
  concatFrames,
  fieldByName,
  sliceFrame,
  valueAt,
  type Field,
  type Frame,
  type NumberField,
} from './frame.ts';

/** A live patch with its rows decoded. */
export type FramePatch =
  { kind: 'replace'; frame: Frame } | { kind: 'splice'; since: number; from: number; frame: Frame };

/**
 * The whole result after a patch: rows before `from` have left, rows at or after `since` are replaced
 * by those of the patch. Time is the first time field; a result without one, or without fields, is
 * replaced. Throws CONFLICT when the fields are not those of the patch: then subscribe again.
 */
export function spliceFrame(current: Frame, patch: FramePatch): Frame {
  if (patch.kind === 'replace') return patch.frame;
  const time = current.fields.find((field) => field.type === 'time');
  if (time === undefined) return patch.frame;
  const kept = between(current, time, patch);
  if (patch.frame.length === 0) return kept;
  const tail = matched(current, patch.frame);
  return kept.length === 0 ? tail : concatFrames(kept, tail);
}

interface Bounds {
  from: number;
  since: number;
}

function between(frame: Frame, time: Field, { from, since }: Bounds): Frame {
  const times = time.values as Float64Array;
  if (isAscending(times)) return sliceFrame(frame, bisect(times, from), bisect(times, since));
  const rows = [...times.keys()].filter((row) => {
    const at = times[row] ?? NaN;
    return at >= from && at < since;
  });
  return pickRows(frame, rows);
}

function isAscending(times: Float64Array): boolean {
  for (let row = 1; row < times.length; row++)
    if (!((times[row - 1] ?? NaN) <= (times[row] ?? NaN))) return false;
  return true;
}

/** First row at or after `at`. */
function bisect(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? NaN) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pickRows(frame: Frame, rows: readonly number[]): Frame {
  const fields = frame.fields.map((field): Field => {
    const { nulls, exact: _, ...rest } = field as NumberField;
    const picked = rows.map((row) => field.values[row]);
    const values =
      field.type === 'string' || field.type === 'json'
        ? picked
        : (field.values.constructor as Float64ArrayConstructor).from(picked as number[]);
    const bits = nulls === undefined ? undefined : new Uint8Array((rows.length + 7) >> 3);
    rows.forEach((row, i) => {
      if (bits !== undefined && valueAt(field, row) === null)
        bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
    });
    return { ...rest, values, ...(bits !== undefined && { nulls: bits }) } as Field;
  });
  return { fields, length: rows.length };
}

function matched(current: Frame, tail: Frame): Frame {
  const same =
    current.fields.length === tail.fields.length &&
    current.fields.every((field) => fieldByName(tail, field.name)?.type === field.type);
  if (same) return tail;
  throw new HeliostatError('CONFLICT', 'live patch: its fields are not those of the result', {
    hint: 'Subscribe again to get the whole result.',
  });
}
