import {
  decodeLiveFrame,
  type LiveFrame,
  type LivePatch,
  type LiveRequest,
  type LiveSubscription,
} from '@heliostat/sdk';

export type LiveState = 'idle' | 'connecting' | 'open' | 'retrying';

/** What the connection needs of a browser; tests replace it. */
export interface LiveEffects {
  open(): WebSocket;
  /** Epoch milliseconds of this machine. */
  now(): number;
  /** Runs after the animation frame that draws what has just arrived. */
  afterDraw(done: () => void): void;
  setTimeout(run: () => void, ms: number): void;
  onState(state: LiveState): void;
}

interface Subscriber {
  subscription: LiveSubscription;
  onPatch(patch: LivePatch): void;
}

const retryMs = { first: 250, most: 5000 };

/**
 * The one WebSocket of this tab: every live query is a subscription on it, every binary message
 * carries the patches of a tick, and each is acknowledged once it is drawn.
 */
export class LiveConnection {
  readonly #effects: LiveEffects;
  readonly #subscribers = new Map<number, Subscriber>();
  #socket: WebSocket | undefined;
  #nextId = 1;
  #failures = 0;
  #clock = new ServerClock();

  constructor(effects: LiveEffects) {
    this.#effects = effects;
  }

  /** Now by the server's clock, epoch milliseconds. */
  now(): number {
    return this.#effects.now() + this.#clock.offsetMs;
  }

  /** Patches of one live query until the returned function is called. */
  subscribe(
    subscription: Omit<LiveSubscription, 'id'>,
    onPatch: (patch: LivePatch) => void,
  ): () => void {
    const id = this.#nextId++;
    const subscriber = { subscription: { ...subscription, id }, onPatch };
    this.#subscribers.set(id, subscriber);
    this.#connect();
    this.#send({ type: 'subscribe', ...subscriber.subscription });
    return () => {
      if (this.#subscribers.delete(id)) this.#send({ type: 'unsubscribe', id });
    };
  }

  #connect(): void {
    if (this.#socket !== undefined) return;
    const socket = this.#effects.open();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#effects.onState(this.#failures === 0 ? 'connecting' : 'retrying');
    socket.addEventListener('open', () => this.#onOpen());
    socket.addEventListener('message', (event) => this.#onMessage(socket, event));
    socket.addEventListener('close', () => this.#onClose(socket));
  }

  #onOpen(): void {
    this.#failures = 0;
    this.#effects.onState('open');
    for (const { subscription } of this.#subscribers.values())
      this.#send({ type: 'subscribe', ...subscription });
  }

  #onMessage(socket: WebSocket, event: MessageEvent): void {
    if (!(event.data instanceof ArrayBuffer)) return;
    const receivedAtMs = this.#effects.now();
    const frame = decode(event.data);
    if (frame === undefined) {
      socket.close(4000, 'a frame could not be read');
      return;
    }
    this.#clock.observe(frame.sentAtMs, receivedAtMs);
    for (const patch of frame.patches) this.#subscribers.get(patch.id)?.onPatch(patch);
    this.#effects.afterDraw(() => {
      // A new connection counts its frames anew: only the one that sent this frame may hear of it.
      if (this.#socket !== socket) return;
      const paintMs = this.#effects.now() - receivedAtMs;
      const painted = frame.patches.map(({ id }) => ({ id, paintMs }));
      this.#send({ type: 'ack', seq: frame.seq, painted });
    });
  }

  #onClose(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    // With nobody listening there is nothing to retry: the next one connects as the first did.
    this.#failures = this.#subscribers.size === 0 ? 0 : this.#failures + 1;
    this.#effects.onState(this.#subscribers.size === 0 ? 'idle' : 'retrying');
    const ms = Math.min(
      retryMs.most,
      retryMs.first * 2 ** Math.min(Math.max(0, this.#failures - 1), 6),
    );
    this.#effects.setTimeout(() => {
      if (this.#subscribers.size > 0) this.#connect();
    }, ms);
  }

  #send(request: LiveRequest): void {
    if (this.#socket?.readyState === openState) this.#socket.send(JSON.stringify(request));
  }
}

/** `WebSocket.OPEN`, without asking for a global that tests lack. */
const openState = 1;

function decode(buffer: ArrayBuffer): LiveFrame | undefined {
  try {
    return decodeLiveFrame(new Uint8Array(buffer));
  } catch {
    return undefined;
  }
}

/**
 * How far the server's clock is ahead of ours. A frame arrives late, never early, so the largest
 * difference seen lately is the closest.
 */
export class ServerClock {
  #differences: number[] = [];

  get offsetMs(): number {
    return this.#differences.length === 0 ? 0 : Math.max(...this.#differences);
  }

  observe(sentAtMs: number, receivedAtMs: number): void {
    this.#differences.push(sentAtMs - receivedAtMs);
    if (this.#differences.length > 64) this.#differences.shift();
  }
}
