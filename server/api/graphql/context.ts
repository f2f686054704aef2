import type { Caller } from '../../auth/permissions.ts';
import type { Services } from '../../services.ts';

/** What every resolver is given. */
export interface Context {
  services: Services;
  requestId: string;
  /** Who asks; for a subscription, who asks now. */
  caller(): Caller;
  /** Aborts when the client has gone, or after ten seconds. */
  signal: AbortSignal;
}
