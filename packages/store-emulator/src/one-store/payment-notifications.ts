import { sign } from 'node:crypto'
import { formatAmount } from '../money.ts'
import { becamePaid } from '../notifications/notification.ts'
import type { NotificationSender } from '../notifications/notification.ts'
import { flipLastBit } from '../purchases/sign-purchase-data.ts'
import {
  clientIdOf,
  toOneStorePurchase,
  isStoredPurchase,
  marketCodeOf,
  developerPayloadOf,
} from './one-store-context.ts'
import type { OneStoreContext, OneStorePurchase } from './one-store-context.ts'

const maxAttempts = 30
/** Each retry delay is longer than the previous one by this step, so that 30 attempts take about three days. */
const retryDelayStepMs = 9 * 60 * 1000

/** ONE store's PNS, version 3.1. The signature covers the compact JSON without the field `signature`. */
export function createOneStoreNotificationSender({ keys, format }: OneStoreContext): NotificationSender {
  return {
    notificationsFor: (after, before) => {
      const purchase = toOneStorePurchase(after)
      if (purchase === undefined || !isStoredPurchase(purchase)) return []
      const state = becamePaid(after, before)
        ? 'COMPLETED'
        : after.state === 'REFUNDED' && before?.state === 'PAID'
          ? 'CANCELED'
          : undefined
      if (state === undefined) return []
      const { environment, id } = purchase
      return [
        { type: state, environment, purchaseId: id, content: createNotificationContent(purchase, state) },
      ]
    },
    encode: ({ content, isAboutSubscription }, _target, effect) => {
      const signedContent = effect === 'WRONG_AUDIENCE' ? { ...content, clientId: '0000000007' } : content
      if (isAboutSubscription === true && !format.signsNotifications)
        return { body: JSON.stringify(signedContent), headers: () => ({}) }
      const bytes = Buffer.from(JSON.stringify(signedContent))
      const validSignature = sign('RSA-SHA512', bytes, keys.license.privateKey).toString('base64')
      const signature = effect === 'WRONG_SIGNATURE' ? flipLastBit(validSignature) : validSignature
      return { body: JSON.stringify({ ...signedContent, signature }), headers: () => ({}) }
    },
    nextAttemptAt: ({ attemptCount, lastAttemptAt }) =>
      attemptCount >= maxAttempts ? undefined : lastAttemptAt + attemptCount * retryDelayStepMs,
    isAccepted: (status) => status === 200,
    timeoutMs: 10_000,
  }
}

function createNotificationContent(
  purchase: OneStorePurchase,
  purchaseState: 'COMPLETED' | 'CANCELED',
): object {
  const isSandbox = purchase.environment === 'SANDBOX'
  const amount = formatAmount(BigInt(purchase.priceMicros))
  return {
    msgVersion: isSandbox ? '3.1.0D' : '3.1.0',
    clientId: clientIdOf(purchase),
    productId: purchase.productId,
    messageType: 'SINGLE_PAYMENT_TRANSACTION',
    purchaseId: purchase.transactionId,
    developerPayload: developerPayloadOf(purchase),
    purchaseTimeMillis: purchase.paidAt,
    purchaseState,
    price: amount,
    priceCurrencyCode: purchase.currency,
    productName: purchase.productId,
    paymentTypeList: [{ paymentMethod: 'CREDITCARD', amount }],
    isTestMdn: isSandbox,
    purchaseToken: purchase.purchaseToken,
    environment: isSandbox ? 'SANDBOX' : 'COMMERCIAL',
    marketCode: marketCodeOf(purchase),
  }
}
