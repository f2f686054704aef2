/** What a file says to one of a plugin's schemas. */
export type Written = Readonly<Record<string, unknown>>;

/**
 * Brings what was written for an older schema to the one that followed it. Pure. Files have no versions: an
 * older form is known by what it says, and whatever is not of it comes back as it is.
 */
export type Migration = (written: Written) => Written;

/** Of each schema of a plugin, by its name in the definition, all there have been, the oldest first. */
export type Migrations<Schema extends string> = Readonly<
  Partial<Record<Schema, readonly Migration[]>>
>;

/** What older schemas called otherwise, as today's has it; without migrations the very same. */
export function migrate(written: Written, migrations: readonly Migration[] = []): Written {
  return migrations.reduce((current, migration) => migration(current), written);
}
