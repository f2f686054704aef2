const offsetBasis = 0x811c9dc5;
const firstPrime = 0x01000193;
const secondPrime = 0x85ebca6b;

/** Two independent 32-bit hashes of a value's text, the same on every machine and in every run. */
export interface Hash {
  high: number;
  low: number;
}

export function hashOf(value: unknown): Hash {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  let high = offsetBasis;
  let low = secondPrime;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, firstPrime);
    low = Math.imul(low ^ unit, secondPrime);
    low ^= low >>> 13;
  }
  return { high: avalanche(high ^ text.length), low: avalanche(low) };
}

/** Finaliser of MurmurHash3 (Appleby, 2011): every input bit changes half of the output bits. */
function avalanche(hash: number): number {
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
