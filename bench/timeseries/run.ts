import { chromium, type Browser } from 'playwright-core';
import { fileURLToPath } from 'node:url';
import { buildPage, type BuiltPage } from './build.ts';
import { cases, libraries, type BenchCase, type Library } from './cases.ts';
import { measureOnce, median, type Measured } from './measure.ts';

const pages = 5;

/**
 * Our time series panel against uPlot, in one Chromium run: main-thread CPU of first paint, full data
 * replacement and hover, medians over fresh pages, as a Markdown table with ratios.
 */
export async function run(): Promise<string> {
  const built = await buildPage();
  const browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  try {
    const rows: string[] = [];
    for (const bench of cases) rows.push(toRow(bench, await measureCase(browser, built, bench)));
    return [...head(browser.version()), ...rows].join('\n');
  } finally {
    await browser.close();
  }
}

type Results = Record<Library, Measured>;

/** The libraries take turns, so that what else the machine does falls on all of them. */
async function measureCase(browser: Browser, built: BuiltPage, bench: BenchCase): Promise<Results> {
  const samples: Record<Library, Measured[]> = { heliostat: [], uplot: [], blank: [] };
  for (let page = 0; page < pages; page++)
    for (const library of libraries)
      samples[library].push(await measureOnce(browser, built, { library, bench }));
  return {
    heliostat: medianOf(samples.heliostat),
    uplot: medianOf(samples.uplot),
    blank: medianOf(samples.blank),
  };
}

function medianOf(samples: readonly Measured[]): Measured {
  return {
    first: median(samples.map((sample) => sample.first)),
    next: median(samples.map((sample) => sample.next)),
    update: median(samples.map((sample) => sample.update)),
    hover: median(samples.map((sample) => sample.hover)),
  };
}

function head(version: string): string[] {
  return [
    `Main-thread CPU in ms, median of ${pages} fresh pages, Chromium ${version} without a GPU,`,
    '1000 × 400 px. Each cell: Heliostat / uPlot 1.6 (ratio); blank is the floor of the method.',
    '',
    '| points | first chart of a page | next chart | update | hover, per move | blank |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
}

function toRow(bench: BenchCase, { heliostat, uplot, blank }: Results): string {
  const cell = (key: keyof Measured) =>
    `${heliostat[key].toFixed(1)} / ${uplot[key].toFixed(1)} (${(heliostat[key] / uplot[key]).toFixed(2)}×)`;
  const floor = [blank.first, blank.next, blank.update, blank.hover]
    .map((ms) => ms.toFixed(1))
    .join(', ');
  return `| ${bench.name} | ${cell('first')} | ${cell('next')} | ${cell('update')} | ${cell('hover')} | ${floor} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`);
