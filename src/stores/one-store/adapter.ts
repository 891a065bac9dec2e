import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { omitNullish } from '../../platform/zod-input.ts'
import type { SaleQuery } from '../contract/sale-search.ts'
import type { SaleState, SaleToAcknowledge, StoreActionResult, VerifyOutcome } from '../contract/sale.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import {
  describeInvalidFields,
  rejectEnvironment,
  rejectReceipt,
  signatureShape,
  toSignedReceipt,
  type RejectedReceipt,
} from '../shared/receipt.ts'
import { parseAccountToken } from '../shared/schemas.ts'
import { productIdSchema, purchaseKeySchema, purchaseTokenSchema } from './api-types.ts'
import type { OriginalJson, PurchaseDetails } from './api-types.ts'
import { checkOneStoreConnection } from './check-connection.ts'
import type { OneStoreClient } from './client.ts'
import { oneStoreMarkets } from './config.ts'
import type { OneStoreConfig } from './config.ts'
import type { OneStoreSettings } from './connection.ts'
import { createOneStoreHistory } from './history.ts'
import { toEnvironment, toSaleState } from './mapper.ts'
import { readOneStoreNotification } from './notification.ts'
import { parseSaleReference, toSubscriptionReference } from './sale-reference.ts'
import { verifySignedPurchase } from './signed-purchase.ts'
import { createOneStoreSubscriptions } from './subscriptions.ts'
import type { PurchaseKey } from './transport.ts'

export type OneStoreAdapterOptions = {
  readonly settings: OneStoreSettings
  /** Null when the connection has none; the signature of a receipt is then not verified, and notifications cannot be read. */
  readonly licenseKey: KeyObject | null
  readonly config: OneStoreConfig
  readonly client: OneStoreClient
}

const receiptSchema = z.object({
  productId: productIdSchema,
  purchaseToken: purchaseTokenSchema,
  ...signatureShape,
  marketCode: z.enum(oneStoreMarkets).optional(),
})

type Receipt = z.infer<typeof receiptSchema>

export function createOneStoreAdapter(options: OneStoreAdapterOptions): StoreAdapter {
  const { settings, licenseKey, config, client } = options
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: true, reportsAcknowledgement: true },
    verifyReceipt: (receipt) => verifyReceipt(options, receipt),
    async readSale(details) {
      const reference = parseSaleReference(details)
      const found = await client.findPurchase(reference, [reference.environment])
      return found === null ? [] : [toSaleState({ found, reference, config })]
    },
    findSales: (query) => findSales(options, query),
    acknowledge: async (sale) => acknowledge(sale, client),
    refund: () =>
      Promise.resolve({
        kind: 'rejected',
        reason:
          'ONE store has no confirmed call for refunds: cancel the purchase in its Developer Center, and its notification will follow.',
      }),
    readNotification: async (request) =>
      readOneStoreNotification(request, { settings, licenseKey, config: config.subscriptions }),
    refundReviews: null,
    subscriptions: createOneStoreSubscriptions({ client, config, settings }),
    history: createOneStoreHistory(client, settings.environments, config),
    checkConnection: () => checkOneStoreConnection(client, settings),
    close: () => Promise.resolve(),
  }
}

async function verifyReceipt(options: OneStoreAdapterOptions, receipt: unknown): Promise<VerifyOutcome> {
  const { settings, config, client } = options
  const parsed = receiptSchema.safeParse(omitNullish(receipt))
  if (!parsed.success) {
    const fields = describeInvalidFields(parsed.error)
    return rejectReceipt('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields}.`)
  }
  const { productId, purchaseToken, marketCode = settings.marketCode } = parsed.data
  if (!purchaseKeySchema.safeParse(parsed.data).success) {
    return rejectReceipt('RECEIPT_INVALID', 'purchaseToken and productId must not contain a slash.')
  }
  const signed = checkSignature(options, parsed.data)
  if (signed?.kind === 'rejected') return signed
  const key = { productId, purchaseToken, marketCode }
  const renews = readRenews(signed?.data)
  const found = renews === true ? null : await client.findPurchase(key, settings.environments)
  // A receipt without a signature does not say what it is of.
  const subscription =
    found === null && renews !== false
      ? await findSubscription(options, key, signed?.data.developerPayload)
      : null
  if (subscription !== null) return subscription
  if (found === null) {
    const reason = 'ONE store has no such purchase for this app, product and market.'
    const sale = { key: purchaseToken, lineItem: '', storeProductId: productId }
    return { kind: 'unknown', ...sale, proves: 'POSSESSION', reason }
  }
  if (signed !== null && !isSamePurchase(found.details, signed.data)) {
    const reason = 'originalJson does not match the purchase that ONE store returned.'
    return rejectReceipt('RECEIPT_INVALID', reason)
  }
  const reference = {
    ...key,
    environment: found.environment,
    accountToken: parseAccountToken(signed?.data.developerPayload),
    orderId: signed?.data.orderId || null,
  }
  const state = toSaleState({ found, reference, config })
  const { environment } = state.kind === 'verified' ? state.transaction : state
  return rejectEnvironment(environment, settings.environments) ?? state
}

/** Null when the signed text does not say it. */
function readRenews(signed: OriginalJson | undefined): boolean | null {
  const recurringState = signed?.recurringState ?? null
  return recurringState === null ? null : recurringState >= 0
}

async function findSubscription(
  { settings, config, client }: OneStoreAdapterOptions,
  key: PurchaseKey,
  developerPayload: unknown,
): Promise<VerifyOutcome | null> {
  const found = await client.subscriptions.find(key, settings.environments)
  if (found === null) return null
  const { lastPurchaseId: purchaseId } = found.detail
  const environment = toEnvironment(found.environment, { purchaseId }, config.sandboxPurchaseIdPrefix)
  const rejected = rejectEnvironment(environment, settings.environments)
  if (rejected !== null) return rejected
  const accountToken = parseAccountToken(developerPayload)
  const details = { ...key, environment: found.environment, accountToken, orderId: null }
  return {
    kind: 'subscription',
    reference: toSubscriptionReference(details),
    environment,
    storeProductId: key.productId,
    proves: 'POSSESSION',
    snapshot: null,
  }
}

/** ONE store finds a purchase only by its token together with its product, so the products are tried one after the other. */
async function findSales(
  { settings, config, client }: OneStoreAdapterOptions,
  query: SaleQuery,
): Promise<SaleState[]> {
  if (query.by !== 'PURCHASE_TOKEN') return []
  const { marketCode, environments } = settings
  for (const productId of query.productIds) {
    const key = purchaseKeySchema.safeParse({ productId, purchaseToken: query.purchaseToken }).data
    if (key === undefined) continue
    const found = await client.findPurchase({ ...key, marketCode }, environments)
    if (found === null) continue
    const { environment } = found
    const reference = { ...key, marketCode, environment, accountToken: null, orderId: null }
    return [toSaleState({ found, reference, config })]
  }
  return []
}

async function acknowledge(
  { details, action }: SaleToAcknowledge,
  client: OneStoreClient,
): Promise<StoreActionResult> {
  const reference = parseSaleReference(details)
  return await (action === 'CONSUME' ? client.consume : client.acknowledge)(reference, reference.environment)
}

type SignatureCheck = { readonly kind: 'valid'; readonly data: OriginalJson } | RejectedReceipt | null

/** @returns null when there is no signature, or no key to verify it with */
function checkSignature({ settings, licenseKey }: OneStoreAdapterOptions, receipt: Receipt): SignatureCheck {
  const signed = toSignedReceipt(receipt)
  if (signed === null || 'kind' in signed) return signed
  if (licenseKey === null) return null
  const { clientId, packageName = null } = settings
  return verifySignedPurchase(signed, licenseKey, { clientId, packageName })
}

/** A value that is missing on one side is not a difference; the commercial host leaves the payload out. */
function isSamePurchase({ purchaseId, developerPayload }: PurchaseDetails, signed: OriginalJson): boolean {
  if (signed.purchaseId && purchaseId && signed.purchaseId !== purchaseId) return false
  return !developerPayload || !signed.developerPayload || developerPayload === signed.developerPayload
}
