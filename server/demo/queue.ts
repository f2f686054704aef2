/** A priority queue: the smallest key comes out first. */
export interface Queue<T> {
  push(value: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
  readonly size: number;
}

/** A binary heap in an array. */
export function buildQueue<T>(keyOf: (value: T) => number): Queue<T> {
  const heap: { key: number; value: T }[] = [];
  const keyAt = (i: number) => heap[i]?.key ?? Infinity;

  function swap(i: number, j: number): void {
    const a = heap[i];
    const b = heap[j];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  }

  function siftUp(from: number): void {
    for (let i = from; i > 0;) {
      const parent = (i - 1) >> 1;
      if (keyAt(parent) <= keyAt(i)) return;
      swap(i, parent);
      i = parent;
    }
  }

  function siftDown(): void {
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const smaller = keyAt(left + 1) < keyAt(left) ? left + 1 : left;
      if (keyAt(smaller) >= keyAt(i)) return;
      swap(i, smaller);
      i = smaller;
    }
  }

  return {
    push(value) {
      heap.push({ key: keyOf(value), value });
      siftUp(heap.length - 1);
    },
    peek: () => heap[0]?.value,
    pop() {
      swap(0, heap.length - 1);
      const top = heap.pop();
      siftDown();
      return top?.value;
    },
    get size() {
      return heap.length;
    },
  };
}
