import {
  HeliostatError,
  encodeLiveFrame,
  liveCredit,
  toErrorReport,
  toHeliostatError,
  type LivePatch,
  type LiveRequest,
  type LiveSubscription,
} from '@heliostat/sdk';
import type { Caller } from '../../auth/permissions.ts';
import type { LiveSocket } from './live.ts';
import { Outbox } from './outbox.ts';
import { parseLiveRequest } from './request.ts';
import { Subscription } from './subscription.ts';

const maxSubscriptions = 200;
const maxMessageBytes = 1_048_576;
const pauseBytes = 1_048_576;
const closeBytes = 8_388_608;
const ackTimeoutMs = 30_000;
const closeSlow = 4408;
const closeMalformed = 4400;

/** What a connection needs of the hub it belongs to. */
export interface Hub {
  now(): number;
  /** Brings the subscription's query to life. Throws what the query service throws. */
  attach(subscription: Subscription, caller: Caller): void;
  onPainted(dashboard: string, freshnessMs: number): void;
  onFrame(result: 'sent' | 'conflated'): void;
  onClose(connection: LiveConnection): void;
}

/** A frame on its way: what it showed, until it is acknowledged. */
interface Sent {
  seq: number;
  atMs: number;
  acceptedAtMs: ReadonlyMap<number, number>;
}

/** One tab: its subscriptions, its credit, and what waits for it. */
export class LiveConnection {
  readonly #socket: LiveSocket;
  readonly #caller: Caller;
  readonly #hub: Hub;
  readonly #subscriptions = new Map<number, Subscription>();
  /** Errors of what never became a subscription. */
  readonly #refusals: LivePatch[] = [];
  #unacknowledged: Sent[] = [];
  #seq = 0;
  #closed = false;

  constructor(socket: LiveSocket, caller: Caller, hub: Hub) {
    this.#socket = socket;
    this.#caller = caller;
    this.#hub = hub;
    socket.on('message', (message, isBinary) => this.#onMessage(message, isBinary));
    socket.on('close', () => this.#end());
  }

  get subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values();
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  /** Sends what waits as one frame, when the viewer keeps up; closes on one that does not. */
  flush(): void {
    if (this.#closed || this.#closeWhenSlow()) return;
    if (!this.#hasCredit()) {
      if (this.#isWaiting()) this.#hub.onFrame('conflated');
      return;
    }
    for (const subscription of this.#subscriptions.values()) subscription.rejoinIfBehind();
    const patches = this.#refusals.splice(0);
    for (const { outbox } of this.#subscriptions.values())
      if (!outbox.isEmpty) patches.push(...outbox.take());
    if (patches.length > 0) this.#send(patches);
  }

  /** Resolves the subscription anew: its dashboard or its datasource has changed. */
  refresh(subscription: Subscription): void {
    this.#attach(subscription);
  }

  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#end();
    this.#socket.close(code, reason);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const subscription of this.#subscriptions.values()) subscription.detach();
    this.#subscriptions.clear();
    this.#hub.onClose(this);
  }

  #onMessage(message: Buffer, isBinary: boolean): void {
    if (this.#closed) return;
    try {
      if (isBinary) throw new HeliostatError('INVALID_REQUEST', 'live message: expected text');
      if (message.length > maxMessageBytes)
        throw new HeliostatError('INVALID_REQUEST', 'live message: too long');
      this.#handle(parseLiveRequest(message.toString('utf8')));
    } catch (error) {
      this.close(closeMalformed, toHeliostatError(error).message.slice(0, 120));
    }
  }

  #handle(request: ReturnType<typeof parseLiveRequest>): void {
    switch (request.type) {
      case 'subscribe':
        this.#subscribe(request);
        break;
      case 'unsubscribe':
        this.#subscriptions.get(request.id)?.detach();
        this.#subscriptions.delete(request.id);
        break;
      case 'ack':
        this.#acknowledge(request);
        break;
      case 'refused':
        this.#refuse(request.id, request.error);
    }
  }

  #subscribe(asked: LiveSubscription): void {
    this.#subscriptions.get(asked.id)?.detach();
    this.#subscriptions.delete(asked.id);
    if (this.#subscriptions.size >= maxSubscriptions) {
      const message = `more than ${maxSubscriptions} live queries on one connection`;
      this.#refuse(asked.id, new HeliostatError('LIMIT_EXCEEDED', message));
      return;
    }
    const outbox = new Outbox(asked.id);
    const subscription = new Subscription(asked, outbox, () => this.flush());
    this.#subscriptions.set(asked.id, subscription);
    this.#attach(subscription);
  }

  #attach(subscription: Subscription): void {
    try {
      this.#hub.attach(subscription, this.#caller);
    } catch (error) {
      subscription.detach();
      subscription.fail(toErrorReport(toHeliostatError(error)));
      this.flush();
    }
  }

  #refuse(id: number, error: HeliostatError): void {
    if (this.#refusals.length >= maxSubscriptions) {
      this.close(closeMalformed, 'too many malformed subscriptions');
      return;
    }
    this.#refusals.push({ kind: 'error', id, error: toErrorReport(error) });
    this.flush();
  }

  #acknowledge({ seq, painted }: Extract<LiveRequest, { type: 'ack' }>): void {
    if (seq > this.#seq)
      throw new HeliostatError('INVALID_REQUEST', `live message: ack of frame ${seq}, never sent`);
    const sent = this.#unacknowledged.find((frame) => frame.seq === seq);
    this.#unacknowledged = this.#unacknowledged.filter((frame) => frame.seq > seq);
    for (const { id, paintMs } of painted) {
      const acceptedAtMs = sent?.acceptedAtMs.get(id) ?? 0;
      const dashboard = this.#subscriptions.get(id)?.asked.dashboard;
      if (sent === undefined || acceptedAtMs === 0 || dashboard === undefined) continue;
      if (paintMs >= 0 && paintMs <= ackTimeoutMs)
        this.#hub.onPainted(dashboard, paintMs + Math.max(0, sent.atMs - acceptedAtMs));
    }
    this.flush();
  }

  #send(patches: readonly LivePatch[]): void {
    const atMs = this.#hub.now();
    const seq = ++this.#seq;
    const acceptedAtMs = new Map<number, number>();
    for (const patch of patches)
      if (patch.kind !== 'error' && this.#isNews(patch.id, patch.acceptedAtMs))
        acceptedAtMs.set(patch.id, patch.acceptedAtMs);
    this.#unacknowledged.push({ seq, atMs, acceptedAtMs });
    this.#socket.send(encodeLiveFrame({ seq, sentAtMs: atMs, patches }));
    this.#hub.onFrame('sent');
  }

  /** Freshness counts an event once, not again with every patch that still shows it. */
  #isNews(id: number, acceptedAtMs: number): boolean {
    return this.#subscriptions.get(id)?.isNews(acceptedAtMs) ?? false;
  }

  #hasCredit(): boolean {
    return this.#unacknowledged.length < liveCredit && this.#socket.bufferedAmount <= pauseBytes;
  }

  #isWaiting(): boolean {
    return [...this.#subscriptions.values()].some(({ outbox }) => !outbox.isEmpty);
  }

  #closeWhenSlow(): boolean {
    const oldest = this.#unacknowledged[0]?.atMs ?? Infinity;
    const late = this.#hub.now() - oldest > ackTimeoutMs;
    if (!late && this.#socket.bufferedAmount <= closeBytes) return false;
    this.close(closeSlow, 'the viewer does not keep up');
    return true;
  }
}
