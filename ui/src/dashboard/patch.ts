import { spliceFrame, type Frame, type LivePatch } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';

type RowsPatch = Exclude<LivePatch, { kind: 'error' }>;

/** The result after a patch; a splice without anything to splice into is the whole result. */
export function applyPatch(current: Frame | undefined, patch: RowsPatch): Frame {
  const frame = frameFromArrow(patch.arrow);
  if (patch.kind === 'replace' || current === undefined) return frame;
  return spliceFrame(current, { kind: 'splice', since: patch.since, from: patch.from, frame });
}
