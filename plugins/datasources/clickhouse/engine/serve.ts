import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasourceHost } from '@heliostat/sdk';
import { lockDirectory } from '@heliostat/sdk/lock';
import { Supervisor } from './supervisor.ts';

/** The largest statement or batch of rows the engine takes in one request. */
const maxBodyBytes = 256 * 1024 * 1024;

export interface Engine {
  url: string;
  user: string;
  password: string;
  /** The process id of the engine, while it runs. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/** Starts the embedded engine on `<directory>/store`; nobody else may use the directory until `close`. */
export async function startEngine(host: DatasourceHost): Promise<Engine> {
  const lock = lockDirectory(host.directory);
  try {
    const directory = join(host.directory, 'store');
    await mkdir(directory, { recursive: true });
    const user = 'default';
    const password = await readPassword(join(host.directory, 'password'));
    const options = { directory, port: 0, user, password, maxBodyBytes };
    const supervisor = new Supervisor(options, host.log);
    const port = await supervisor.start();
    return {
      url: `http://127.0.0.1:${port}`,
      user,
      password,
      get pid() {
        return supervisor.pid;
      },
      close: async () => {
        await supervisor.stop();
        lock.release();
      },
    };
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

/** Made once per data directory; whoever can read the directory may use it with `curl`. */
async function readPassword(path: string): Promise<string> {
  const known = await readFile(path, 'utf8').catch(() => '');
  if (known !== '') return known;
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, password, { mode: 0o600 });
  return password;
}
