import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { idempotencyKeys } from '../tables/idempotency-keys.ts'

export type IdempotencyKeyRow = typeof idempotencyKeys.$inferSelect

/** A caller's key for one operation; statements that change something store it in the same commit. */
export type IdempotencyClaim = Pick<IdempotencyKeyRow, 'operation' | 'scope' | 'key' | 'fingerprint'>

export async function findIdempotencyKey(
  db: Db,
  appId: string,
  claim: IdempotencyClaim,
): Promise<IdempotencyKeyRow | null> {
  const [row] = await db.orm
    .select()
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.appId, appId),
        eq(idempotencyKeys.operation, claim.operation),
        eq(idempotencyKeys.scope, claim.scope),
        eq(idempotencyKeys.key, claim.key),
      ),
    )
  return row ?? null
}

/** For calls that change nothing more than that the key is now used; the first one wins. */
export async function insertIdempotencyKeyOnce(db: Db, row: IdempotencyKeyRow): Promise<boolean> {
  const inserted = await db.orm
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key })
  return inserted.length > 0
}
