type Version = readonly [major: number, minor: number, patch: number];

const versionPattern = /^(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/;
const rangePattern = /^(\^|~|>=)?\s*(\d+\.\d+\.\d+(?:[-+].*)?)$/;

/**
 * Whether a version is in an npm range. Understands `*`, `1.2.3`, `^1.2.3`, `~1.2.3`, `>=1.2.3` and
 * `a || b` of these; false for any other range.
 */
export function satisfies(version: string, range: string): boolean {
  const actual = parseVersion(version);
  if (actual === undefined) return false;
  return range.split('||').some((part) => satisfiesOne(actual, part.trim()));
}

function satisfiesOne(actual: Version, range: string): boolean {
  if (range === '*') return true;
  const [, operator, text] = rangePattern.exec(range) ?? [];
  const floor = parseVersion(text ?? '');
  if (floor === undefined || compare(actual, floor) < 0) return false;
  switch (operator) {
    case '>=':
      return true;
    case '~':
      return sameUpTo(2, actual, floor);
    case '^':
      return sameUpTo(caretWidth(floor), actual, floor);
    default:
      return compare(actual, floor) === 0;
  }
}

/** How many leading numbers a caret pins: up to and with the first that is not zero. */
function caretWidth([major, minor]: Version): number {
  if (major > 0) return 1;
  return minor > 0 ? 2 : 3;
}

function sameUpTo(count: number, a: Version, b: Version): boolean {
  return a.slice(0, count).every((number, i) => number === b[i]);
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function parseVersion(text: string): Version | undefined {
  const match = versionPattern.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}
