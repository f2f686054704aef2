/** What a piece of UI may leave behind, counted. */
export interface LeakCount {
  /** Listeners on document, window, body, media queries: what outlives an element. */
  listeners: number;
  timers: number;
  /** Elements that observers still look at. */
  observers: number;
}

export interface LeakWatch {
  count(): LeakCount;
  restore(): void;
}

/** Counts listeners, timers and observers from now on. */
export function watchLeaks(): LeakWatch {
  const listeners = new Map<EventTarget, Map<string, Set<unknown>>>();
  const timers = new Set<unknown>();
  const observed = new Map<object, Set<unknown>>();
  const undo = [
    watchListeners(listeners),
    watchTimer(['setTimeout', 'clearTimeout'], timers),
    watchTimer(['setInterval', 'clearInterval'], timers),
    watchTimer(['requestAnimationFrame', 'cancelAnimationFrame'], timers),
    ...['ResizeObserver', 'IntersectionObserver', 'MutationObserver'].map((name) =>
      watchObserver(name, observed),
    ),
  ];
  return {
    count: () => ({
      listeners: countListeners(listeners),
      timers: timers.size,
      observers: countObserved(observed),
    }),
    restore: () => undo.forEach((one) => one()),
  };
}

function countListeners(listeners: Map<EventTarget, Map<string, Set<unknown>>>): number {
  let count = 0;
  for (const [target, byType] of listeners) {
    const isGone = target instanceof Element && !target.isConnected;
    if (!isGone) for (const set of byType.values()) count += set.size;
  }
  return count;
}

/** Methods of a prototype, as something to be wrapped. */
type Methods = Record<string, (this: object, ...args: unknown[]) => unknown>;

type Wrap = (self: object, args: readonly unknown[]) => void;

/** Calls `before` ahead of the method; returns the function that puts the method back. */
function wrapMethod(prototype: object, name: string, before: Wrap): () => void {
  const methods = prototype as Methods;
  const method = methods[name];
  if (method === undefined) return () => undefined;
  methods[name] = function (...args) {
    before(this, args);
    return method.apply(this, args);
  };
  return () => void (methods[name] = method);
}

function watchListeners(listeners: Map<EventTarget, Map<string, Set<unknown>>>): () => void {
  const add = wrapMethod(EventTarget.prototype, 'addEventListener', (self, [type, listener]) => {
    const types = listeners.get(self as EventTarget) ?? new Map<string, Set<unknown>>();
    listeners.set(self as EventTarget, types);
    types.set(String(type), (types.get(String(type)) ?? new Set()).add(listener));
  });
  const remove = wrapMethod(EventTarget.prototype, 'removeEventListener', (self, args) => {
    listeners
      .get(self as EventTarget)
      ?.get(String(args[0]))
      ?.delete(args[1]);
  });
  return () => [add, remove].forEach((undo) => undo());
}

type Globals = Record<string, (...args: unknown[]) => unknown>;

function watchTimer([start, stop]: [string, string], pending: Set<unknown>): () => void {
  const globals = globalThis as unknown as Globals;
  const { [start]: begin, [stop]: end } = globals;
  if (begin === undefined || end === undefined) return () => undefined;
  globals[start] = (callback, ...rest) => {
    const run = (...args: unknown[]) => {
      if (start !== 'setInterval') pending.delete(id);
      (callback as (...args: unknown[]) => void)(...args);
    };
    const id = begin.call(globalThis, run, ...rest);
    pending.add(id);
    return id;
  };
  globals[stop] = (id) => {
    pending.delete(id);
    return end.call(globalThis, id);
  };
  return () => void Object.assign(globals, { [start]: begin, [stop]: end });
}

function countObserved(observed: Map<object, Set<unknown>>): number {
  let count = 0;
  for (const targets of observed.values()) count += targets.size;
  return count;
}

function watchObserver(name: string, observed: Map<object, Set<unknown>>): () => void {
  const globals = globalThis as unknown as Record<string, { prototype: object } | undefined>;
  const prototype = globals[name]?.prototype;
  if (prototype === undefined) return () => undefined;
  const undo = [
    wrapMethod(prototype, 'observe', (self, [target]) => {
      observed.set(self, (observed.get(self) ?? new Set()).add(target));
    }),
    wrapMethod(prototype, 'unobserve', (self, [target]) => observed.get(self)?.delete(target)),
    wrapMethod(prototype, 'disconnect', (self) => observed.delete(self)),
  ];
  return () => undo.forEach((one) => one());
}
