import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { withoutNulls } from '../../platform/operator-input.ts'
import { StoreMisconfigured } from '../contract.ts'
import type { StoreAdapter } from '../contract.ts'
import type { RefundedSale } from '../list-contract.ts'
import type { NotificationOutcome, NotificationRequest } from '../notification-contract.ts'
import type { RefusalCode, VerifyOutcome } from '../sale-contract.ts'
import { pathSegmentSchema } from './api-types.ts'
import type { VoidedPurchases } from './api-types.ts'
import type { GooglePlayClient } from './client.ts'
import type { GooglePlayConfig } from './google-play-config.ts'
import { readPush } from './notification.ts'
import type { PushTokenCheck } from './push-token.ts'
import { readDetails, toReference } from './reference.ts'
import { toSaleState } from './sale-state.ts'
import { checkSignedPurchase } from './signed-purchase.ts'
import { testGooglePlayConnection } from './test-google-play-connection.ts'

export type GooglePlayAdapterParts = {
  readonly packageName: string
  /** Null where the connection has none: then signed purchase data is not looked at. */
  readonly licenseKey: KeyObject | null
  readonly client: GooglePlayClient
  /** Null where the connection says nothing of pushes. */
  readonly push: { readonly subscription: string | null; readonly checkToken: PushTokenCheck } | null
  readonly config: GooglePlayConfig
}

/** The order id of a receipt is not looked at: Google's own answer carries it. */
const receiptSchema = z.object({
  productId: pathSegmentSchema.max(255),
  purchaseToken: pathSegmentSchema,
  originalJson: z
    .string()
    .max(64 * 1024)
    .optional(),
  signature: z.string().max(4_096).optional(),
})

type Receipt = z.infer<typeof receiptSchema>

export function createGooglePlayAdapter(parts: GooglePlayAdapterParts): StoreAdapter {
  const { client, config } = parts
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: true },
    verifyReceipt: (receipt) => verifyReceipt(parts, receipt),
    async readSale(details) {
      const { purchaseToken } = readDetails(details)
      const found = await client.lookUp(purchaseToken)
      if (found === null) return []
      const sale = { ...found, purchaseToken, deadlines: config }
      return found.purchase.value.productLineItem.map((line) => toSaleState(sale, line))
    },
    acknowledge({ details, storeProductId, action }) {
      const { purchaseToken } = readDetails(details)
      return action === 'CONSUME'
        ? client.consume(storeProductId, purchaseToken)
        : client.acknowledge(storeProductId, purchaseToken)
    },
    refund: async ({ storeOrderId }) =>
      storeOrderId === null
        ? { kind: 'impossible', reason: 'The purchase has no order at Google Play that could be refunded.' }
        : await client.refund(storeOrderId),
    readNotification: (request) => readNotification(parts, request),
    // Google's question after a chargeback wants more than delivery told: it is left to an operator.
    answerRefundRequest: null,
    lists: {
      lookbackMs: config.voidedLookbackMs,
      async refunds(window, page) {
        const { voidedPurchases, tokenPagination } = await client.listVoided(window, page)
        const entries = (voidedPurchases ?? []).filter((each) => each !== null).map(toRefundedSale)
        return { entries, next: tokenPagination?.nextPageToken || null }
      },
    },
    testConnection: () => testGooglePlayConnection(client),
    close: () => Promise.resolve(),
  }
}

type VoidedPurchase = NonNullable<NonNullable<VoidedPurchases['voidedPurchases']>[number]>

function toRefundedSale({ purchaseToken, orderId, voidedQuantity }: VoidedPurchase): RefundedSale {
  return {
    ...toReference(purchaseToken),
    storeTransactionId: orderId || null,
    full: !voidedQuantity,
  }
}

async function verifyReceipt(parts: GooglePlayAdapterParts, receipt: unknown): Promise<VerifyOutcome> {
  const parsed = receiptSchema.safeParse(withoutNulls(receipt))
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
    return refused('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields.join(', ')}.`)
  }
  const objection = checkOffline(parts, parsed.data)
  if (objection !== null) return objection
  const { productId, purchaseToken } = parsed.data
  const found = await parts.client.lookUp(purchaseToken)
  if (found === null) {
    return refused('RECEIPT_INVALID', 'Google Play knows no such purchase of this app, or no longer.')
  }
  const line = found.purchase.value.productLineItem.find((each) => each.productId === productId)
  if (line === undefined) {
    return refused('RECEIPT_ITEM_MISMATCH', 'The purchase is of another product than the receipt names.')
  }
  return toSaleState({ ...found, purchaseToken, deadlines: parts.config }, line)
}

/** Spares Google, and its quota, receipts that cannot be right. */
function checkOffline({ licenseKey, packageName }: GooglePlayAdapterParts, receipt: Receipt): Refusal | null {
  const { originalJson, signature, productId, purchaseToken } = receipt
  if ((originalJson === undefined) !== (signature === undefined)) {
    return refused('RECEIPT_INVALID', 'originalJson and signature belong together.')
  }
  if (licenseKey === null || originalJson === undefined || signature === undefined) return null
  const claim = { originalJson, signature, productId, purchaseToken }
  const objection = checkSignedPurchase(claim, licenseKey, packageName)
  return objection === null ? null : refused(objection.code, objection.reason)
}

/** @throws StoreMisconfigured when the connection does not say how pushes prove themselves */
async function readNotification(
  { packageName, push }: GooglePlayAdapterParts,
  { headers, body }: NotificationRequest,
): Promise<NotificationOutcome> {
  if (push === null) {
    throw new StoreMisconfigured(
      'The Google Play connection has no push settings: connect the store with them',
    )
  }
  const objection = await push.checkToken(headers['authorization'])
  if (objection !== null) return { kind: 'forged', reason: objection }
  const read = readPush(body)
  if (read === null) {
    return { kind: 'malformed', reason: 'The push holds no developer notification that can be read.' }
  }
  if (push.subscription !== null && read.subscription !== push.subscription) {
    return { kind: 'foreign', reason: 'The push is of another subscription.' }
  }
  if (read.packageName !== packageName) {
    return { kind: 'foreign', reason: 'The push is about another app (its packageName differs).' }
  }
  return { kind: 'authentic', notification: read.notification }
}

type Refusal = Extract<VerifyOutcome, { kind: 'refused' }>

function refused(code: RefusalCode, reason: string): Refusal {
  return { kind: 'refused', code, reason }
}
