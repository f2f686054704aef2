import type { Frame, Interval, Static, TObject } from '@heliostat/sdk';

/** What a transform may ask beside its frames. */
export interface TransformContext {
  /** Of the frames: an earlier one where an earlier range was asked for. */
  range: Interval;
  /** Width of a time bucket in milliseconds. */
  stepMs: number;
  /** The frames this transform gets, of a range `shiftMs` earlier; times as they were then. */
  earlier: (shiftMs: number) => Promise<readonly Frame[]>;
}

/** A step between query and panel. Pure: frames are never written to. */
export interface Transform<Options extends TObject = TObject> {
  title: string;
  /** One sentence: what comes out. */
  description: string;
  options: Options;
  /** Throws INVALID_QUERY naming what is wrong; the host adds which step it was. */
  apply(
    frames: readonly Frame[],
    options: Static<Options>,
    context: TransformContext,
  ): readonly Frame[] | Promise<readonly Frame[]>;
}

export function defineTransform<Options extends TObject>(
  transform: Transform<Options>,
): Transform<Options> {
  return transform;
}
