import type { DashboardDocument, QueryDocument } from '@heliostat/sdk';

const where = 'FROM orders WHERE $__time(ts)';

const sql: Readonly<Record<string, string>> = {
  total: `SELECT $__bucket(ts) AS t, count() AS orders ${where} GROUP BY t ORDER BY t`,
  types: `SELECT $__bucket(ts) AS t, type, count() AS orders ${where} GROUP BY t, type ORDER BY t`,
  shares: `SELECT type, count() AS orders ${where} GROUP BY type ORDER BY orders DESC`,
  countries: `SELECT country, count() AS orders, sum(amount) AS revenue ${where} GROUP BY country ORDER BY country`,
  paths: `SELECT type, country, count() AS orders ${where} GROUP BY type, country ORDER BY type, country`,
  amounts: `SELECT floor(amount / 10) * 10 AS bucket, count() AS orders ${where} GROUP BY bucket ORDER BY bucket`,
  spread: `SELECT $__bucket(ts) AS t, floor(amount / 10) * 10 AS bucket, count() AS orders ${where} GROUP BY t, bucket ORDER BY t, bucket`,
  measures: `SELECT type, country, avg(amount) AS mean, sum(amount) AS revenue ${where} GROUP BY type, country`,
  load: `SELECT $__bucket(ts) AS t, country, if(count() % 2 = 0, 'even', 'odd') AS state ${where} GROUP BY t, country ORDER BY t`,
  cohorts: `SELECT country, intDiv(toUInt32(amount), 10) AS age, count() AS orders ${where} GROUP BY country, age ORDER BY country, age`,
  latest: `SELECT ts, type AS level, concat('order from ', country) AS message ${where} ORDER BY ts DESC LIMIT 200`,
};

/** What each type of panel is drawn from; undefined: from nothing. */
const queryOf: Readonly<Record<string, string | undefined>> = {
  stat: 'total',
  timeseries: 'types',
  trend: 'total',
  heatmap: 'spread',
  timeline: 'load',
  bars: 'countries',
  table: 'countries',
  gauge: 'countries',
  map: 'countries',
  leaderboard: 'countries',
  pie: 'shares',
  funnel: 'shares',
  flow: 'paths',
  graph: 'paths',
  treemap: 'paths',
  histogram: 'amounts',
  scatter: 'measures',
  retention: 'cohorts',
  logs: 'latest',
  text: undefined,
};

const perRow = 4;

/** The screen on which all of its panels are seen at once. */
export const wallSize = { width: 1920, height: 1080 };

/** A live dashboard of 20 panels, one of each type, over eleven queries of the last five minutes. */
export function wallOfAllTypes(): DashboardDocument {
  const slugs = Object.keys(queryOf);
  return {
    kind: 'dashboard',
    format: 1,
    title: 'Wall',
    time: { from: 'now-5m', refresh: 'live' },
    queries: Object.fromEntries(Object.entries(sql).map(([slug, text]) => [slug, query(text)])),
    panels: Object.fromEntries(
      Object.entries(queryOf).map(([type, query]) => [
        type,
        query === undefined
          ? { type, title: type, options: { text: '**Orders** as they come in.' } }
          : { type, title: type, query },
      ]),
    ),
    layout: {
      rows: Array.from({ length: slugs.length / perRow }, (_, row) => ({
        height: 5,
        cells: slugs
          .slice(row * perRow, (row + 1) * perRow)
          .map((panel) => ({ panel, span: 24 / perRow })),
      })),
    },
  };
}

function query(text: string): QueryDocument {
  return { datasource: 'warehouse', sql: text };
}
