import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

const maxDelayMs = 1000;
const windowMs = 5000;

/** Tells whether the event loop turns: a server that answers seconds late is not ready. */
export interface EventLoopWatch {
  readonly healthy: boolean;
  close(): void;
}

/** Looks at the 99th percentile of the delay over windows of five seconds. */
export function watchEventLoop(histogram: IntervalHistogram = delays()): EventLoopWatch {
  let healthy = true;
  histogram.enable();
  const timer = setInterval(() => {
    healthy = histogram.percentile(99) / 1e6 < maxDelayMs;
    histogram.reset();
  }, windowMs);
  timer.unref();
  return {
    get healthy() {
      return healthy;
    },
    close() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}

function delays(): IntervalHistogram {
  return monitorEventLoopDelay({ resolution: 20 });
}
