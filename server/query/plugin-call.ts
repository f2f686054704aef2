import { HeliostatError, toHeliostatError } from '@heliostat/sdk';

/** Whose failure it is: `datasource/clickhouse` and what it was asked to do. */
export interface PluginOperation {
  plugin: string;
  operation: string;
}

/** Runs one call into a plugin; what it throws becomes a HeliostatError that names the plugin, once. */
export async function wrapPluginCall<T>(
  call: PluginOperation,
  run: () => Promise<T> | T,
): Promise<T> {
  try {
    return await run();
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

function toPluginError(thrown: unknown, { plugin, operation }: PluginOperation): HeliostatError {
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
