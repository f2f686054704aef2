import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Observation } from './effects.ts';

/** An observation as the event it becomes. */
export interface ObservedEvent extends Observation {
  ts: number;
  count: number;
}

export interface Observer {
  observe(observation: Observation): void;
  /** Starts sampling the process and handing what was observed to `emit`, once a second. */
  start(emit: (events: ObservedEvent[]) => Promise<void>): void;
  stop(): Promise<void>;
}

const periodMs = 1000;

/**
 * Keep this many events of one kind, name and status per second as they are (percentiles need them);
 * what comes beyond is added up into one.
 */
const keptPerSecond = 100;

/** Collects what the server does, bounded in memory, and turns it into events of its own stream. */
export function buildObserver(now: () => number): Observer {
  let groups = new Map<string, ObservedEvent[]>();
  let timer: NodeJS.Timeout | undefined;
  let emitting = Promise.resolve();
  const loopDelay = monitorEventLoopDelay({ resolution: 10 });
  let cpu = process.cpuUsage();

  function observe(observation: Observation): void {
    const key = `${observation.kind} ${observation.name} ${observation.status ?? ''}`;
    const events = groups.get(key) ?? [];
    const event = { ...observation, ts: now(), count: observation.count ?? 1 };
    const last = events.at(-1);
    if (events.length >= keptPerSecond && last !== undefined)
      events[events.length - 1] = merge(last, event);
    else events.push(event);
    groups.set(key, events);
  }

  function sampleProcess(): void {
    const memory = process.memoryUsage();
    const used = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    observe({ kind: 'process', name: 'rss', bytes: memory.rss });
    observe({ kind: 'process', name: 'heap', bytes: memory.heapUsed });
    observe({ kind: 'process', name: 'cpu', ms: (used.user + used.system) / 1000 });
    observe({ kind: 'process', name: 'event-loop', ms: loopDelay.percentile(99) / 1e6 });
    loopDelay.reset();
  }

  function take(): ObservedEvent[] {
    const events = [...groups.values()].flat().sort((a, b) => a.ts - b.ts);
    groups = new Map();
    return events;
  }

  return {
    observe,
    start(emit) {
      loopDelay.enable();
      timer = setInterval(() => {
        sampleProcess();
        const events = take();
        emitting = emitting.then(() => emit(events));
      }, periodMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      loopDelay.disable();
      await emitting;
    },
  };
}

function merge(a: ObservedEvent, b: ObservedEvent): ObservedEvent {
  const ms = weightedMean(a, b);
  const bytes =
    a.bytes === undefined && b.bytes === undefined ? undefined : (a.bytes ?? 0) + (b.bytes ?? 0);
  return {
    ...b,
    count: a.count + b.count,
    ...(ms !== undefined && { ms }),
    ...(bytes !== undefined && { bytes }),
  };
}

function weightedMean(a: ObservedEvent, b: ObservedEvent): number | undefined {
  if (a.ms === undefined || b.ms === undefined) return b.ms ?? a.ms;
  return (a.ms * a.count + b.ms * b.count) / (a.count + b.count);
}
