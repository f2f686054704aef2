import { HeliostatError } from '@heliostat/sdk';
import type { Stream } from '../streams.ts';
import type { CheckpointHead } from './checkpoint.ts';

/** Where a log had ended before its numbering went on at `next`; there is nothing in between. */
export interface Break {
  end: number;
  next: number;
}

export interface ResumeInput {
  checkpoint: CheckpointHead | undefined;
  stream: Pick<Stream, 'name' | 'log'>;
  /** By stream; what is found here is added. */
  breaks: Map<string, Break>;
}

/** Where a pipeline begins, and what it will never see. */
export interface Resumption {
  from: number;
  gap: HeliostatError | undefined;
}

/** More events than a store can hold past the checkpoint: those of some seconds. */
const reserve = 1_000_000;

/**
 * Where a pipeline goes on. Sinks skip the numbers they have, so a number must never be given twice:
 * when the checkpoint is ahead of the log, which was deleted or has lost its end, the log goes on
 * with numbers past it. The state stays right: it is that of the events processed.
 */
export async function resume(input: ResumeInput): Promise<Resumption> {
  const { checkpoint, stream, breaks } = input;
  const { log, name } = stream;
  if (checkpoint === undefined) return { from: log.start, gap: undefined };
  const { position } = checkpoint;
  if (checkpoint.stream !== undefined && checkpoint.stream !== name) {
    await log.advance(position + reserve);
    return { from: log.head, gap: otherStream(checkpoint.stream, name) };
  }
  if (position > log.head) {
    const end = breaks.get(name)?.end ?? log.head;
    breaks.set(name, { end, next: position + reserve });
    await log.advance(position + reserve);
  }
  const found = breaks.get(name);
  if (found !== undefined && position > found.end && position < found.next)
    return { from: found.next, gap: lostEnd(name, { position, end: found.end }) };
  if (position < log.start) return { from: log.start, gap: missed(name, log.start - position) };
  return { from: position, gap: undefined };
}

function otherStream(before: string, now: string): HeliostatError {
  return new HeliostatError(
    'CONFLICT',
    `the pipeline read ${before} before: ${now} is read from now on`,
    {
      hint: 'Give the pipeline another file name to read the stream from its start.',
    },
  );
}

function lostEnd(stream: string, { position, end }: { position: number; end: number }) {
  return new HeliostatError(
    'CONFLICT',
    `stream ${stream}: its log ended at event ${end}, but ${position} were processed: it was deleted or has lost its end`,
    {
      hint: 'The pipeline goes on with new events. Send again what was accepted shortly before.',
    },
  );
}

function missed(stream: string, events: number): HeliostatError {
  return new HeliostatError(
    'CONFLICT',
    `stream ${stream}: ${events} events were gone from the log before they were processed`,
    {
      hint: 'Retention removed them while the pipeline did not run: keep the stream longer.',
    },
  );
}
