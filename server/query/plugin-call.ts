import { HeliostatError, toHeliostatError } from '@heliostat/sdk';

/** Whose failure it is: `datasource/clickhouse` and what it was asked to do. */
export interface PluginOperation {
  plugin: string;
  operation: string;
}

/**
 * Runs one call into a plugin; what it throws becomes a HeliostatError that names the plugin, once.
 * With a signal it ends when that aborts, even if the plugin does not notice.
 */
export async function wrapPluginCall<T>(
  call: PluginOperation,
  run: () => Promise<T> | T,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await (signal === undefined ? run() : untilAborted(run, signal));
  } catch (thrown) {
    throw toPluginError(thrown, call);
  }
}

/** The same for a stream: a failure at the start or in the middle is wrapped. */
export async function* wrapPluginStream<T>(
  call: PluginOperation,
  open: () => AsyncIterable<T>,
): AsyncIterable<T> {
  try {
    yield* open();
  } catch (thrown) {
    throw toPluginError(thrown, call);
  }
}

function untilAborted<T>(run: () => Promise<T> | T, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    void Promise.resolve()
      .then(run)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function toPluginError(thrown: unknown, { plugin, operation }: PluginOperation): HeliostatError {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return new HeliostatError('TIMEOUT', `${operation} took too long`, { plugin, cause: thrown });
  const error = toHeliostatError(thrown, 'PLUGIN_FAILED');
  if (error.plugin !== undefined || error.code === 'CANCELLED') return error;
  const message =
    error.code === 'PLUGIN_FAILED' && !(thrown instanceof HeliostatError)
      ? `${operation} failed: ${error.message}`
      : error.message;
  return new HeliostatError(error.code, message, {
    hint: error.hint,
    position: error.position,
    retryAfterSeconds: error.retryAfterSeconds,
    plugin,
    cause: thrown,
  });
}
