/** A source of numbers in [0, 1): the same seed gives the same sequence on every machine. */
export interface Random {
  (): number;
}

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast, passes the usual tests. */
export function buildRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** Exponential waiting time with the given mean. */
export function waitingTime(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

/** Log-normal around `median`; `spread` is the sigma of the logarithm. */
export function around(random: Random, median: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}

/** Picks an index with the given weights, by binary search over their running sum. */
export function buildChoice(weights: readonly number[]): (random: Random) => number {
  let total = 0;
  const sums = Float64Array.from(weights, (weight) => (total += weight));
  return (random) => {
    const target = random() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Zipf: rank k of n has weight 1 / k^s; few are looked at a lot, most hardly ever. */
export function zipfWeights(n: number, s: number): number[] {
  return Array.from({ length: n }, (_, k) => 1 / (k + 1) ** s);
}
