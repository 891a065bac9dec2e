import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

import { compactVerify, errors } from 'jose'
import { z } from 'zod'

import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter, ConnectionCheckResult } from '../contract/store-adapter.ts'
import type { RejectionCode, SaleState, VerifyOutcome } from '../contract/sale.ts'
import { accountTokenSchema, receiptClaimsSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'
import type { PurchaseResponse, TestStoreClient } from './client.ts'
import type { TestStoreSettings } from './connection.ts'
import { parseSaleReference, toAccountToken, toSaleReference, toStoreTransaction } from './mapper.ts'

const receiptType = 'coinslot-test-receipt'
const maxReceiptLength = 16 * 1024
const receiptSchema = z.object({ receipt: z.string().max(maxReceiptLength) })

/** No purchase has this id; a store that accepts the secret says so. */
const nonexistentTransactionId = 'connection-test'

type ReceiptClaims = z.infer<typeof receiptClaimsSchema>

export function createTestStoreAdapter(settings: TestStoreSettings, client: TestStoreClient): StoreAdapter {
  const key = createPublicKey(settings.receiptPublicKey)
  return {
    traits: { sandboxOnly: true, needsAcknowledgement: true },
    async verifyReceipt(receipt) {
      const given = receiptSchema.safeParse(receipt)
      if (!given.success) return rejected('RECEIPT_INVALID', 'The receipt is missing or larger than 16 KiB.')
      const claims = await verifyReceiptSignature(given.data.receipt, key)
      if (claims === null)
        return rejected('RECEIPT_INVALID', 'The receipt was not signed by this Test store.')
      if (claims.bundleId !== settings.bundleId)
        return rejected('RECEIPT_APP_MISMATCH', 'The receipt is for another app.')
      const found = await findSale(client, claims.transactionId)
      if (found === null) return rejected('RECEIPT_INVALID', 'The Test store has no such purchase.')
      return findMismatch(found.purchase, claims, settings.bundleId) ?? toSaleState(found)
    },
    async readSale(details) {
      const found = await findSale(client, parseSaleReference(details))
      return found === null ? [] : [toSaleState(found)]
    },
    acknowledge: async ({ details, action }) =>
      client.mutate(parseSaleReference(details), action === 'CONSUME' ? 'consume' : 'acknowledge'),
    refund: async ({ details }) => client.mutate(parseSaleReference(details), 'refund'),
    readNotification: () =>
      Promise.resolve({ kind: 'malformed', reason: 'The Test store sends no notifications.' }),
    sendConsumptionInfo: null,
    history: { lookbackMs: 0 },
    checkConnection: () => checkTestStoreConnection(client),
    close: () => Promise.resolve(),
  }
}

async function verifyReceiptSignature(jws: string, key: KeyObject): Promise<ReceiptClaims | null> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA', 'Ed25519'] })
    if (protectedHeader.typ !== receiptType) return null
    const claims = receiptClaimsSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)))
    return claims.success ? claims.data : null
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return null
    throw error
  }
}

async function findSale(client: TestStoreClient, transactionId: string): Promise<PurchaseResponse | null> {
  const found = await client.findPurchase(transactionId)
  if (found !== null && found.purchase.transactionId !== transactionId) {
    throw new StoreUnavailableError('The Test store answered about another purchase')
  }
  return found
}

function findMismatch(purchase: TestPurchase, claims: ReceiptClaims, bundleId: string): VerifyOutcome | null {
  if (purchase.bundleId !== bundleId)
    return rejected('RECEIPT_APP_MISMATCH', 'The receipt is for another app.')
  if (purchase.productId !== claims.productId) {
    return rejected('RECEIPT_INVALID', 'The receipt names another product than the purchase.')
  }
  if (!accountTokenSchema.nullish().safeParse(purchase.accountToken).success) {
    return rejected('RECEIPT_INVALID', 'The account token of the purchase is not a UUID.')
  }
  return null
}

/** The store's present word decides; a receipt only names the purchase and proves who holds it. */
function toSaleState({ purchase, raw }: PurchaseResponse): SaleState {
  const unpaid = {
    storeProductId: purchase.productId,
    accountToken: toAccountToken(purchase),
    environment: 'SANDBOX',
    reference: toSaleReference(purchase),
  } as const
  switch (purchase.state) {
    case 'DECLINED':
      return { kind: 'canceled', ...unpaid, reason: 'The payment was declined.' }
    case 'CANCELED':
      return { kind: 'canceled', ...unpaid, reason: 'The purchase was canceled.' }
    case 'PENDING':
      return { kind: 'pending', ...unpaid }
    case 'PAID':
    case 'REFUNDED':
      return { kind: 'verified', transaction: toStoreTransaction(purchase, raw), proves: 'POSSESSION' }
  }
}

async function checkTestStoreConnection(client: TestStoreClient): Promise<ConnectionCheckResult> {
  try {
    await client.findPurchase(nonexistentTransactionId)
    return { ok: true }
  } catch (error) {
    if (error instanceof StoreMisconfiguredError)
      return { ok: false, error: `${error.message}. Check apiSecret.` }
    if (error instanceof StoreUnavailableError)
      return { ok: false, error: `${error.message}. Check baseUrl.` }
    return { ok: false, error: 'The check failed unexpectedly.' }
  }
}

function rejected(code: RejectionCode, reason: string): VerifyOutcome {
  return { kind: 'rejected', code, reason }
}
