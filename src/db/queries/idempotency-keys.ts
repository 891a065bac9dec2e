import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import type { IdempotencyRecord } from '../fragments/idempotency-insert.ts'
import { idempotencyKeys } from '../tables/idempotency-keys.ts'

export type IdempotencyKeyRow = typeof idempotencyKeys.$inferSelect
export type { IdempotencyRecord }

export async function selectIdempotencyKey(
  db: Db,
  appId: string,
  record: IdempotencyRecord,
): Promise<IdempotencyKeyRow | null> {
  const [row] = await db.orm
    .select()
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.appId, appId),
        eq(idempotencyKeys.operation, record.operation),
        eq(idempotencyKeys.scope, record.scope),
        eq(idempotencyKeys.key, record.key),
      ),
    )
  return row ?? null
}

/** For calls that change nothing else. Returns false if the key exists already. */
export async function insertIdempotencyKey(db: Db, row: IdempotencyKeyRow): Promise<boolean> {
  const inserted = await db.orm
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key })
  return inserted.length > 0
}
