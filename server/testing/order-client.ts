import { setTimeout as sleep } from 'node:timers/promises';

/** A client that sends orders batch by batch, each with its own key, until it is stopped. */
export class OrderClient {
  /** Ids of the orders that the server has said are safe. */
  readonly acknowledged = new Set<number>();
  /** How often each status was answered; 0: no answer. */
  readonly statuses = new Map<number, number>();
  readonly #url: () => string;
  readonly #retries: boolean;
  readonly #batchSize: number;
  #next = 0;
  #isStopping = false;
  #workers: Promise<void>[] = [];

  /** With `retries`, what is not acknowledged is sent again with the same key, without end. */
  constructor(url: () => string, { retries = true, batchSize = 200 } = {}) {
    this.#url = url;
    this.#retries = retries;
    this.#batchSize = batchSize;
  }

  start(workers = 3): this {
    this.#workers = Array.from({ length: workers }, (_, worker) => this.#work(worker));
    return this;
  }

  /** Finishes the batches in hand. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#workers);
  }

  async #work(worker: number): Promise<void> {
    for (let batch = 0; !this.#isStopping; batch++) {
      const first = this.#next;
      this.#next += this.#batchSize;
      const orders = makeOrders(first, this.#batchSize);
      const key = `worker-${worker}-${batch}-${first}`;
      while (!(await this.#send(orders, key)) && this.#retries) await sleep(20);
      await sleep(5);
    }
  }

  async #send(orders: readonly Order[], key: string): Promise<boolean> {
    const status = await sendOrders(this.#url(), orders, key);
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status === 200) for (const { id } of orders) this.acknowledged.add(id);
    return status === 200;
  }
}

export interface Order {
  ts: number;
  id: number;
  country: string;
  price: number;
}

export function makeOrders(first: number, count: number): Order[] {
  const ts = Date.now();
  return Array.from({ length: count }, (_, i) => {
    const id = first + i;
    return { ts: ts + (i % 10), id, country: ['de', 'fr', 'it'][id % 3] ?? 'de', price: id % 7 };
  });
}

/** The status that was answered, 0 without an answer. */
export async function sendOrders(
  url: string,
  orders: readonly Order[],
  key?: string,
): Promise<number> {
  try {
    const response = await fetch(`${url}/ingest/v1/orders`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: orders.map((order) => `${JSON.stringify(order)}\n`).join(''),
      signal: AbortSignal.timeout(20_000),
    });
    await response.text();
    return response.status;
  } catch {
    return 0;
  }
}

export interface QueryAnswer {
  status: number;
  /** Columns by name, as numbers or texts. */
  columns: Record<string, unknown[]>;
  text: string;
}

/** Runs an ad hoc statement over the last hour. */
export async function ask(url: string, sql: string, more: object = {}): Promise<QueryAnswer> {
  const body = { datasource: 'warehouse', spec: { sql }, from: 'now-1h', to: 'now+5m', ...more };
  return await postQuery(url, body);
}

export async function postQuery(url: string, body: unknown): Promise<QueryAnswer> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, columns: columnsOf(text), text };
}

interface JsonResult {
  columns?: { name: string; values: unknown[] }[];
}

function columnsOf(text: string): Record<string, unknown[]> {
  try {
    const { columns = [] } = JSON.parse(text) as JsonResult;
    return Object.fromEntries(columns.map(({ name, values }) => [name, values]));
  } catch {
    return {};
  }
}

export interface OrderCount {
  rows: number;
  ids: number;
  inWindows: number;
}

/** What the append table and the upsert table hold now; -1 where the engine does not answer. */
export async function countOrders(url: string): Promise<OrderCount> {
  // A comment of its own makes each statement another one, past the cache.
  const nonce = `/* ${Date.now()} ${Math.random()} */`;
  const [stored, windows] = await Promise.all([
    ask(url, `SELECT count() AS n, uniqExact(id) AS ids FROM orders ${nonce}`),
    ask(url, `SELECT sum(orders) AS n FROM orders_1s FINAL ${nonce}`),
  ]);
  const cell = ({ columns }: QueryAnswer, name: string) => Number(columns[name]?.[0] ?? -1);
  return { rows: cell(stored, 'n'), ids: cell(stored, 'ids'), inWindows: cell(windows, 'n') };
}
