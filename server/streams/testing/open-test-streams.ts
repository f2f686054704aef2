import { rmSync } from 'node:fs';
import type { StreamDocument } from '@heliostat/sdk';
import type { Effects, Observation } from '../../effects.ts';
import { buildMetrics } from '../../metrics.ts';
import type { WorkspaceChange, WorkspaceFile } from '../../workspace/workspace.ts';
import { temporaryDirectory, type Message } from '../log/testing/logs.ts';
import type { StreamsOptions } from '../open.ts';

export interface TestStreams extends StreamsOptions {
  effects: Effects & { nowMs: number; observations: Observation[]; messages: Message[] };
  /** Declares, changes or (undefined) removes a stream as an edit of its file would. */
  declare(name: string, document: StreamDocument | undefined): void;
  remove(): void;
}

export function streamDocument(
  schema: object,
  others: Partial<StreamDocument> = {},
): StreamDocument {
  return { kind: 'stream', format: 1, title: 'Test', schema, ...others };
}

/** What `openStreams` needs, over a directory of its own and a workspace in memory. */
export function testStreams(declared: Record<string, StreamDocument> = {}): TestStreams {
  const dataDirectory = temporaryDirectory();
  const documents = new Map(Object.entries(declared));
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const toFile = ([name, document]: [string, StreamDocument]) =>
    ({
      kind: 'stream',
      path: `social/${name}`,
      file: `social/${name}.stream.json`,
      document,
    }) as WorkspaceFile<'stream'>;
  return {
    workspace: {
      list: () => [...documents].map(toFile) as never,
      get: () => undefined,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    dataDirectory,
    effects: testClock(),
    metrics: buildMetrics(),
    retainEveryMs: 3_600_000,
    declare(name, document) {
      if (document === undefined) documents.delete(name);
      else documents.set(name, document);
      for (const listener of listeners)
        listener({ type: 'changed', kind: 'stream', path: `social/${name}` });
    },
    remove: () => rmSync(dataDirectory, { recursive: true, force: true }),
  };
}

function testClock() {
  const messages: Message[] = [];
  const observations: Observation[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    void messages.push({ level, fields, message });
  const effects = {
    nowMs: Date.parse('2026-03-01T12:00:00Z'),
    observations,
    messages,
    now: () => effects.nowMs,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    observe: (observation: Observation) => void observations.push(observation),
  };
  return effects;
}
