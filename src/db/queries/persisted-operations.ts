import { and, asc, desc, eq, gt, lt, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { nextRevisionSql, type AppRevision } from '../fragments/app-revision.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { persistedOperations } from '../tables/persisted-operations.ts'

export type PersistedOperationRow = typeof persistedOperations.$inferSelect

/** The document with this hash; null if the project has none. */
export async function selectPersistedDocument(
  db: Db,
  appId: string,
  hash: Uint8Array,
): Promise<string | null> {
  const [row] = await db.orm
    .select({ document: persistedOperations.document })
    .from(persistedOperations)
    .where(and(eq(persistedOperations.appId, appId), eq(persistedOperations.hash, hash)))
  return row?.document ?? null
}

export async function selectPersistedOperation(
  db: Db,
  appId: string,
  id: string,
): Promise<PersistedOperationRow | null> {
  const [row] = await db.orm
    .select()
    .from(persistedOperations)
    .where(and(eq(persistedOperations.appId, appId), eq(persistedOperations.id, id)))
  return row ?? null
}

/** Newest first. */
export async function selectPersistedOperations(
  db: Db,
  appId: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<PersistedOperationRow[]> {
  return db.orm
    .select()
    .from(persistedOperations)
    .where(
      and(
        eq(persistedOperations.appId, appId),
        after === null ? undefined : lt(persistedOperations.id, after),
      ),
    )
    .orderBy(desc(persistedOperations.id))
    .limit(limit)
}

export type PersistedOperationSize = { readonly hash: Uint8Array; readonly characters: number }

/** The hash and the number of characters of each document of a project, of which there is a limited number. */
export async function selectPersistedOperationSizes(
  db: Db,
  appId: string,
): Promise<PersistedOperationSize[]> {
  return db.orm
    .select({
      hash: persistedOperations.hash,
      characters: sql<number>`length(${persistedOperations.document})`,
    })
    .from(persistedOperations)
    .where(eq(persistedOperations.appId, appId))
}

/** Inserts documents that the project does not have yet; false, and no change, if the project was changed since it was read. */
export async function insertPersistedOperations(
  db: Db,
  app: AppRevision,
  rows: readonly PersistedOperationRow[],
  action: OperatorAction,
): Promise<boolean> {
  const values = rows.map(({ id, hash, document, operationNames, schemaHash }) => ({
    id,
    hash: Buffer.from(hash).toString('hex'),
    document,
    operation_names: operationNames,
    schema_hash: schemaHash,
  }))
  const inserted = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), operation_insert as (
      insert into persisted_operations (app_id, id, hash, document, operation_names, created_at, schema_hash)
      select app_update.app_id, value.id, decode(value.hash, 'hex'), value.document, value.operation_names,
             ${action.now.toISOString()}::timestamptz, value.schema_hash
      from app_update, jsonb_to_recordset(${JSON.stringify(values)}::text::jsonb)
        as value (id uuid, hash text, document text, operation_names text[], schema_hash text)
      on conflict do nothing
    ), changed as (select app_id, app_id as id from app_update
    ), ${operatorActionSql(db, 'changed', action)}
    select 1 from changed`
  return inserted.length > 0
}

/** Deletes documents; false, and no change, if the project was changed since it was read. */
export async function deletePersistedOperations(
  db: Db,
  app: AppRevision,
  hashes: readonly Uint8Array[],
  action: OperatorAction,
): Promise<boolean> {
  const hexHashes = hashes.map((hash) => Buffer.from(hash).toString('hex'))
  const deleted = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), operation_delete as (
      delete from persisted_operations o using app_update
      where o.app_id = app_update.app_id
        and o.hash in (select decode(value, 'hex') from jsonb_array_elements_text(${JSON.stringify(hexHashes)}::text::jsonb) value)
    ), changed as (select app_id, app_id as id from app_update
    ), ${operatorActionSql(db, 'changed', action)}
    select 1 from changed`
  return deleted.length > 0
}

/** Where a page of documents of all projects ends. */
export type OperationPosition = Pick<PersistedOperationRow, 'appId' | 'id'>

/** The next documents of all projects, after this one, that were validated against another schema. */
export async function selectOperationsOfOtherSchema(
  db: Db,
  schemaHash: string,
  { after, limit }: { readonly after: OperationPosition | null; readonly limit: number },
): Promise<PersistedOperationRow[]> {
  const isAfter =
    after === null
      ? undefined
      : or(
          gt(persistedOperations.appId, after.appId),
          and(eq(persistedOperations.appId, after.appId), gt(persistedOperations.id, after.id)),
        )
  return db.orm
    .select()
    .from(persistedOperations)
    .where(and(isAfter, ne(persistedOperations.schemaHash, schemaHash)))
    .orderBy(asc(persistedOperations.appId), asc(persistedOperations.id))
    .limit(limit)
}

/** Stores whether a schema accepts a document; false if that is stored already. */
export async function updateOperationValidity(
  db: Db,
  { appId, id, schemaHash, invalidReason }: OperationValidity,
): Promise<boolean> {
  const updated = await db.orm
    .update(persistedOperations)
    .set({ schemaHash, invalidReason })
    .where(
      and(
        eq(persistedOperations.appId, appId),
        eq(persistedOperations.id, id),
        ne(persistedOperations.schemaHash, schemaHash),
      ),
    )
    .returning({ id: persistedOperations.id })
  return updated.length > 0
}

type OperationValidity = Pick<PersistedOperationRow, 'appId' | 'id' | 'schemaHash' | 'invalidReason'>
