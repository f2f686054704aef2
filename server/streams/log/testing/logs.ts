import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log, LogEntry, LogRecord } from '../log.ts';
import type { LogEffects } from '../open.ts';

/** An empty directory that the system clears. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'heliostat-log-'));
}

export interface Message {
  level: string;
  message: string;
  fields: object;
}

/** A clock that stands where it is put and a log of messages that can be looked at. */
export function testEffects(): LogEffects & { messages: Message[]; nowMs: number } {
  const messages: Message[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    void messages.push({ level, message, fields });
  const effects = {
    messages,
    nowMs: Date.parse('2026-01-01T00:00:00Z'),
    now: () => effects.nowMs,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
  };
  return effects;
}

export function entryOf(...events: object[]): LogEntry {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  return { count: events.length, payload: Buffer.from(lines.join('')) };
}

export async function readAll(log: Log, from = 0): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of log.read(from)) records.push(record);
  return records;
}

export function eventsOf(records: readonly LogRecord[]): unknown[] {
  return records.flatMap((record) =>
    record.payload
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line)),
  );
}
