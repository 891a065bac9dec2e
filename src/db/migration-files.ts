import { readMigrationFiles } from 'drizzle-orm/migrator'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrationsFolder } from './migrations-folder.ts'

export type MigrationFile = {
  /** The name of the file without its ending. */
  readonly name: string
  readonly hash: string
  readonly statements: readonly string[]
}

let files: readonly MigrationFile[] | null = null

/** The migrations of this version, in their order. They do not change while the process runs. */
export function listMigrationFiles(): readonly MigrationFile[] {
  files ??= readAll()
  return files
}

function readAll(): MigrationFile[] {
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as {
    readonly entries: readonly { readonly tag: string }[]
  }
  return readMigrationFiles({ migrationsFolder }).map(({ hash, sql }, index) => ({
    name: journal.entries[index]?.tag ?? String(index),
    hash,
    statements: sql,
  }))
}
