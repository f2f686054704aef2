import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface ClientsOptions {
  url: string;
  clients: number;
  dashboard: string;
  queries: readonly string[];
}

export interface ClientsResult {
  open: number;
  closed: number;
  frames: number;
  patches: number;
  errors: number;
  bytes: number;
  /** From sent by the server to received, milliseconds, of every frame. */
  delays: Float64Array;
}

const openAtOnce = 25;
const maxDelays = 4_000_000;

/** Many viewers in one process: they subscribe as the UI does, read the heads and acknowledge. */
class Viewers {
  readonly #options: ClientsOptions;
  readonly #delays = new Float64Array(maxDelays);
  readonly #sockets: WebSocket[] = [];
  #frames = 0;
  #patches = 0;
  #errors = 0;
  #bytes = 0;
  #closed = 0;

  constructor(options: ClientsOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    for (let left = this.#options.clients; left > 0; left -= openAtOnce)
      await Promise.all(Array.from({ length: Math.min(left, openAtOnce) }, () => this.#openOne()));
  }

  forget(): void {
    this.#frames = this.#patches = this.#errors = this.#bytes = this.#closed = 0;
  }

  result(): ClientsResult {
    return {
      open: this.#sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length,
      closed: this.#closed,
      frames: this.#frames,
      patches: this.#patches,
      errors: this.#errors,
      bytes: this.#bytes,
      delays: this.#delays.slice(0, Math.min(this.#frames, maxDelays)),
    };
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  async #openOne(): Promise<void> {
    const { url, dashboard, queries } = this.#options;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, {
      perMessageDeflate: false,
    });
    this.#sockets.push(socket);
    socket.on('message', (message: Buffer) => this.#receive(socket, message));
    socket.on('close', () => this.#closed++);
    await once(socket, 'open');
    const asked = { type: 'subscribe', dashboard, from: 'now-5m', to: 'now', maxPoints: 400 };
    queries.forEach((query, id) => socket.send(JSON.stringify({ ...asked, id, query })));
  }

  #receive(socket: WebSocket, message: Buffer): void {
    const delay = Date.now() - message.readDoubleLE(8);
    if (this.#frames < maxDelays) this.#delays[this.#frames] = delay;
    this.#frames++;
    this.#bytes += message.length;
    const painted: { id: number; paintMs: number }[] = [];
    for (let at = 24; at < message.length; at += 56 + ((message.readUInt32LE(at + 8) + 7) & ~7)) {
      if (message.readUInt32LE(at) === 2) this.#errors++;
      painted.push({ id: message.readUInt32LE(at + 4), paintMs: 0 });
    }
    this.#patches += painted.length;
    socket.send(JSON.stringify({ type: 'ack', seq: message.readUInt32LE(16), painted }));
  }
}

async function watch(options: ClientsOptions): Promise<void> {
  const viewers = new Viewers(options);
  await viewers.open();
  process.send?.('open');
  await once(process, 'message');
  viewers.forget();
  await once(process, 'message');
  // A channel that is closed too early would lose the end of a large message.
  process.send?.(viewers.result(), () => process.disconnect());
  viewers.close();
}

process.once('message', (options: ClientsOptions) => void watch(options));
