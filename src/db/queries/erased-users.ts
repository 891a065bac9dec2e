import { and, asc, eq, gte, isNotNull, ne, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'
import { erasedUsers } from '../tables/users.ts'
import { notifications } from '../tables/notifications.ts'
import type { NotificationRow } from './notifications.ts'

export type NotificationContent = Pick<
  NotificationRow,
  'id' | 'store' | 'receivedAt' | 'encryptedBody' | 'encryptedPayload'
>

/** Where a page of notifications begins: after one, or at a time if `id` is null. */
export type NotificationPosition = { readonly receivedAt: Date; readonly id: string | null }

/** Processed notifications in the order of their arrival, which their index has. */
export async function selectProcessedNotifications(
  db: Db,
  appId: string,
  { from, limit }: { readonly from: NotificationPosition; readonly limit: number },
): Promise<NotificationContent[]> {
  const { id, store, receivedAt, encryptedBody, encryptedPayload } = notifications
  return db.orm
    .select({ id, store, receivedAt, encryptedBody, encryptedPayload })
    .from(notifications)
    .where(
      and(
        eq(notifications.appId, appId),
        ne(notifications.status, 'RECEIVED'),
        gte(receivedAt, from.receivedAt),
        from.id === null
          ? undefined
          : sql`(${receivedAt}, ${id}) > (${from.receivedAt.toISOString()}::timestamptz, ${from.id}::uuid)`,
      ),
    )
    .orderBy(asc(receivedAt), asc(id))
    .limit(limit)
}

/** Whether all notifications were searched for an erased user. */
export async function selectIsErasureComplete(db: Db, appId: string, userId: string): Promise<boolean> {
  const [row] = await db.orm
    .select({ nextAttemptAt: erasedUsers.nextAttemptAt })
    .from(erasedUsers)
    .where(and(eq(erasedUsers.appId, appId), eq(erasedUsers.userId, userId)))
  return row?.nextAttemptAt == null
}

export type ErasureKey = { readonly appId: string; readonly userId: string }

/** Claims the search for an erased user until `nextAttemptAt`, and returns where it continues. Null if it is complete. */
export async function updateErasureStarted(
  db: Db,
  { appId, userId }: ErasureKey,
  nextAttemptAt: Date,
): Promise<NotificationPosition | null> {
  const [row] = await db.orm
    .update(erasedUsers)
    .set({ nextAttemptAt })
    .where(
      and(eq(erasedUsers.appId, appId), eq(erasedUsers.userId, userId), isNotNull(erasedUsers.nextAttemptAt)),
    )
    .returning({ receivedAt: erasedUsers.searchedReceivedAt, id: erasedUsers.searchedNotificationId })
  return row?.receivedAt == null ? null : { receivedAt: row.receivedAt, id: row.id }
}

export type ErasureProgress = ErasureKey & {
  /** The `next_attempt_at` with which the attempt claimed the row. */
  readonly claimedUntil: Date
  readonly searched: NotificationPosition
  /** Null when all notifications were searched. */
  readonly nextAttemptAt: Date | null
}

/** Stores how far the search is, and enqueues the job that continues it; nothing if another attempt has claimed it since. */
export async function updateErasureProgress(db: Db, progress: ErasureProgress): Promise<void> {
  const { sql } = db
  const { appId, userId, searched, claimedUntil, nextAttemptAt } = progress
  await sql`
    with erasure_update as (
      update erased_users
      set searched_received_at = ${searched.receivedAt.toISOString()}::timestamptz, searched_notification_id = ${searched.id}::uuid,
          next_attempt_at = ${nextAttemptAt?.toISOString() ?? null}::timestamptz
      where app_id = ${appId} and user_id = ${userId} and next_attempt_at = ${claimedUntil.toISOString()}::timestamptz
      returning app_id, user_id, next_attempt_at
    )
    ${jobInsertSql(db, { task: 'erase_notifications', from: 'erasure_update', id: 'user_id', where: sql`next_attempt_at is not null` })}`
}
