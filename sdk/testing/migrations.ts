import { expect, it } from 'vitest';
import { checkOptions, formatPath } from '../check.ts';
import { migrate, type Migration, type Migrations, type Written } from '../migration.ts';
import { withDefaults, type TObject } from '../options.ts';
import { isEqual } from '../tree.ts';

/** Something written for an older schema, and what becomes of it. */
export interface MigrationExample {
  before: Written;
  after: Written;
}

/** Of each schema with migrations: at least one for each of them. */
export type MigrationExamples<Schema extends string> = Readonly<
  Partial<Record<Schema, readonly MigrationExample[]>>
>;

/** Registers a test for each schema that has migrations. */
export function testMigrations<Schema extends string>(
  schemas: Readonly<Partial<Record<Schema, TObject>>>,
  migrations: Migrations<Schema> | undefined,
  examples: MigrationExamples<Schema> | undefined,
): void {
  for (const name of Object.keys(migrations ?? {}) as Schema[])
    it(`migrations of ${name}: each has its example, and leads to what is valid now`, () => {
      const trial = {
        schema: schemas[name],
        migrations: migrations?.[name],
        examples: examples?.[name],
      };
      expect(migrationProblems(trial)).toEqual([]);
    });
}

interface Trial {
  schema: TObject | undefined;
  migrations: readonly Migration[] | undefined;
  examples: readonly MigrationExample[] | undefined;
}

/** What is wrong with migrations, in words; empty where they keep the contract. */
export function migrationProblems({ schema, migrations = [], examples = [] }: Trial): string[] {
  if (schema === undefined) return ['there is no such schema'];
  const untried = migrations.flatMap((migration, i) =>
    examples.some(({ before }) => isChangedBy(before, migrations.slice(0, i), migration))
      ? []
      : [`migration ${i}: no example is changed by it`],
  );
  const wrong = examples.flatMap((example, i) =>
    problemsOf(example, schema, migrations).map((problem) => `example ${i}: ${problem}`),
  );
  return [...untried, ...wrong];
}

function isChangedBy(before: Written, earlier: readonly Migration[], own: Migration): boolean {
  const current = migrate(structuredClone(before), earlier);
  return !isEqual(own(structuredClone(current)), current);
}

function problemsOf(
  { before, after }: MigrationExample,
  schema: TObject,
  migrations: readonly Migration[],
): string[] {
  const given = structuredClone(before);
  const result = structuredClone(migrate(given, migrations));
  const issues = checkOptions(schema, withDefaults(schema, result));
  return [
    ...(isEqual(result, after) ? [] : [`becomes ${JSON.stringify(result)}`]),
    ...(isEqual(migrate(result, migrations), result) ? [] : ['is changed again the second time']),
    ...(isEqual(given, before) ? [] : ['what is written was changed in its place']),
    ...issues.map(({ path, message }) => `${formatPath(path)}: ${message}`),
  ];
}
