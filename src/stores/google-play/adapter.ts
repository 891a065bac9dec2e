import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { omitNullish } from '../../platform/zod-input.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type { RefundedSale } from '../contract/history.ts'
import type { NotificationOutcome, NotificationRequest } from '../contract/notification.ts'
import type { RejectionCode, VerifyOutcome } from '../contract/sale.ts'
import { pathSegmentSchema } from './api-types.ts'
import type { VoidedPurchases } from './api-types.ts'
import type { GooglePlayClient } from './client.ts'
import type { GooglePlayConfig } from './config.ts'
import { parsePush } from './notification.ts'
import type { CheckPushToken } from './push-token.ts'
import { parseSaleReference, toSaleReference } from './sale-reference.ts'
import { toSaleState } from './sale-state.ts'
import { checkSignedPurchase } from './signed-purchase.ts'
import { checkGooglePlayConnection } from './check-connection.ts'

export type GooglePlayAdapterOptions = {
  readonly packageName: string
  /** Null where the connection has none: then signed purchase data is not looked at. */
  readonly licenseKey: KeyObject | null
  readonly client: GooglePlayClient
  /** Null where the connection says nothing of pushes. */
  readonly push: { readonly subscription: string | null; readonly checkToken: CheckPushToken } | null
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

export function createGooglePlayAdapter(parts: GooglePlayAdapterOptions): StoreAdapter {
  const { client, config } = parts
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: true },
    verifyReceipt: (receipt) => verifyReceipt(parts, receipt),
    async readSale(details) {
      const { purchaseToken } = parseSaleReference(details)
      const found = await client.findPurchaseWithOrder(purchaseToken)
      if (found === null) return []
      const sale = { ...found, purchaseToken, acknowledgementWindows: config }
      return found.purchase.value.productLineItem.map((line) => toSaleState(sale, line))
    },
    acknowledge({ details, storeProductId, action }) {
      const { purchaseToken } = parseSaleReference(details)
      return action === 'CONSUME'
        ? client.consume(storeProductId, purchaseToken)
        : client.acknowledge(storeProductId, purchaseToken)
    },
    refund: async ({ storeOrderId }) =>
      storeOrderId === null
        ? { kind: 'rejected', reason: 'The purchase has no order at Google Play that could be refunded.' }
        : await client.refund(storeOrderId),
    readNotification: (request) => readNotification(parts, request),
    // Google's question after a chargeback wants more than delivery told: it is left to an operator.
    sendConsumptionInfo: null,
    history: {
      lookbackMs: config.voidedLookbackMs,
      async listRefunds(window, page) {
        const { voidedPurchases, tokenPagination } = await client.listVoidedPurchases(window, page)
        const entries = (voidedPurchases ?? []).filter((each) => each !== null).map(toRefundedSale)
        return { entries, next: tokenPagination?.nextPageToken || null }
      },
    },
    checkConnection: () => checkGooglePlayConnection(client),
    close: () => Promise.resolve(),
  }
}

type VoidedPurchase = NonNullable<NonNullable<VoidedPurchases['voidedPurchases']>[number]>

function toRefundedSale({ purchaseToken, orderId, voidedQuantity }: VoidedPurchase): RefundedSale {
  return {
    ...toSaleReference(purchaseToken),
    storeTransactionId: orderId || null,
    full: !voidedQuantity,
  }
}

async function verifyReceipt(parts: GooglePlayAdapterOptions, receipt: unknown): Promise<VerifyOutcome> {
  const parsed = receiptSchema.safeParse(omitNullish(receipt))
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
    return rejected('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields.join(', ')}.`)
  }
  const rejection = checkSignature(parts, parsed.data)
  if (rejection !== null) return rejection
  const { productId, purchaseToken } = parsed.data
  const found = await parts.client.findPurchaseWithOrder(purchaseToken)
  if (found === null) {
    return rejected('RECEIPT_INVALID', 'Google Play has no such purchase for this app.')
  }
  const line = found.purchase.value.productLineItem.find((each) => each.productId === productId)
  if (line === undefined) {
    return rejected('RECEIPT_ITEM_MISMATCH', 'The purchase and the receipt name different products.')
  }
  return toSaleState({ ...found, purchaseToken, acknowledgementWindows: parts.config }, line)
}

/** Spares Google, and its quota, receipts that cannot be right. */
function checkSignature(
  { licenseKey, packageName }: GooglePlayAdapterOptions,
  receipt: Receipt,
): Rejection | null {
  const { originalJson, signature, productId, purchaseToken } = receipt
  if ((originalJson === undefined) !== (signature === undefined)) {
    return rejected('RECEIPT_INVALID', 'originalJson and signature belong together.')
  }
  if (licenseKey === null || originalJson === undefined || signature === undefined) return null
  const signedReceipt = { originalJson, signature, productId, purchaseToken }
  const rejection = checkSignedPurchase(signedReceipt, licenseKey, packageName)
  return rejection === null ? null : rejected(rejection.code, rejection.reason)
}

/** @throws StoreMisconfigured when the connection does not say how pushes prove themselves */
async function readNotification(
  { packageName, push }: GooglePlayAdapterOptions,
  { headers, body }: NotificationRequest,
): Promise<NotificationOutcome> {
  if (push === null) {
    throw new StoreMisconfiguredError(
      'The Google Play connection has no push settings: connect the store with them',
    )
  }
  const tokenError = await push.checkToken(headers['authorization'])
  if (tokenError !== null) return { kind: 'invalid_signature', reason: tokenError }
  const read = parsePush(body)
  if (read === null) {
    return { kind: 'malformed', reason: 'The push contains no readable developer notification.' }
  }
  if (push.subscription !== null && read.subscription !== push.subscription) {
    return { kind: 'wrong_recipient', reason: 'The push comes from another Pub/Sub subscription.' }
  }
  if (read.packageName !== packageName) {
    return { kind: 'wrong_recipient', reason: 'The push is about another app (its packageName differs).' }
  }
  return { kind: 'valid', notification: read.notification }
}

type Rejection = Extract<VerifyOutcome, { kind: 'rejected' }>

function rejected(code: RejectionCode, reason: string): Rejection {
  return { kind: 'rejected', code, reason }
}
