import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { withoutNulls } from '../../platform/operator-input.ts'
import type { RefusalCode, StoreAdapter, VerifyOutcome } from '../contract.ts'
import { pathSegmentSchema } from './api-types.ts'
import type { PurchaseData, PurchaseDetails } from './api-types.ts'
import type { FoundDetails, OneStoreClient } from './client.ts'
import type { OneStoreSettings } from './connection.ts'
import { toAccountToken, toEnvironment, toStoreTransaction } from './mapper.ts'
import { oneStoreMarkets } from './one-store-config.ts'
import { readSignedPurchase } from './signed-purchase.ts'
import { testOneStoreConnection } from './test-one-store-connection.ts'

export type OneStoreAdapterParts = {
  readonly settings: OneStoreSettings
  /** Null where the connection has none: then signed purchase data is not looked at. */
  readonly licenceKey: KeyObject | null
  readonly sandboxPurchaseIdPrefix: string
  readonly client: OneStoreClient
}

const receiptSchema = z.object({
  productId: pathSegmentSchema.max(255),
  purchaseToken: pathSegmentSchema,
  purchaseData: z
    .string()
    .max(64 * 1024)
    .optional(),
  signature: z.string().max(4_096).optional(),
  marketCode: z.enum(oneStoreMarkets).optional(),
})

type Receipt = z.infer<typeof receiptSchema>
type Refusal = Extract<VerifyOutcome, { kind: 'refused' }>

export function createOneStoreAdapter(parts: OneStoreAdapterParts): StoreAdapter {
  const { settings, client } = parts
  return {
    traits: { sandboxOnly: false, needsSettlement: true },
    async verifyReceipt(receipt) {
      const parsed = receiptSchema.safeParse(withoutNulls(receipt))
      if (!parsed.success) {
        const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
        return refused('RECEIPT_INVALID', `The receipt is missing or malformed: ${fields.join(', ')}.`)
      }
      const { productId, purchaseToken, marketCode = settings.marketCode } = parsed.data
      // The server in front of ONE store's API answers an escaped slash itself, with a page.
      if (productId.includes('/') || purchaseToken.includes('/')) {
        return refused('RECEIPT_INVALID', 'ONE store can not be asked about a token or product with a slash.')
      }
      const signed = checkOffline(parts, parsed.data)
      if (signed.kind === 'refused') return signed
      const found = await client.findPurchase({ productId, purchaseToken, marketCode }, settings.environments)
      if (found === null) {
        return refused('RECEIPT_INVALID', 'ONE store knows no such purchase of this app, product and market.')
      }
      return toOutcome(parts, found, signed.data, productId)
    },
    testConnection: () => testOneStoreConnection(client, settings),
    close: () => Promise.resolve(),
  }
}

type Checked = { readonly kind: 'checked'; readonly data: PurchaseData | null } | Refusal

function checkOffline({ settings, licenceKey }: OneStoreAdapterParts, receipt: Receipt): Checked {
  const { purchaseData, signature, productId, purchaseToken } = receipt
  if ((purchaseData === undefined) !== (signature === undefined)) {
    return refused('RECEIPT_INVALID', 'purchaseData and signature belong together.')
  }
  if (licenceKey === null || purchaseData === undefined || signature === undefined) {
    return { kind: 'checked', data: null }
  }
  const { clientId, packageName = null } = settings
  const claim = { purchaseData, signature, productId, purchaseToken }
  const read = readSignedPurchase(claim, licenceKey, { clientId, packageName })
  return read.ok ? { kind: 'checked', data: read.data } : refused(read.code, read.reason)
}

/**
 * A purchase that is consumed at the store already counts as any other: most often it was this server that
 * consumed it, and the same receipt must go on to name the same payment.
 */
function toOutcome(
  parts: OneStoreAdapterParts,
  { details, host, body }: FoundDetails,
  signed: PurchaseData | null,
  productId: string,
): VerifyOutcome {
  if (signed !== null && !isSamePurchase(details, signed)) {
    return refused('RECEIPT_INVALID', 'The purchase data is of another purchase than ONE store tells of.')
  }
  const environment = toEnvironment(host, details, parts.sandboxPurchaseIdPrefix)
  if (details.purchaseState === 1) {
    return {
      kind: 'canceled',
      storeProductId: productId,
      accountToken: toAccountToken(details, signed),
      environment,
      reason: 'ONE store canceled the purchase.',
      sale: { storeTransactionId: details.purchaseId, lineItem: '' },
    }
  }
  const transaction = toStoreTransaction({ details, signed, productId, environment, raw: body })
  return { kind: 'verified', transaction, proves: 'POSSESSION' }
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
