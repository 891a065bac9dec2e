import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import { omitNullish } from '../../platform/zod-input.ts'
import type { NotificationOutcome, NotificationRequest } from '../contract/notification.ts'
import type { SaleQuery } from '../contract/sale-search.ts'
import type { SaleState, VerifyOutcome } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type { StoreSubscriptions } from '../contract/subscription.ts'
import { toPeriodSale } from '../shared/period-sale.ts'
import {
  describeInvalidFields,
  rejectReceipt,
  signatureShape,
  toSignedReceipt,
  type RejectedReceipt,
} from '../shared/receipt.ts'
import { orderIdPattern, productIdSchema, purchaseTokenSchema } from './api-types.ts'
import { checkGooglePlayConnection } from './check-connection.ts'
import type { GooglePlayClient } from './client.ts'
import type { GooglePlayConfig } from './config.ts'
import { createGooglePlayHistory } from './history.ts'
import { toSaleState } from './mapper.ts'
import { parsePush } from './notification.ts'
import type { CheckPushToken } from './push-token.ts'
import { createGooglePlayRefundReviews } from './refund-reviews.ts'
import { parseSaleReference, toSaleReference, toSubscriptionReference } from './sale-reference.ts'
import { createGooglePlaySubscriptions } from './subscriptions.ts'
import { verifySignedPurchase } from './signed-purchase.ts'

export type GooglePlayAdapterOptions = {
  readonly packageName: string
  /** Null when the connection has none; the signature of a receipt is then not verified. */
  readonly licenseKey: KeyObject | null
  readonly client: GooglePlayClient
  /** Null when the connection has no push settings. */
  readonly push: { readonly subscription: string | null; readonly checkToken: CheckPushToken } | null
  readonly config: GooglePlayConfig
}

/** The order id of a receipt is ignored, because Google's own response contains it. */
const receiptSchema = z.object({
  productId: productIdSchema,
  purchaseToken: purchaseTokenSchema,
  packageName: z.string().max(255).optional(),
  ...signatureShape,
})

type Receipt = z.infer<typeof receiptSchema>

export function createGooglePlayAdapter(options: GooglePlayAdapterOptions): StoreAdapter {
  const { client, config, packageName } = options
  const subscriptions = createGooglePlaySubscriptions({ client, config, packageName })
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: true, reportsAcknowledgement: true },
    verifyReceipt: (receipt) => verifyReceipt(options, receipt),
    readSale: async (details) => readPurchase(options, parseSaleReference(details).purchaseToken),
    findSales: async (query) => {
      const purchaseToken = await findPurchaseToken(client, query)
      if (purchaseToken === null) return []
      const sales = await readPurchase(options, purchaseToken)
      return sales.length > 0 ? sales : readPeriods(subscriptions, purchaseToken, query)
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
    readNotification: (request) => readNotification(options, request),
    refundReviews: createGooglePlayRefundReviews(client),
    subscriptions,
    history: createGooglePlayHistory(client, config),
    checkConnection: () => checkGooglePlayConnection(client, options.push !== null),
    close: () => Promise.resolve(),
  }
}

async function readPurchase(
  { client, config }: GooglePlayAdapterOptions,
  purchaseToken: string,
): Promise<SaleState[]> {
  const found = await client.findPurchaseWithOrder(purchaseToken)
  if (found === null) return []
  const sale = { ...found, purchaseToken, acknowledgementWindows: config, readAt: new Date() }
  return found.purchase.value.productLineItem.map((line) => toSaleState(sale, line))
}

/** The periods of a subscription that an order charged, or its latest. */
async function readPeriods(
  { readSubscription }: StoreSubscriptions,
  purchaseToken: string,
  query: SaleQuery,
): Promise<SaleState[]> {
  const orderId = query.by === 'ORDER_ID' ? query.id : null
  const outcome = await readSubscription(toSubscriptionReference(purchaseToken, orderId).details)
  if (outcome.kind === 'unknown') return []
  const { snapshot } = outcome
  return snapshot.periods
    .filter(({ storeOrderId }) => orderId === null || storeOrderId === orderId)
    .map((period) => toPeriodSale(snapshot, period))
}

/** @returns null when Google has no such order for this app */
async function findPurchaseToken(client: GooglePlayClient, query: SaleQuery): Promise<string | null> {
  if (query.by === 'PURCHASE_TOKEN') {
    return purchaseTokenSchema.safeParse(query.purchaseToken).data ?? null
  }
  if (query.by !== 'ORDER_ID' || !orderIdPattern.test(query.id)) return null
  const order = await client.findOrder(query.id)
  if (order === null) return null
  const { orderId, purchaseToken } = order.value
  if (orderId !== query.id) throw new StoreUnavailableError('Google Play returned another order')
  return purchaseTokenSchema.safeParse(purchaseToken).data ?? null
}

async function verifyReceipt(options: GooglePlayAdapterOptions, receipt: unknown): Promise<VerifyOutcome> {
  const parsed = receiptSchema.safeParse(omitNullish(receipt))
  if (!parsed.success) {
    const fields = describeInvalidFields(parsed.error)
    return rejectReceipt('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields}.`)
  }
  const rejection = checkPackageName(options, parsed.data) ?? checkSignature(options, parsed.data)
  if (rejection !== null) return rejection
  const [first, second] = isSubscription(parsed.data)
    ? [verifySubscription, verifyPurchase]
    : [verifyPurchase, verifySubscription]
  return (await first(options, parsed.data)) ?? (await second(options, parsed.data)) ?? toUnknown(parsed.data)
}

/** @returns null when Google has no such one-time purchase for this app */
async function verifyPurchase(
  options: GooglePlayAdapterOptions,
  { productId, purchaseToken }: Receipt,
): Promise<VerifyOutcome | null> {
  const found = await options.client.findPurchaseWithOrder(purchaseToken)
  if (found === null) return null
  const line = found.purchase.value.productLineItem.find((each) => each.productId === productId)
  if (line === undefined) {
    return rejectReceipt('RECEIPT_ITEM_MISMATCH', 'The purchase and the receipt name different products.')
  }
  const acknowledgementWindows = options.config
  return toSaleState({ ...found, purchaseToken, acknowledgementWindows, readAt: new Date() }, line)
}

/** @returns null when Google has no such subscription for this app */
async function verifySubscription(
  { client }: GooglePlayAdapterOptions,
  { productId, purchaseToken }: Receipt,
): Promise<VerifyOutcome | null> {
  const found = await client.findSubscription(purchaseToken)
  if (found === null) return null
  const { lineItems, testPurchase } = found.value
  if (!lineItems.some((item) => item.productId === productId)) {
    return rejectReceipt('RECEIPT_ITEM_MISMATCH', 'The subscription and the receipt name different products.')
  }
  return {
    kind: 'subscription',
    reference: toSaleReference(purchaseToken),
    environment: testPurchase ? 'SANDBOX' : 'PRODUCTION',
    storeProductId: productId,
    proves: 'POSSESSION',
    // The price and the phase of a period are in its order, and a reading has to be ordered with the others.
    snapshot: null,
  }
}

function toUnknown({ productId, purchaseToken }: Receipt): VerifyOutcome {
  const { key } = toSaleReference(purchaseToken)
  const reason = 'Google Play has no such purchase for this app.'
  const storeProductId = productId
  return { kind: 'unknown', key, lineItem: productId, storeProductId, proves: 'POSSESSION', reason }
}

/** Purchase data has the member `autoRenewing` for subscriptions only: it decides what is looked for first. */
function isSubscription({ originalJson }: Receipt): boolean {
  const data = originalJson === undefined ? undefined : parseJson(originalJson)
  return typeof data === 'object' && data !== null && 'autoRenewing' in data
}

function checkPackageName(
  { packageName }: GooglePlayAdapterOptions,
  receipt: Receipt,
): RejectedReceipt | null {
  if (receipt.packageName === undefined || receipt.packageName === packageName) return null
  return rejectReceipt('RECEIPT_APP_MISMATCH', 'The receipt is not for this app (its packageName differs).')
}

/** Rejects receipts with a wrong signature without a call to Google, whose API has a quota. */
function checkSignature(
  { licenseKey, packageName }: GooglePlayAdapterOptions,
  receipt: Receipt,
): RejectedReceipt | null {
  const signed = toSignedReceipt(receipt)
  if (signed === null) return null
  if ('kind' in signed) return signed
  return licenseKey === null ? null : verifySignedPurchase(signed, licenseKey, packageName)
}

/** @throws StoreMisconfiguredError when the connection has no push settings */
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
  const parsed = parsePush(body)
  if (parsed === null) {
    return { kind: 'malformed', reason: 'The push contains no readable developer notification.' }
  }
  if (push.subscription !== null && parsed.subscription !== push.subscription) {
    return { kind: 'wrong_recipient', reason: 'The push comes from another Pub/Sub subscription.' }
  }
  if (parsed.packageName !== packageName) {
    return { kind: 'wrong_recipient', reason: 'The push is about another app (its packageName differs).' }
  }
  return { kind: 'valid', notification: parsed.notification }
}
