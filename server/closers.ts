import { toHeliostatError, type Logger } from '@heliostat/sdk';

/** What is open, in the order it was opened. */
export interface Closers {
  add(name: string, close: () => unknown): void;
  /** Closes in reverse order; one that fails is logged and does not keep the others open. */
  closeAll(): Promise<void>;
}

export function buildClosers(log: Logger): Closers {
  const open: { name: string; close: () => unknown }[] = [];
  return {
    add: (name, close) => void open.push({ name, close }),
    async closeAll() {
      for (const { name, close } of open.splice(0).reverse()) {
        try {
          await close();
        } catch (thrown) {
          log.error({ name, error: toHeliostatError(thrown) }, 'did not close');
        }
      }
    },
  };
}
