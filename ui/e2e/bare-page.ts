import type { Browser, CDPSession } from 'playwright-core';

export interface BareSize {
  /** CSS pixels. */
  width: number;
  height: number;
}

/**
 * A page of its own context that nobody watches. The driver's own pages report every request of theirs, which
 * costs both processes as much as some of the requests: too much where time is measured.
 */
export class BarePage {
  readonly #browser: CDPSession;
  readonly #context: string;
  readonly #session: string;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #sent = 0;

  private constructor(browser: CDPSession, context: string, session: string) {
    this.#browser = browser;
    this.#context = context;
    this.#session = session;
    browser.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      const reply = JSON.parse(message) as Reply;
      if (sessionId === session) this.#waiting.get(reply.id)?.(reply);
    });
  }

  static async open(browser: Browser, size: BareSize): Promise<BarePage> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send('Target.createBrowserContext');
    const { targetId } = await session.send('Target.createTarget', {
      ...{ url: 'about:blank', browserContextId, ...size },
    });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    const page = new BarePage(session, browserContextId, sessionId);
    await page.#send('Emulation.setDeviceMetricsOverride', {
      ...{ ...size, deviceScaleFactor: 1, mobile: false },
    });
    await page.#send('Page.enable');
    return page;
  }

  /** Runs in every document before its own scripts; a function that uses nothing around it. */
  async addInitScript<Argument>(run: (argument: Argument) => void, argument: Argument) {
    // tsx wraps functions in `__name`, also those that are sent to the page.
    const source = `globalThis.__name ??= (value) => value; (${run.toString()})(${JSON.stringify(argument)})`;
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source });
  }

  async goto(url: string): Promise<void> {
    await this.#send('Page.navigate', { url });
  }

  /** The value of an expression, as JSON has it. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = (await this.#send('Runtime.evaluate', {
      ...{ expression, returnByValue: true },
    })) as { result: { value?: unknown } };
    return result.value;
  }

  async close(): Promise<void> {
    await this.#browser.send('Target.disposeBrowserContext', { browserContextId: this.#context });
    await this.#browser.detach();
  }

  async #send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#sent;
    const replied = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await this.#browser.send('Target.sendMessageToTarget', { sessionId: this.#session, message });
    const { result, error } = await replied.finally(() => this.#waiting.delete(id));
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }
}

interface Reply {
  id: number;
  result?: unknown;
  error?: { message: string };
}
