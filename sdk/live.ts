import type { PanelTime } from './dashboard.ts';
import type { Filter, ParamValue } from './datasource.ts';
import type { ErrorReport } from './errors.ts';

/** One live query as a tab asks for it: names and values, never a query text. */
export interface LiveSubscription {
  /** Chosen by the client, unique on its socket. */
  id: number;
  dashboard: string;
  query: string;
  variables?: Readonly<Record<string, ParamValue>>;
  filters?: readonly Filter[];
  /** `now-15m`; a range that does not end now is answered once and then stays. */
  from: string;
  to: string;
  timeZone?: string;
  /** What of that range is asked for, and what it is compared with. */
  time?: PanelTime;
  maxPoints?: number;
}

/** What a client sends: JSON text messages on `/api/v1/live`. */
export type LiveRequest =
  | ({ type: 'subscribe' } & LiveSubscription)
  | { type: 'unsubscribe'; id: number }
  /** Sent after the animation frame that drew it; gives back one frame of credit. */
  | { type: 'ack'; seq: number; painted: readonly { id: number; paintMs: number }[] };

interface PatchBase {
  /** The subscription. */
  id: number;
}

/** Times are epoch milliseconds by the server's clock. */
interface RowsPatch extends PatchBase {
  /** One Arrow IPC stream. */
  arrow: Uint8Array;
  /** The range the whole result covers now; rows before `from` have left it. */
  from: number;
  to: number;
  stepMs: number;
  /** When the newest event in the result was accepted; 0 when unknown. */
  acceptedAtMs: number;
}

export type LivePatch =
  /** The whole result. */
  | ({ kind: 'replace' } & RowsPatch)
  /** The rows at or after `since`: those the client has from there on are dropped first. */
  | ({ kind: 'splice'; since: number } & RowsPatch)
  /** What the client has stays on screen. */
  | ({ kind: 'error'; error: ErrorReport } & PatchBase);

/** One binary message per tick with the patches of all subscriptions of the socket. */
export interface LiveFrame {
  seq: number;
  sentAtMs: number;
  patches: readonly LivePatch[];
}

/** Frames a client may have unacknowledged; without credit the server conflates. */
export const liveCredit = 2;
