import type { Surroundings } from './shape.ts';

/** What a check asked of its surroundings, and what it was told. */
export interface Asked {
  /** Hand this to the check. */
  around: Surroundings;
  /** Whether it would be told the same now, so that it need not be repeated. */
  holds(now: Surroundings): boolean;
}

type Part = 'datasources' | 'streams' | 'dashboards';
type Question = (around: Surroundings) => unknown;

/**
 * Surroundings that remember what is asked of them. Of thousands of dashboards one that comes or goes
 * concerns those that name it, and only these are checked again. Plugins stay the same while a server runs.
 */
export function remember(around: Surroundings): Asked {
  const answers = new Map<string, { question: Question; answer: unknown }>();
  const ask = <Answer>(name: string, question: (around: Surroundings) => Answer): Answer => {
    const answer = question(around);
    answers.set(name, { question, answer });
    return answer;
  };
  const keys = (part: Part): Iterable<string> =>
    JSON.parse(ask(part, (from) => JSON.stringify([...from[part].keys()]))) as string[];
  const map = (part: 'datasources' | 'streams'): Surroundings[typeof part] => ({
    get: (name) => ask(`${part} get ${name}`, (from) => from[part].get(name)),
    has: (name) => ask(`${part} has ${name}`, (from) => from[part].has(name)),
    keys: () => keys(part),
  });
  return {
    around: {
      plugins: around.plugins,
      datasources: map('datasources'),
      streams: map('streams'),
      dashboards: {
        has: (name) => ask(`dashboards has ${name}`, (from) => from.dashboards.has(name)),
        keys: () => keys('dashboards'),
      },
    },
    holds: (now) => [...answers.values()].every(({ question, answer }) => question(now) === answer),
  };
}
