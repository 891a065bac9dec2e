import { listMigrationFiles } from './migration-files.ts'

/**
 * How the schema of a database relates to this version: `current`; `outdated`, because migrations of this version have not run;
 * `newer`, because migrations have run that this version does not know; `foreign`, because it has another history.
 */
export type SchemaState = 'current' | 'outdated' | 'newer' | 'foreign'

/** Compares the migrations that ran, in their order, with those of this version. */
export function toSchemaState(appliedHashes: readonly string[]): SchemaState {
  const expected = listMigrationFiles()
  const isPrefix = appliedHashes
    .slice(0, expected.length)
    .every((hash, index) => hash === expected[index]?.hash)
  if (!isPrefix) return 'foreign'
  if (appliedHashes.length === expected.length) return 'current'
  return appliedHashes.length < expected.length ? 'outdated' : 'newer'
}
