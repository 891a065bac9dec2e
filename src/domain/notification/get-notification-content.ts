import { selectNotificationContent } from '../../db/queries/notification-summaries.ts'
import { selectPaymentsBySaleKeys, type PaymentRow } from '../../db/queries/payments.ts'
import { decrypt } from '../../platform/crypto.ts'
import { notificationAad } from '../../platform/encryption-aad.ts'
import { encodeId } from '../../platform/ids.ts'
import { maskNotification } from '../../stores/contract/mask-notification.ts'
import { decryptContent } from '../../stores/contract/notification-content.ts'
import type { Context } from '../context.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'

const maxPayments = 20

/** What the store sent, without secrets; null if it is not JSON or cannot be decrypted. */
export async function getNotificationContent(ctx: Context, notificationId: string): Promise<unknown> {
  const { appId } = ctx.app
  const found = await selectNotificationContent(ctx.db, appId, notificationId)
  if (found === null) return null
  const body = decryptIfPossible(ctx, notificationId, () =>
    decrypt(ctx.keyring, found.encryptedBody, notificationAad(appId, found.store)),
  )
  return body === null ? null : maskNotification(body)
}

/** The payments of the sales that a notification names; none if its content cannot be decrypted. */
export async function listPaymentsOfNotification(
  ctx: Context,
  notificationId: string,
): Promise<PaymentRow[]> {
  const { appId } = ctx.app
  const found = await selectNotificationContent(ctx.db, appId, notificationId)
  if (found === null) return []
  const content = decryptIfPossible(ctx, notificationId, () =>
    decryptContent(ctx.keyring, { ...found, appId }),
  )
  const saleKeys = (content?.sales ?? []).map(({ key }) => hashSaleKey(key))
  return selectPaymentsBySaleKeys(ctx.db, appId, { store: found.store, saleKeys, limit: maxPayments })
}

/** A secret that is no longer configured must not hide the rest of the notification. */
function decryptIfPossible<Content>(
  { log }: Context,
  notificationId: string,
  read: () => Content,
): Content | null {
  try {
    return read()
  } catch (error) {
    log.warn({ notification: encodeId('ntf', notificationId), error }, 'a notification cannot be decrypted')
    return null
  }
}
