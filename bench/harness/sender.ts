import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildEvents } from './events.ts';
import type { FromSender, LoadOptions, LoadResult } from './load.ts';

/** One request; it keeps its key over retries, so that the server can tell it has it already. */
interface Body {
  key: string;
  lastId: number;
  count: number;
  /** Made late where the event time is the real time. */
  bytes: () => Buffer;
  dueMs: number;
}

interface Answer {
  accepted: number;
  duplicate: boolean;
}

const retryMs = 50;
const maxRetries = 20_000;

async function send(options: LoadOptions): Promise<void> {
  const bodies = buildBodies(options);
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  tell({ kind: 'ready' });
  await once(process, 'message');
  const startedAt = performance.now();
  const result: LoadResult = {
    seconds: 0,
    accepted: 0,
    duplicates: 0,
    retries: 0,
    bytes: 0,
    acceptances: [],
  };
  const queue = bodies.values();
  let isFinishing = false;
  process.once('message', () => (isFinishing = true));
  const connection = async () => {
    for (const body of queue) {
      if (isFinishing) return;
      const waitMs = startedAt + body.dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      await deliver(options, agent, { body, result });
    }
  };
  await Promise.all(Array.from({ length: options.connections }, connection));
  result.seconds = (performance.now() - startedAt) / 1000;
  tell({ kind: 'done', result });
  agent.destroy();
  process.removeAllListeners('message');
}

function buildBodies(options: LoadOptions): Body[] {
  const { first, count, startMs, eventsPerBody, eventsPerMs, rate } = options;
  return Array.from({ length: Math.ceil(count / eventsPerBody) }, (_, i) => {
    const from = i * eventsPerBody;
    const size = Math.min(eventsPerBody, count - from);
    const build = (atMs: number) =>
      buildEvents({ first: first + from, count: size, startMs: atMs, eventsPerMs });
    const ready = rate === undefined ? build(startMs + Math.floor(from / eventsPerMs)) : undefined;
    return {
      key: `${options.stream}-${first + from}`,
      lastId: first + from + size - 1,
      count: size,
      bytes: () => ready ?? build(Date.now()),
      dueMs: rate === undefined ? 0 : (from / rate) * 1000,
    };
  });
}

/** Until it is accepted: whatever happens to the server, the events are sent again. */
async function deliver(
  options: LoadOptions,
  agent: Agent,
  { body, result }: { body: Body; result: LoadResult },
): Promise<void> {
  const bytes = body.bytes();
  for (;;) {
    const answer = await post(options, agent, { key: body.key, bytes });
    if (answer !== undefined) {
      if (answer.accepted !== body.count)
        throw new Error(`accepted ${answer.accepted} of ${body.count}`);
      result.accepted += answer.accepted;
      if (answer.duplicate) result.duplicates += answer.accepted;
      result.bytes += bytes.length;
      result.acceptances.push({ lastId: body.lastId, atMs: Date.now() });
      return;
    }
    if (result.retries++ > maxRetries) throw new Error('the server does not take events any more');
    await sleep(retryMs);
  }
}

/** Undefined when the server asks to wait, or is not there. */
async function post(
  { url, stream }: LoadOptions,
  agent: Agent,
  { key, bytes }: { key: string; bytes: Buffer },
): Promise<Answer | undefined> {
  const headers = {
    'content-type': 'application/x-ndjson',
    'content-length': bytes.length,
    'idempotency-key': key,
  };
  const asked = request(`${url}/ingest/v1/${stream}`, { method: 'POST', agent, headers });
  asked.end(bytes);
  const reply = await readReply(asked).catch(() => undefined);
  if (reply === undefined || reply.status === 429 || reply.status === 503) return undefined;
  if (reply.status === 200) return JSON.parse(reply.text) as Answer;
  throw new Error(`${reply.status}: ${reply.text}`);
}

async function readReply(asked: ClientRequest): Promise<{ status: number; text: string }> {
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const text = Buffer.concat(await (response.toArray() as Promise<Buffer[]>)).toString('utf8');
  return { status: response.statusCode ?? 0, text };
}

function tell(message: FromSender): void {
  process.send?.(message);
}

process.once('message', (options: LoadOptions) => void send(options));
