import type { Caller } from '../../auth/permissions.ts';

/** The part of a WebSocket that live needs; `ws` fits. */
export interface LiveSocket {
  readonly bufferedAmount: number;
  send(data: Uint8Array): void;
  close(code: number, reason: string): void;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void;
  on(event: 'close', listener: () => void): void;
}

interface LiveStats {
  sockets: number;
  /** Distinct queries kept live, however many viewers each has. */
  queries: number;
  subscriptions: number;
}

export interface Live {
  connect(socket: LiveSocket, caller: Caller): void;
  stats(): LiveStats;
  close(): Promise<void>;
}
