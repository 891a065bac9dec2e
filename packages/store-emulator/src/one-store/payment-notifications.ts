import { sign } from 'node:crypto'
import { amountFromMicros } from '../money.ts'
import { becamePaid } from '../notifications/notification.ts'
import type { NotificationSender } from '../notifications/notification.ts'
import { flipLastBit } from '../purchases/signed-data.ts'
import { APP, asOneStorePurchase, isKnown, marketOf, payloadOf } from './one-store-context.ts'
import type { OneStoreContext, OneStorePurchase } from './one-store-context.ts'

const MAX_ATTEMPTS = 30
/** The pause grows by this with each attempt, so that thirty fit into three days. */
const PAUSE_STEP_MS = 9 * 60 * 1000

/** ONE store's PNS, version 3.1: signed over the compact JSON without its signature. */
export function createPaymentNotifier({ keys }: OneStoreContext): NotificationSender {
  return {
    messagesFor: (after, before) => {
      const purchase = asOneStorePurchase(after)
      if (purchase === undefined || !isKnown(purchase)) return []
      const state = becamePaid(after, before)
        ? 'COMPLETED'
        : after.state === 'REFUNDED' && before?.state === 'PAID'
          ? 'CANCELED'
          : undefined
      if (state === undefined) return []
      const { environment, id } = purchase
      return [{ type: state, environment, purchaseId: id, content: notification(purchase, state) }]
    },
    encode: ({ content }, _target, effect) => {
      const said = effect === 'WRONG_AUDIENCE' ? { ...content, clientId: '0000000007' } : content
      const bytes = Buffer.from(JSON.stringify(said))
      const good = sign('RSA-SHA512', bytes, keys.license.privateKey).toString('base64')
      const signature = effect === 'WRONG_SIGNATURE' ? flipLastBit(good) : good
      return { body: JSON.stringify({ ...said, signature }), headers: () => ({}) }
    },
    nextAttemptAt: ({ count, lastAt }) =>
      count >= MAX_ATTEMPTS ? undefined : lastAt + count * PAUSE_STEP_MS,
    isAccepted: (status) => status === 200,
    timeoutMs: 10_000,
  }
}

function notification(purchase: OneStorePurchase, purchaseState: 'COMPLETED' | 'CANCELED'): object {
  const isSandbox = purchase.environment === 'SANDBOX'
  const amount = amountFromMicros(BigInt(purchase.priceMicros))
  return {
    msgVersion: isSandbox ? '3.1.0D' : '3.1.0',
    clientId: APP.clientId,
    productId: purchase.productId,
    messageType: 'SINGLE_PAYMENT_TRANSACTION',
    purchaseId: purchase.transactionId,
    developerPayload: payloadOf(purchase),
    purchaseTimeMillis: purchase.paidAt,
    purchaseState,
    price: amount,
    priceCurrencyCode: purchase.currency,
    productName: purchase.productId,
    paymentTypeList: [{ paymentMethod: 'CREDITCARD', amount }],
    isTestMdn: isSandbox,
    purchaseToken: purchase.purchaseToken,
    environment: isSandbox ? 'SANDBOX' : 'COMMERCIAL',
    marketCode: marketOf(purchase),
  }
}
