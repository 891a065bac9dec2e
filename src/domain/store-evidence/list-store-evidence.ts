import {
  selectNotificationsOfSale,
  selectReceiptsOfPayment,
  type SaleNotificationRow,
} from '../../db/queries/store-evidence.ts'
import { decrypt } from '../../platform/crypto.ts'
import { notificationAad } from '../../platform/encryption-aad.ts'
import { toReadableContent } from '../../platform/readable-content.ts'
import type { Context } from '../context.ts'
import type { NotificationSummary, PaymentRow, RefundSource } from '../models.ts'
import { erasedContent } from '../../platform/erased-content.ts'

export type StoreEvidence = {
  readonly kind: 'ANSWER' | 'NOTIFICATION'
  readonly receivedAt: Date
  readonly cause: RefundSource | null
  readonly content: unknown
  readonly notification: NotificationSummary | null
}

/** Of answers and of notifications. */
const maxOfEachKind = 25

/** What the store said about a payment, newest first. */
export async function listStoreEvidence(
  ctx: Context,
  payment: Pick<PaymentRow, 'appId' | 'id' | 'store' | 'saleKey'>,
): Promise<StoreEvidence[]> {
  const { store, saleKey } = payment
  const [answers, notifications] = await Promise.all([
    selectReceiptsOfPayment(ctx.db, payment, maxOfEachKind),
    saleKey === null
      ? []
      : selectNotificationsOfSale(ctx.db, payment.appId, { store, saleKey }, maxOfEachKind),
  ])
  const evidence = [
    ...answers.map(({ receivedAt, source, raw }) => ({
      ...({ kind: 'ANSWER', receivedAt, cause: source } as const),
      ...{ content: toContent(raw), notification: null },
    })),
    ...notifications.map((notification) => toNotificationEvidence(ctx, notification)),
  ]
  return evidence.toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime())
}

function toNotificationEvidence(
  { keyring }: Context,
  { encryptedBody, ...notification }: SaleNotificationRow,
): StoreEvidence {
  const { appId, store, receivedAt } = notification
  const content = toContent(decrypt(keyring, encryptedBody, notificationAad(appId, store)))
  return { kind: 'NOTIFICATION', receivedAt, cause: null, content, notification }
}

function toContent(raw: string): unknown {
  return raw === erasedContent ? null : toReadableContent(raw)
}
