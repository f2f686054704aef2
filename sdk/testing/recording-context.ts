/** One call on a 2D context, or one property set (`name` is then `set:fillStyle`). */
export interface ContextCall {
  name: string;
  args: readonly unknown[];
}

export interface RecordingCanvas {
  /** Calls on all canvases since the last `clear`. */
  readonly calls: ContextCall[];
  clear(): void;
  /** Puts the browser's own `getContext` back. */
  restore(): void;
}

/** How wide the recording context says a character is, in CSS pixels. */
const charWidth = 6;

/** Replaces the 2D context of every canvas by one that writes down what is asked of it. */
export function recordCanvas(): RecordingCanvas {
  const calls: ContextCall[] = [];
  const contexts = new WeakMap<HTMLCanvasElement, unknown>();
  const own = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext');
  Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
    configurable: true,
    value(this: HTMLCanvasElement) {
      const context = contexts.get(this) ?? recordingContext(this, calls);
      contexts.set(this, context);
      return context;
    },
  });
  return {
    calls,
    clear: () => void calls.splice(0),
    restore() {
      if (own !== undefined) Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', own);
    },
  };
}

function recordingContext(canvas: HTMLCanvasElement, calls: ContextCall[]): unknown {
  const state: Record<string, unknown> = { canvas };
  return new Proxy(state, {
    get(target, name: string) {
      if (name in target) return target[name];
      return (...args: unknown[]) => {
        calls.push({ name, args });
        return answer(name, args);
      };
    },
    set(target, name: string, value: unknown) {
      target[name] = value;
      calls.push({ name: `set:${name}`, args: [value] });
      return true;
    },
  });
}

function answer(name: string, args: readonly unknown[]): unknown {
  switch (name) {
    case 'measureText':
      return { width: String(args[0]).length * charWidth };
    case 'getImageData':
    case 'createImageData':
      return { data: new Uint8ClampedArray(4), width: 1, height: 1 };
    case 'createLinearGradient':
      return { addColorStop: () => undefined };
    case 'getLineDash':
      return [];
    default:
      return undefined;
  }
}
