import { and, eq, getTableColumns } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { notifications } from '../tables/notifications.ts'

const {
  encryptedBody: _,
  encryptedPayload: __,
  saleKey: ___,
  ...summaryColumns
} = getTableColumns(notifications)

/** A notification without its content, which may contain proof of a purchase. */
export type NotificationSummary = Omit<
  typeof notifications.$inferSelect,
  'encryptedBody' | 'encryptedPayload' | 'saleKey'
>

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

/** What was received, encrypted; null if there is no such notification. */
export async function selectNotificationContent(
  db: Db,
  appId: string,
  id: string,
): Promise<Pick<typeof notifications.$inferSelect, 'store' | 'encryptedBody' | 'encryptedPayload'> | null> {
  const { store, encryptedBody, encryptedPayload } = notifications
  const [row] = await db.orm
    .select({ store, encryptedBody, encryptedPayload })
    .from(notifications)
    .where(and(eq(notifications.appId, appId), eq(notifications.id, id)))
  return row ?? null
}
