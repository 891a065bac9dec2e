import { and, desc, eq, getTableColumns, gte, lte } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { notifications } from '../tables/notifications.ts'
import { receipts } from '../tables/receipts.ts'
import type { PaymentRow } from './payments.ts'
import type { ReceiptRow } from './user-privacy.ts'

export type SaleNotificationRow = Omit<typeof notifications.$inferSelect, 'encryptedPayload' | 'saleKey'>

/** The answers of the store about a payment, newest first. */
export async function selectReceiptsOfPayment(
  db: Db,
  { appId, id }: Pick<PaymentRow, 'appId' | 'id'>,
  limit: number,
): Promise<ReceiptRow[]> {
  return db.orm
    .select()
    .from(receipts)
    .where(and(eq(receipts.appId, appId), eq(receipts.paymentId, id)))
    .orderBy(desc(receipts.receivedAt), desc(receipts.id))
    .limit(limit)
}

const { encryptedPayload: _, saleKey: __, ...notificationColumns } = getTableColumns(notifications)

/** The notifications about a sale, newest first. The key is a range and part of the order, because only its index has that order. */
export async function selectNotificationsOfSale(
  db: Db,
  appId: string,
  { store, saleKey }: { readonly store: PaymentRow['store']; readonly saleKey: Uint8Array },
  limit: number,
): Promise<SaleNotificationRow[]> {
  return db.orm
    .select(notificationColumns)
    .from(notifications)
    .where(
      and(
        eq(notifications.appId, appId),
        eq(notifications.store, store),
        gte(notifications.saleKey, saleKey),
        lte(notifications.saleKey, saleKey),
      ),
    )
    .orderBy(desc(notifications.saleKey), desc(notifications.id))
    .limit(limit)
}
