import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { idempotencyKeys } from '../tables/idempotency-keys.ts'

export type IdempotencyKeyRow = typeof idempotencyKeys.$inferSelect

/** A caller's key for one operation; statements that change something store it in the same commit. */
export type IdempotencyRecord = Pick<IdempotencyKeyRow, 'operation' | 'scope' | 'key' | 'fingerprint'>

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

/** For calls that change nothing more than that the key is now used; the first one wins. */
export async function insertIdempotencyKey(db: Db, row: IdempotencyKeyRow): Promise<boolean> {
  const inserted = await db.orm
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key })
  return inserted.length > 0
}
