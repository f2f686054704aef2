import { connect } from 'node:net';

export interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  status: number;
  text: string;
}

/**
 * Sends bytes as they are, which no HTTP client does: `head` without its final empty line, then
 * `body`. Answers what came back until the server closed, or within five seconds.
 */
export function exchange(
  port: number,
  head: string,
  body: string | Buffer = '',
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${head}Connection: close\r\n\r\n`);
      if (body.length > 0) socket.write(body);
    });
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    });
  });
}
