import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'
import { notifications, type NotificationStatus } from '../tables/notifications.ts'

const { encryptedBody: _, encryptedPayload: __, ...summaryColumns } = getTableColumns(notifications)

/** A notification without its content, which may contain proof of a purchase. */
export type NotificationSummary = Omit<
  typeof notifications.$inferSelect,
  'encryptedBody' | 'encryptedPayload'
>

export type NotificationSummaryPage = {
  readonly store: StoreValue | null
  readonly status: NotificationStatus | null
  readonly after: string | null
  readonly limit: number
}

/** Newest first. */
export async function selectNotificationSummaries(
  db: Db,
  appId: string,
  { store, status, after, limit }: NotificationSummaryPage,
): Promise<NotificationSummary[]> {
  return db.orm
    .select(summaryColumns)
    .from(notifications)
    .where(
      and(
        eq(notifications.appId, appId),
        store === null ? undefined : eq(notifications.store, store),
        status === null ? undefined : eq(notifications.status, status),
        after === null ? undefined : lt(notifications.id, after),
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(limit)
}

export async function selectNotificationSummary(
  db: Db,
  appId: string,
  id: string,
): Promise<NotificationSummary | null> {
  const [row] = await db.orm
    .select(summaryColumns)
    .from(notifications)
    .where(and(eq(notifications.appId, appId), eq(notifications.id, id)))
  return row ?? null
}
