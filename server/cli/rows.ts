import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { HeliostatError } from '@heliostat/sdk';
import { toEpochMs } from '../streams/event-time.ts';
import { columnType, maxRowChars, parseCsv, toCell, type ColumnType, type CsvRow } from './csv.ts';

/** One event of a file as a line of JSON, or why there is none; `number` is the row in the file. */
export interface FileRow {
  number: number;
  text: string;
  problem?: string;
}

export interface RowsOptions {
  path: string;
  format: 'ndjson' | 'csv';
  /** Field whose value becomes the event time `ts`. */
  time: string | undefined;
  /** Told of the bytes of the file that were read. */
  onRead: (bytes: number) => void;
}

const rowsToJudge = 1000;

/** The events of an NDJSON, JSON or CSV file, gzipped or not, without holding it in memory. */
export async function* readRows(options: RowsOptions): AsyncGenerator<FileRow> {
  const chunks = await readText(options);
  const rows = options.format === 'csv' ? csvRows(chunks) : jsonRows(chunks);
  for await (const row of rows)
    yield row.problem === undefined && options.time !== undefined
      ? withTime(row, options.time)
      : row;
}

async function readText({ path, onRead }: RowsOptions): Promise<AsyncIterable<string>> {
  const isPacked = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('data', (chunk) => onRead(chunk.length));
  if (!isPacked) return file.setEncoding('utf8');
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip).setEncoding('utf8');
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** Lines, or the elements of an array: decided by the first character. */
async function* jsonRows(chunks: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let splitter: Splitter | undefined;
  let number = 1;
  let rest = '';
  for await (const chunk of chunks) {
    rest += splitter === undefined && rest === '' ? chunk.replace(/^\uFEFF/, '') : chunk;
    if (rest.trim() === '') continue;
    splitter ??= rest.trimStart().startsWith('[') ? new ArraySplitter() : new LineSplitter();
    const split = splitter.split(rest);
    rest = split.rest;
    for (const text of split.texts) yield { number: number++, text };
    if (rest.length > maxRowChars)
      throw new HeliostatError(
        'INVALID_FILE',
        `row ${number}: longer than ${maxRowChars} characters`,
        {
          hint: 'Is it NDJSON, one event in each line, or an array of events?',
        },
      );
  }
  if (splitter instanceof LineSplitter && rest.trim() !== '') yield { number, text: rest };
  else if (rest.trim() !== '') yield { number, text: rest, problem: 'the array is not closed' };
}

interface Splitter {
  split(text: string): { texts: string[]; rest: string };
}

class LineSplitter implements Splitter {
  split(text: string): { texts: string[]; rest: string } {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    return { texts: lines, rest };
  }
}

/** Goes on inside an element where the last chunk ended. */
class ArraySplitter implements Splitter {
  #depth = 0;
  #isText = false;
  #isEscaped = false;
  #scanned = 0;

  split(text: string): { texts: string[]; rest: string } {
    const texts: string[] = [];
    let start = 0;
    for (let i = this.#scanned; i < text.length; i++) {
      if (!this.#endsElement(text.charAt(i))) continue;
      const element = text.slice(start, i).trim();
      if (element !== '') texts.push(element.replaceAll(/[\r\n]+/g, ' '));
      start = i + 1;
    }
    this.#scanned = text.length - start;
    return { texts, rest: text.slice(start) };
  }

  /** At the outer bracket, and at commas directly inside it. */
  #endsElement(character: string): boolean {
    if (this.#isText) return this.#insideText(character);
    if (character === '"') this.#isText = true;
    else if (character === '{' || character === '[') return ++this.#depth === 1;
    else if (character === '}' || character === ']') return --this.#depth === 0;
    else if (character === ',') return this.#depth === 1;
    return false;
  }

  #insideText(character: string): false {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === '\\') this.#isEscaped = true;
    else if (character === '"') this.#isText = false;
    return false;
  }
}

async function* csvRows(chunks: AsyncIterable<string>): AsyncGenerator<FileRow> {
  const first: CsvRow[] = [];
  let header: string[] | undefined;
  let types: ColumnType[] | undefined;
  for await (const row of parseCsv(chunks)) {
    if (header === undefined) {
      header = readHeader(row);
      continue;
    }
    if (types !== undefined) yield toRow(row, header, types);
    else if (first.push(row) === rowsToJudge) {
      types = judge(first, header.length);
      for (const early of first) yield toRow(early, header, types);
    }
  }
  if (header === undefined || types !== undefined) return;
  const judged = judge(first, header.length);
  for (const row of first) yield toRow(row, header, judged);
}

/** Throws INVALID_FILE where two columns have one name: one of them would be lost. */
function readHeader({ cells, line }: CsvRow): string[] {
  const names = cells.map((cell) => cell.replace(/^\uFEFF/, '').trim());
  const twin = names.find((name, i) => names.indexOf(name) < i);
  if (twin === undefined) return names;
  throw new HeliostatError('INVALID_FILE', `line ${line}: two columns are called "${twin}"`, {
    hint: 'Give one of them another name in the first line.',
  });
}

function judge(rows: readonly CsvRow[], columns: number): ColumnType[] {
  return Array.from({ length: columns }, (_, column) =>
    columnType(rows.map(({ cells }) => (cells[column] ?? '').trim())),
  );
}

function toRow(row: CsvRow, header: readonly string[], types: readonly ColumnType[]): FileRow {
  if (row.cells.length !== header.length) {
    const problem = `${row.cells.length} cells, but the header has ${header.length}`;
    return { number: row.line, text: row.cells.join(','), problem };
  }
  const event = header.map((name, i) => [
    name,
    toCell((row.cells[i] ?? '').trim(), types[i] ?? 'string'),
  ]);
  return { number: row.line, text: JSON.stringify(Object.fromEntries(event)) };
}

/** Moves the named field to `ts`; a row that is no object is the server's to refuse. */
function withTime(row: FileRow, time: string): FileRow {
  const event = parseObject(row.text);
  if (event === undefined) return row;
  const { [time]: value, ...others } = event;
  const ts = readTime(value);
  if (ts === undefined)
    return { ...row, problem: `${time}: no time in ${JSON.stringify(value ?? null)}` };
  return { ...row, text: JSON.stringify(Object.assign({ ts }, others, { ts })) };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Epoch milliseconds or seconds, ISO 8601, or what `Date` reads; without a zone it is UTC. */
function readTime(value: unknown): number | undefined {
  const ms = toEpochMs(value);
  if (ms !== undefined) return typeof value === 'number' && ms < 1e11 ? ms * 1000 : ms;
  if (typeof value !== 'string') return undefined;
  const parsed = [`${value} UTC`, value].map((text) => Date.parse(text));
  return parsed.find((time) => !Number.isNaN(time));
}
