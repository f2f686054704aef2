import { mkdir } from 'node:fs/promises';
import { HeliostatError } from '@heliostat/sdk';
import { open, type RootDatabase } from 'lmdb';
import type { Metadata, MetadataDocument } from './metadata.ts';

type Key = [collection: string, key: string];
type Stored = Omit<MetadataDocument, 'key'>;

const namePattern = /^[a-z][a-z0-9-]{0,62}$/;
const maxKeyBytes = 500;
const maxValueBytes = 256 * 1024;

/** Metadata in LMDB, in a directory of its own, created when missing. */
export async function openMetadata(directory: string): Promise<Metadata> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const documents = open<Stored, Key>({ path: directory, encoding: 'json' });
  return {
    get: async (collection, key) => read(documents, checkKey(collection, key)),
    list: async (collection) => list(documents, collection),
    put: async (collection, key, change) => put(documents, checkKey(collection, key), change),
    delete: async (collection, key, options = {}) =>
      remove(documents, checkKey(collection, key), options.ifVersion),
    close: () => documents.close(),
  };
}

function read(documents: RootDatabase<Stored, Key>, key: Key): MetadataDocument | undefined {
  const stored = documents.get(key);
  return stored === undefined ? undefined : { key: key[1], ...stored };
}

function list(documents: RootDatabase<Stored, Key>, collection: string): MetadataDocument[] {
  checkCollection(collection);
  const found: MetadataDocument[] = [];
  for (const { key, value } of documents.getRange({ start: [collection, ''] })) {
    if (key[0] !== collection) break;
    found.push({ key: key[1], ...value });
  }
  return found;
}

async function put(
  documents: RootDatabase<Stored, Key>,
  key: Key,
  change: { value: unknown; ifVersion?: number },
): Promise<MetadataDocument> {
  checkValue(key, change.value);
  const document = await documents.transaction(() => {
    const version = documents.get(key)?.version ?? 0;
    checkVersion(key, version, change.ifVersion);
    const stored = { value: change.value, version: version + 1 };
    void documents.put(key, stored);
    return { key: key[1], ...stored };
  });
  await documents.flushed;
  return document;
}

async function remove(
  documents: RootDatabase<Stored, Key>,
  key: Key,
  ifVersion: number | undefined,
): Promise<boolean> {
  const existed = await documents.transaction(() => {
    const version = documents.get(key)?.version ?? 0;
    checkVersion(key, version, ifVersion);
    void documents.remove(key);
    return version > 0;
  });
  await documents.flushed;
  return existed;
}

function checkVersion([collection, key]: Key, version: number, wanted: number | undefined): void {
  if (wanted === undefined || wanted === version) return;
  throw new HeliostatError(
    'PRECONDITION_FAILED',
    `${collection}/${key}: version is ${version}, not ${wanted}`,
    { hint: 'Read it again and repeat your change.' },
  );
}

function checkCollection(collection: string): void {
  if (namePattern.test(collection)) return;
  throw new HeliostatError('INVALID_REQUEST', `collection: not a name: ${collection.slice(0, 80)}`);
}

function checkKey(collection: string, key: string): Key {
  checkCollection(collection);
  const bytes = Buffer.byteLength(key);
  if (bytes > 0 && bytes <= maxKeyBytes && !key.includes('\0')) return [collection, key];
  throw new HeliostatError('INVALID_REQUEST', `key: expected 1 to ${maxKeyBytes} bytes`);
}

function checkValue([collection, key]: Key, value: unknown): void {
  const text = JSON.stringify(value) as string | undefined;
  if (text !== undefined && Buffer.byteLength(text) <= maxValueBytes) return;
  if (text === undefined)
    throw new HeliostatError('INVALID_REQUEST', `${collection}/${key}: not JSON`);
  throw new HeliostatError(
    'LIMIT_EXCEEDED',
    `${collection}/${key}: larger than ${maxValueBytes} bytes`,
    { hint: 'Make it shorter, or delete some of what is there.' },
  );
}
