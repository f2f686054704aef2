// Runs in the page before its scripts: notes what arrives, what is acknowledged as painted, and what
// a reader of the page could really see. Times are epoch milliseconds of the one clock of the machine.
const probe = { fresh: [], seen: [] };
globalThis.heliostatProbe = probe;

const frames = new Map();
const newest = new Map();

/** Head and patch heads of a live frame: see `sdk/live-frame.ts`. */
function readHeads(buffer) {
  const view = new DataView(buffer);
  const patches = [];
  let at = 24;
  for (let i = 0; i < view.getUint32(20, true); i++) {
    const id = view.getUint32(at + 4, true);
    const isError = view.getUint32(at, true) === 2;
    if (!isError) patches.push({ id, acceptedAtMs: view.getFloat64(at + 48, true) });
    at += 56 + ((view.getUint32(at + 8, true) + 7) & ~7);
  }
  return { seq: view.getUint32(16, true), patches };
}

function noteAcknowledged(text) {
  const message = JSON.parse(text);
  if (message.type !== 'ack') return;
  const now = Date.now();
  for (const { id, acceptedAtMs } of frames.get(message.seq) ?? []) {
    if (acceptedAtMs <= (newest.get(id) ?? 0)) continue;
    newest.set(id, acceptedAtMs);
    probe.fresh.push({ panel: id, ms: now - acceptedAtMs, atMs: now });
  }
  frames.delete(message.seq);
}

globalThis.WebSocket = class extends globalThis.WebSocket {
  constructor(...options) {
    super(...options);
    this.addEventListener('message', ({ data }) => {
      if (!(data instanceof ArrayBuffer)) return;
      const { seq, patches } = readHeads(data);
      frames.set(seq, patches);
    });
  }

  send(data) {
    if (typeof data === 'string' && data.startsWith('{"type":"ack"')) noteAcknowledged(data);
    super.send(data);
  }
};

/** The text of one panel at each animation frame: what is read here is what that frame shows. */
function look() {
  const text = globalThis.document.querySelector('[data-panel="newest"]')?.textContent ?? '';
  const id = Number(/(\d+)\D*$/.exec(text)?.[1] ?? NaN);
  if (Number.isFinite(id) && id !== probe.seen.at(-1)?.id)
    probe.seen.push({ id, atMs: Date.now() });
  globalThis.requestAnimationFrame(look);
}
globalThis.requestAnimationFrame(look);
