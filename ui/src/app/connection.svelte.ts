import type { LiveState } from '../data/live.ts';
import type { Reachable } from '../data/subscriptions.ts';

/** Whether the server is there, as the two sockets of this tab see it. */
export class Connection {
  live = $state<LiveState>('idle');
  control = $state<Reachable>();
  readonly state: 'connecting' | 'online' | 'offline' = $derived.by(() => {
    if (this.control === false || this.live === 'retrying') return 'offline';
    return this.control === true || this.live === 'open' ? 'online' : 'connecting';
  });
}

/** Milliseconds after which a subscription stands that was asked for with the first requests of a page. */
const standingMs = 3000;

/**
 * Runs when something may have changed that nobody told us: after an outage, and once what is subscribed to when a
 * component starts stands, for what happened between the first answer and then.
 */
export function catchUp(connection: Connection, run: () => void): void {
  onReconnect(connection, run);
  $effect(() => {
    if (connection.state !== 'online') return;
    const timer = setTimeout(run, standingMs);
    return () => clearTimeout(timer);
  });
}

/** Runs each time the server is back after an outage, while the component that calls this lives. */
function onReconnect(connection: Connection, run: () => void): void {
  let wasOffline = false;
  $effect(() => {
    if (connection.state === 'offline') wasOffline = true;
    if (connection.state !== 'online' || !wasOffline) return;
    wasOffline = false;
    run();
  });
}
