import type { ISql } from 'postgres'
import { toSchemaState, type SchemaState } from '../schema-state.ts'

/** Compares the schema of the database with this version. */
export async function selectSchemaState({ sql }: { readonly sql: ISql }): Promise<SchemaState> {
  const [journal] = await sql<{ is_present: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as is_present`
  if (journal?.is_present !== true) return 'outdated'
  const applied = await sql<{ hash: string }[]>`
    select hash from drizzle.__drizzle_migrations order by created_at, id`
  return toSchemaState(applied.map(({ hash }) => hash))
}
