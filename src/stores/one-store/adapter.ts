import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { withoutNulls } from '../../platform/operator-input.ts'
import type { StoreAdapter } from '../contract.ts'
import type {
  RefusalCode,
  SaleState,
  SaleToAcknowledge,
  StoreActOutcome,
  VerifyOutcome,
} from '../sale-contract.ts'
import { addressableSchema, pathSegmentSchema } from './api-types.ts'
import type { PurchaseData, PurchaseDetails } from './api-types.ts'
import type { OneStoreClient } from './client.ts'
import type { OneStoreSettings } from './connection.ts'
import { readAccountToken, toAccountToken, toEnvironment, toStoreTransaction } from './mapper.ts'
import type { Sale } from './mapper.ts'
import { readPaymentNotification } from './notification.ts'
import { oneStoreMarkets } from './one-store-config.ts'
import type { OneStoreConfig } from './one-store-config.ts'
import { readReference, toReference } from './reference.ts'
import { readSignedPurchase } from './signed-purchase.ts'
import { testOneStoreConnection } from './test-one-store-connection.ts'
import { createVoidedList } from './voided-list.ts'

export type OneStoreAdapterParts = {
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
type Refusal = Extract<VerifyOutcome, { kind: 'refused' }>

export function createOneStoreAdapter(parts: OneStoreAdapterParts): StoreAdapter {
  const { settings, licenseKey, config, client } = parts
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: true },
    verifyReceipt: (receipt) => verifyReceipt(receipt, parts),
    async readSale(details) {
      const known = readReference(details)
      const found = await client.findPurchase(known, [known.environment])
      return found === null ? [] : [toSaleState({ found, known, config })]
    },
    acknowledge: async (sale) => acknowledge(sale, client),
    refund: () =>
      Promise.resolve({
        kind: 'impossible',
        reason:
          'ONE store has no confirmed call for refunds: cancel the purchase in its Developer Center, and its notification will follow.',
      }),
    readNotification: async (request) => readPaymentNotification(request, settings, licenseKey),
    answerRefundRequest: null,
    lists: {
      lookbackMs: config.voidedLookbackMs,
      refunds: createVoidedList(client, settings.environments),
    },
    testConnection: () => testOneStoreConnection(client, settings),
    close: () => Promise.resolve(),
  }
}

async function verifyReceipt(receipt: unknown, parts: OneStoreAdapterParts): Promise<VerifyOutcome> {
  const { settings, config, client } = parts
  const parsed = receiptSchema.safeParse(withoutNulls(receipt))
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
    return refused('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields.join(', ')}.`)
  }
  const { productId, purchaseToken, marketCode = settings.marketCode } = parsed.data
  if (!addressableSchema.safeParse(parsed.data).success) {
    return refused('RECEIPT_INVALID', 'ONE store can not be asked about a token or product with a slash.')
  }
  const signed = checkOffline(parts, parsed.data)
  if (signed.kind === 'refused') return signed
  const key = { productId, purchaseToken, marketCode }
  const found = await client.findPurchase(key, settings.environments)
  if (found === null) {
    return refused('RECEIPT_INVALID', 'ONE store knows no such purchase of this app, product and market.')
  }
  if (signed.data !== null && !isSamePurchase(found.details, signed.data)) {
    return refused('RECEIPT_INVALID', 'The purchase data is of another purchase than ONE store tells of.')
  }
  const accountToken = readAccountToken(signed.data?.developerPayload)
  const known = { ...key, environment: found.host, accountToken, orderId: signed.data?.orderId || null }
  return toSaleState({ found, known, config })
}

async function acknowledge({ details, action }: SaleToAcknowledge, client: OneStoreClient): Promise<StoreActOutcome> {
  const known = readReference(details)
  return await (action === 'CONSUME' ? client.consume : client.acknowledge)(known, known.environment)
}

type Checked = { readonly kind: 'checked'; readonly data: PurchaseData | null } | Refusal

function checkOffline({ settings, licenseKey }: OneStoreAdapterParts, receipt: Receipt): Checked {
  const { originalJson, signature, productId, purchaseToken } = receipt
  if ((originalJson === undefined) !== (signature === undefined)) {
    return refused('RECEIPT_INVALID', 'originalJson and signature belong together.')
  }
  if (licenseKey === null || originalJson === undefined || signature === undefined) {
    return { kind: 'checked', data: null }
  }
  const { clientId, packageName = null } = settings
  const claim = { originalJson, signature, productId, purchaseToken }
  const read = readSignedPurchase(claim, licenseKey, { clientId, packageName })
  return read.ok ? { kind: 'checked', data: read.data } : refused(read.code, read.reason)
}

/**
 * A purchase that is consumed at the store already counts as any other: most often it was this server that
 * consumed it, and the same receipt must go on to name the same payment.
 */
function toSaleState(sale: Sale): SaleState {
  const { details, host } = sale.found
  if (details.purchaseState === 0) {
    return { kind: 'verified', transaction: toStoreTransaction(sale), proves: 'POSSESSION' }
  }
  return {
    kind: 'canceled',
    storeProductId: sale.known.productId,
    accountToken: toAccountToken(details, sale.known),
    environment: toEnvironment(host, details, sale.config.sandboxPurchaseIdPrefix),
    reference: toReference(sale.known),
    reason: 'ONE store canceled the purchase.',
    sale: { storeTransactionId: details.purchaseId, lineItem: '' },
  }
}

/** Only what both name can differ; ONE store leaves the payload out on its commercial host. */
function isSamePurchase(details: PurchaseDetails, signed: PurchaseData): boolean {
  const { developerPayload: told } = details
  if (signed.purchaseId && signed.purchaseId !== details.purchaseId) return false
  return !told || !signed.developerPayload || told === signed.developerPayload
}

function refused(code: RefusalCode, reason: string): Refusal {
  return { kind: 'refused', code, reason }
}
