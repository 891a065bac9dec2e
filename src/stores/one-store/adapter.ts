import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { omitNullish } from '../../platform/zod-input.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type {
  RejectionCode,
  SaleState,
  SaleToAcknowledge,
  StoreActionResult,
  VerifyOutcome,
} from '../contract/sale.ts'
import { purchaseKeySchema, pathSegmentSchema } from './api-types.ts'
import type { OriginalJson, PurchaseDetails } from './api-types.ts'
import type { OneStoreClient } from './client.ts'
import type { OneStoreSettings } from './connection.ts'
import { parseAccountToken, toAccountToken, toEnvironment, toStoreTransaction } from './mapper.ts'
import type { SaleSource } from './mapper.ts'
import { readPaymentNotification } from './notification.ts'
import { oneStoreMarkets } from './config.ts'
import type { OneStoreConfig } from './config.ts'
import { parseSaleReference, toSaleReference } from './sale-reference.ts'
import { verifySignedPurchase } from './signed-purchase.ts'
import { checkOneStoreConnection } from './check-connection.ts'
import { createOneStoreHistory } from './history.ts'

export type OneStoreAdapterOptions = {
  readonly settings: OneStoreSettings
  /** Null where the connection has none: then signed purchase data is not looked at, and no notification is read. */
  readonly licenseKey: KeyObject | null
  readonly config: OneStoreConfig
  readonly client: OneStoreClient
}

const receiptSchema = z.object({
  productId: pathSegmentSchema.max(255),
  purchaseToken: pathSegmentSchema,
  originalJson: z
    .string()
    .max(64 * 1024)
    .optional(),
  signature: z.string().max(4_096).optional(),
  marketCode: z.enum(oneStoreMarkets).optional(),
})

type Receipt = z.infer<typeof receiptSchema>
type Rejection = Extract<VerifyOutcome, { kind: 'rejected' }>

export function createOneStoreAdapter(parts: OneStoreAdapterOptions): StoreAdapter {
  const { settings, licenseKey, config, client } = parts
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: true },
    verifyReceipt: (receipt) => verifyReceipt(receipt, parts),
    async readSale(details) {
      const known = parseSaleReference(details)
      const found = await client.findPurchase(known, [known.environment])
      return found === null ? [] : [toSaleState({ found, reference: known, config })]
    },
    acknowledge: async (sale) => acknowledge(sale, client),
    refund: () =>
      Promise.resolve({
        kind: 'rejected',
        reason:
          'ONE store has no confirmed call for refunds: cancel the purchase in its Developer Center, and its notification will follow.',
      }),
    readNotification: async (request) => readPaymentNotification(request, settings, licenseKey),
    sendConsumptionInfo: null,
    history: {
      lookbackMs: config.voidedLookbackMs,
      listRefunds: createOneStoreHistory(client, settings.environments),
    },
    checkConnection: () => checkOneStoreConnection(client, settings),
    close: () => Promise.resolve(),
  }
}

async function verifyReceipt(receipt: unknown, parts: OneStoreAdapterOptions): Promise<VerifyOutcome> {
  const { settings, config, client } = parts
  const parsed = receiptSchema.safeParse(omitNullish(receipt))
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
    return rejected('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields.join(', ')}.`)
  }
  const { productId, purchaseToken, marketCode = settings.marketCode } = parsed.data
  if (!purchaseKeySchema.safeParse(parsed.data).success) {
    return rejected('RECEIPT_INVALID', 'purchaseToken and productId must not contain a slash.')
  }
  const signed = checkSignature(parts, parsed.data)
  if (signed.kind === 'rejected') return signed
  const key = { productId, purchaseToken, marketCode }
  const found = await client.findPurchase(key, settings.environments)
  if (found === null) {
    return rejected('RECEIPT_INVALID', 'ONE store has no such purchase for this app, product and market.')
  }
  if (signed.data !== null && !isSamePurchase(found.details, signed.data)) {
    return rejected('RECEIPT_INVALID', 'originalJson does not match the purchase that ONE store returned.')
  }
  const accountToken = parseAccountToken(signed.data?.developerPayload)
  const known = {
    ...key,
    environment: found.environment,
    accountToken,
    orderId: signed.data?.orderId || null,
  }
  return toSaleState({ found, reference: known, config })
}

async function acknowledge(
  { details, action }: SaleToAcknowledge,
  client: OneStoreClient,
): Promise<StoreActionResult> {
  const known = parseSaleReference(details)
  return await (action === 'CONSUME' ? client.consume : client.acknowledge)(known, known.environment)
}

type SignatureCheck = { readonly kind: 'checked'; readonly data: OriginalJson | null } | Rejection

function checkSignature({ settings, licenseKey }: OneStoreAdapterOptions, receipt: Receipt): SignatureCheck {
  const { originalJson, signature, productId, purchaseToken } = receipt
  if ((originalJson === undefined) !== (signature === undefined)) {
    return rejected('RECEIPT_INVALID', 'originalJson and signature belong together.')
  }
  if (licenseKey === null || originalJson === undefined || signature === undefined) {
    return { kind: 'checked', data: null }
  }
  const { clientId, packageName = null } = settings
  const signedReceipt = { originalJson, signature, productId, purchaseToken }
  const read = verifySignedPurchase(signedReceipt, licenseKey, { clientId, packageName })
  return read.ok ? { kind: 'checked', data: read.data } : rejected(read.code, read.reason)
}

/**
 * A purchase that is consumed at the store already counts as any other: most often it was this server that
 * consumed it, and the same receipt must go on to name the same payment.
 */
function toSaleState(sale: SaleSource): SaleState {
  const { details, environment } = sale.found
  if (details.purchaseState === 0) {
    return { kind: 'verified', transaction: toStoreTransaction(sale), proves: 'POSSESSION' }
  }
  return {
    kind: 'canceled',
    storeProductId: sale.reference.productId,
    accountToken: toAccountToken(details, sale.reference),
    environment: toEnvironment(environment, details, sale.config.sandboxPurchaseIdPrefix),
    reference: toSaleReference(sale.reference),
    reason: 'ONE store canceled the purchase.',
    sale: { storeTransactionId: details.purchaseId, lineItem: '' },
  }
}

/** Only what both name can differ; ONE store leaves the payload out on its commercial host. */
function isSamePurchase(details: PurchaseDetails, signed: OriginalJson): boolean {
  const { developerPayload: told } = details
  if (signed.purchaseId && signed.purchaseId !== details.purchaseId) return false
  return !told || !signed.developerPayload || told === signed.developerPayload
}

function rejected(code: RejectionCode, reason: string): Rejection {
  return { kind: 'rejected', code, reason }
}
