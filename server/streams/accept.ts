import { HeliostatError } from '@heliostat/sdk';
import { readBody, type BodyFormat, type BodyLine } from './body.ts';
import { checkEvent } from './check-event.ts';
import { inferredDefinition, type StreamDefinition } from './definition.ts';
import { toEpochMs } from './event-time.ts';
import { InferredSchema, guessTimeField } from './inferred-schema.ts';
import type { AcceptResult, DeadLetter, RejectedLine } from './streams.ts';

/** The reply lists this many refused lines. */
const maxListed = 100;
/** Letters kept of one request; the last one tells how many more there were. */
const maxLetters = 10_000;
const maxLetterChars = 8 * 1024 * 1024;
/** A body of lines too short to be events would cost far more time and memory than its bytes tell. */
const maxLines = 500_000;
/** After this long, milliseconds, other requests get a turn; looked at every few lines. */
const turnMs = 10;
const linesPerLook = 32;

/** The events of one request, ready for the log. */
export interface CheckedBody {
  /** NDJSON, each line ended with LF. */
  payload: Buffer;
  accepted: number;
  /** When the first of the accepted events happened, epoch milliseconds. */
  firstMs: number | undefined;
  rejected: number;
  rejectedLines: RejectedLine[];
  letters: DeadLetter[];
  /** The inferred schema has new fields. */
  widened: boolean;
}

/**
 * Parses and checks each line of a body. Uses the body's own bytes when nothing had to change.
 * Throws PAYLOAD_TOO_LARGE on more than 500,000 lines.
 */
export async function checkBody(
  body: Buffer,
  definition: StreamDefinition,
  { nowMs, format }: { nowMs: number; format: BodyFormat | undefined },
): Promise<CheckedBody> {
  const { bytes, ndjson, lines } = readBody(body, format);
  const checked = new Checked(definition, nowMs);
  if (ndjson === undefined) checked.change('');
  let turnEndsAt = performance.now() + turnMs;
  let at = 0;
  for (const line of lines) {
    if (line.number > maxLines) throw tooManyLines();
    checked.add(line, ndjson === undefined ? '' : ndjson.slice(0, at));
    at += line.text.length + 1;
    if (line.number % linesPerLook !== 0 || performance.now() < turnEndsAt) continue;
    checked.pack();
    await new Promise((resolve) => setImmediate(resolve));
    turnEndsAt = performance.now() + turnMs;
  }
  return checked.finish(bytes);
}

/** The answer to a body of which nothing could begin a stream; undefined when it holds an event. */
export async function refuseFirst(
  body: Buffer,
  { nowMs, format }: { nowMs: number; format: BodyFormat | undefined },
): Promise<AcceptResult | undefined> {
  const definition = inferredDefinition('', new InferredSchema(guessTimeField(body, format), {}));
  const checked = await checkBody(body, definition, { nowMs, format });
  if (checked.accepted > 0) return undefined;
  const { accepted, rejected, rejectedLines } = checked;
  return { accepted, rejected, rejectedLines, duplicate: false };
}

function tooManyLines(): HeliostatError {
  return new HeliostatError('PAYLOAD_TOO_LARGE', `body: more than ${maxLines} lines`, {
    hint: 'Send fewer events per request; nothing of this one was stored.',
  });
}

/** The same for lines that did not come as one body. */
export function checkLines(
  lines: readonly BodyLine[],
  definition: StreamDefinition,
  nowMs: number,
): CheckedBody {
  const checked = new Checked(definition, nowMs);
  checked.change('');
  for (const line of lines) checked.add(line, '');
  return checked.finish(Buffer.alloc(0));
}

class Checked {
  readonly #definition: StreamDefinition;
  readonly #nowMs: number;
  /** What is stored; undefined while that is the body as it came. */
  #parts: string[] | undefined;
  readonly #packed: Buffer[] = [];
  #accepted = 0;
  #firstMs: number | undefined;
  #rejected = 0;
  #widened = false;
  #letterChars = 0;
  readonly #rejectedLines: RejectedLine[] = [];
  readonly #letters: DeadLetter[] = [];

  constructor(definition: StreamDefinition, nowMs: number) {
    this.#definition = definition;
    this.#nowMs = nowMs;
  }

  /** From here on the lines are collected; all before were taken as they came. */
  change(before: string): void {
    this.#parts ??= before === '' ? [] : [before.endsWith('\n') ? before.slice(0, -1) : before];
  }

  /** `before`: the body up to this line. */
  add(line: BodyLine, before: string): void {
    if (line.invalid === undefined && isBlank(line.text)) {
      this.change(before);
      return;
    }
    const verdict = checkEvent(line, this.#definition, this.#nowMs);
    if (!verdict.accepted) {
      this.change(before);
      this.#reject(line, verdict.reason);
      return;
    }
    if (this.#accepted++ === 0)
      this.#firstMs = toEpochMs(verdict.event[this.#definition.schema.time]);
    if (this.#definition.inferred?.observe(verdict.event) === true) this.#widened = true;
    if (verdict.text !== undefined) this.change(before);
    this.#parts?.push(verdict.text ?? line.text);
  }

  /** Many short strings take far more memory than their bytes. */
  pack(): void {
    if (this.#parts === undefined || this.#parts.length === 0) return;
    this.#packed.push(Buffer.from(`${this.#parts.join('\n')}\n`));
    this.#parts = [];
  }

  finish(body: Buffer): CheckedBody {
    const unlisted = this.#rejected - this.#letters.length;
    const last = this.#letters.at(-1);
    if (last !== undefined && unlisted > 0) last.reason += ` (and ${unlisted} more lines)`;
    return {
      payload: this.#accepted === 0 ? Buffer.alloc(0) : this.#payload(body),
      accepted: this.#accepted,
      firstMs: this.#firstMs,
      rejected: this.#rejected,
      rejectedLines: this.#rejectedLines,
      letters: this.#letters,
      widened: this.#widened,
    };
  }

  #payload(body: Buffer): Buffer {
    this.pack();
    if (this.#parts !== undefined) return Buffer.concat(this.#packed);
    return body.at(-1) === 10 ? body : Buffer.concat([body, Buffer.from('\n')]);
  }

  #reject({ number, text }: BodyLine, reason: string): void {
    this.#rejected++;
    if (this.#rejectedLines.length < maxListed) this.#rejectedLines.push({ line: number, reason });
    if (this.#letters.length >= maxLetters || this.#letterChars > maxLetterChars) return;
    this.#letterChars += text.length;
    this.#letters.push({ seq: -1, reason, by: 'ingest', atMs: this.#nowMs, event: text });
  }
}

function isBlank(text: string): boolean {
  return text === '' || text.trim() === '';
}
