import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { withoutNulls } from '../../platform/operator-input.ts'
import { StoreUnavailable } from '../contract.ts'
import type { RefusalCode, StoreAdapter, VerifyOutcome } from '../contract.ts'
import { pathSegmentSchema } from './api-types.ts'
import type { Order, ProductPurchase } from './api-types.ts'
import type { GooglePlayClient, LookUp } from './client.ts'
import { toAccountToken, toEnvironment, toPaidAt, toStoreTransaction } from './mapper.ts'
import { checkSignedPurchase } from './signed-purchase.ts'
import { testGooglePlayConnection } from './test-google-play-connection.ts'

export type GooglePlayAdapterParts = {
  readonly packageName: string
  /** Null where the connection has none: then signed purchase data is not looked at. */
  readonly licenceKey: KeyObject | null
  readonly client: GooglePlayClient
}

/** The order id of a receipt is not looked at: Google's own answer carries it. */
const receiptSchema = z.object({
  productId: pathSegmentSchema.max(255),
  purchaseToken: pathSegmentSchema,
  purchaseData: z
    .string()
    .max(64 * 1024)
    .optional(),
  signature: z.string().max(4_096).optional(),
})

type Receipt = z.infer<typeof receiptSchema>

export function createGooglePlayAdapter(parts: GooglePlayAdapterParts): StoreAdapter {
  return {
    traits: { sandboxOnly: false, needsSettlement: true },
    async verifyReceipt(receipt) {
      const parsed = receiptSchema.safeParse(withoutNulls(receipt))
      if (!parsed.success) {
        const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
        return refused('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields.join(', ')}.`)
      }
      const objection = checkOffline(parts, parsed.data)
      if (objection !== null) return objection
      const found = await parts.client.lookUp(parsed.data.purchaseToken)
      if (found === null)
        return refused('RECEIPT_INVALID', 'Google Play knows no such purchase of this app, or no longer.')
      return toOutcome(found, parsed.data)
    },
    testConnection: () => testGooglePlayConnection(parts.client),
    close: () => Promise.resolve(),
  }
}

/** Spares Google, and its quota, receipts that cannot be right. */
function checkOffline({ licenceKey, packageName }: GooglePlayAdapterParts, receipt: Receipt): Refusal | null {
  const { purchaseData, signature, productId, purchaseToken } = receipt
  if ((purchaseData === undefined) !== (signature === undefined)) {
    return refused('RECEIPT_INVALID', 'purchaseData and signature belong together.')
  }
  if (licenceKey === null || purchaseData === undefined || signature === undefined) return null
  const claim = { purchaseData, signature, productId, purchaseToken }
  const objection = checkSignedPurchase(claim, licenceKey, packageName)
  return objection === null ? null : refused(objection.code, objection.reason)
}

/**
 * A purchase that is consumed at the store already counts as any other: most often it was this server that
 * consumed it, and the same receipt must go on to name the same payment.
 */
function toOutcome({ purchase: { value, body }, order }: LookUp, receipt: Receipt): VerifyOutcome {
  const line = value.productLineItem.find(({ productId }) => productId === receipt.productId)
  if (line === undefined) {
    return refused('RECEIPT_OTHER_ITEM', 'The purchase is of another product than the receipt names.')
  }
  assertSamePurchase(order?.value ?? null, receipt.purchaseToken)
  const unpaid = {
    storeProductId: line.productId,
    accountToken: toAccountToken(value),
    environment: toEnvironment(value),
  }
  if (value.purchaseStateContext.purchaseState === 'PENDING') return { kind: 'pending', ...unpaid }
  if (wasNeverPaid(value, order?.value ?? null)) {
    return { kind: 'canceled', ...unpaid, reason: 'The purchase was canceled before it was paid.' }
  }
  const paidAt = toPaidAt(value, order?.value ?? null)
  if (paidAt === null) throw new StoreUnavailable('Google Play does not say when the purchase was paid')
  const transaction = toStoreTransaction({
    purchase: value,
    order: order?.value ?? null,
    line,
    purchaseToken: receipt.purchaseToken,
    paidAt,
    raw: `{"purchase":${body},"order":${order?.body ?? 'null'}}`,
  })
  return { kind: 'verified', transaction, proves: 'POSSESSION' }
}

/** A purchase is CANCELLED both when its payment never came and when it was taken back after. */
function wasNeverPaid(purchase: ProductPurchase, order: Order | null): boolean {
  if (purchase.purchaseStateContext.purchaseState !== 'CANCELLED') return false
  if (order?.state) return order.state === 'CANCELED' || order.state === 'PENDING'
  return !purchase.purchaseCompletionTime
}

function assertSamePurchase(order: Order | null, purchaseToken: string): void {
  if (order?.purchaseToken && order.purchaseToken !== purchaseToken) {
    throw new StoreUnavailable('Google Play answered with the order of another purchase')
  }
}

type Refusal = Extract<VerifyOutcome, { kind: 'refused' }>

function refused(code: RefusalCode, reason: string): Refusal {
  return { kind: 'refused', code, reason }
}
