import { signEd25519 } from '../jws.ts'
import type { Purchase } from '../purchases/purchase.ts'
import type { TestStoreKeys } from './test-store-keys.ts'

/** A purchase with the transaction id, which the Test store assigns at its creation. */
export type TestStorePurchase = Purchase & { transactionId: string }

/** The Test store's response for a purchase. Times are UNIX milliseconds; the price is in micros for the whole quantity. */
export type TestStorePurchaseResponse = {
  transactionId: string
  orderId: string
  bundleId: string
  productId: string
  productType: Purchase['productType']
  state: Purchase['state']
  accountToken?: string
  quantity: number
  priceMicros: string
  currency: string
  /** Time of the payment; for a purchase without a payment, time of its creation. */
  purchasedAt: number
  refundedAt?: number
  consumed: boolean
  acknowledged: boolean
}

export function toTestStorePurchase(purchase: Purchase): TestStorePurchase {
  const { transactionId } = purchase
  if (transactionId === undefined) throw new Error(`${purchase.id} has no transaction id`)
  return { ...purchase, transactionId }
}

export function toPurchaseResponse(purchase: TestStorePurchase): TestStorePurchaseResponse {
  const { accountToken, refund } = purchase
  return {
    transactionId: purchase.transactionId,
    orderId: purchase.orderId ?? purchase.transactionId,
    bundleId: purchase.appId,
    productId: purchase.productId,
    productType: purchase.productType,
    state: purchase.state,
    ...(accountToken === undefined ? {} : { accountToken }),
    quantity: purchase.quantity,
    priceMicros: purchase.priceMicros,
    currency: purchase.currency,
    purchasedAt: purchase.paidAt ?? purchase.createdAt,
    ...(refund === undefined ? {} : { refundedAt: refund.at }),
    consumed: purchase.consumedAt !== undefined,
    acknowledged: purchase.acknowledgedAt !== undefined,
  }
}

/** The receipt that the app holds: a compact JWS (EdDSA) whose claims are the state of the purchase at the time of signing. */
export function signReceipt(purchase: TestStorePurchase, { receiptKey }: TestStoreKeys): string {
  const { transactionId, appId, productId, quantity, state, accountToken } = purchase
  const claims = {
    transactionId,
    bundleId: appId,
    productId,
    ...(accountToken === undefined ? {} : { accountToken }),
    quantity,
    purchasedAt: purchase.paidAt ?? purchase.createdAt,
    price: { amountMicros: purchase.priceMicros, currency: purchase.currency },
    state,
  }
  return signEd25519({ alg: 'EdDSA', typ: 'coinslot-test-receipt' }, claims, receiptKey)
}
