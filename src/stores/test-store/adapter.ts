import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import type { SaleQuery } from '../contract/sale-search.ts'
import type { SaleState, VerifyOutcome } from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import { rejectReceipt, type RejectedReceipt } from '../shared/receipt.ts'
import { transactionIdSchema, type TestPurchase } from './api-types.ts'
import { checkTestStoreConnection } from './check-connection.ts'
import type { TestStoreClient } from './client.ts'
import type { TestStoreSettings } from './connection.ts'
import type { PurchaseResponse } from './errors.ts'
import { toSaleState } from './mapper.ts'
import { parseSaleReference, toSaleReference } from './sale-reference.ts'
import { verifySignedReceipt, type ReceiptClaims } from './signed-receipt.ts'

const maxReceiptLength = 16 * 1024
const receiptSchema = z.object({ receipt: z.string().max(maxReceiptLength) })

type AdapterOptions = {
  readonly bundleId: string
  readonly receiptKey: KeyObject
  readonly client: TestStoreClient
}

export function createTestStoreAdapter(settings: TestStoreSettings, client: TestStoreClient): StoreAdapter {
  const receiptKey = createPublicKey(settings.receiptPublicKey)
  const options = { bundleId: settings.bundleId, receiptKey, client }
  return {
    traits: { sandboxOnly: true, needsAcknowledgement: true, reportsAcknowledgement: true },
    verifyReceipt: (receipt) => verifyReceipt(options, receipt),
    async readSale(details) {
      const found = await findPurchase(client, parseSaleReference(details))
      return found === null ? [] : [toSaleState(found)]
    },
    findSales: (query) => findSales(client, query),
    acknowledge: async ({ details, action }) =>
      client.mutate(parseSaleReference(details), action === 'CONSUME' ? 'consume' : 'acknowledge'),
    refund: async ({ details }) => client.mutate(parseSaleReference(details), 'refund'),
    readNotification: () =>
      Promise.resolve({ kind: 'malformed', reason: 'The Test store sends no notifications.' }),
    refundReviews: null,
    subscriptions: null,
    history: { lookbackMs: 0 },
    checkConnection: () => checkTestStoreConnection(client),
    close: () => Promise.resolve(),
  }
}

async function verifyReceipt(
  { bundleId, receiptKey, client }: AdapterOptions,
  receipt: unknown,
): Promise<VerifyOutcome> {
  const parsed = receiptSchema.safeParse(receipt)
  if (!parsed.success) {
    return rejectReceipt('RECEIPT_INVALID', 'The receipt is missing or larger than 16 KiB.')
  }
  const claims = await verifySignedReceipt(parsed.data.receipt, receiptKey)
  if (claims === null) {
    return rejectReceipt('RECEIPT_INVALID', 'The receipt was not signed by this Test store.')
  }
  if (claims.bundleId !== bundleId) {
    return rejectReceipt('RECEIPT_APP_MISMATCH', 'The receipt is for another app.')
  }
  const found = await findPurchase(client, claims.transactionId)
  if (found === null) {
    const { key } = toSaleReference(claims)
    const reason = 'The Test store has no such purchase.'
    const storeProductId = claims.productId
    return { kind: 'unknown', key, lineItem: '', storeProductId, proves: 'POSSESSION', reason }
  }
  return findMismatch(found.purchase, claims, bundleId) ?? toSaleState(found)
}

async function findSales(client: TestStoreClient, query: SaleQuery): Promise<SaleState[]> {
  if (query.by === 'PURCHASE_TOKEN' || !transactionIdSchema.safeParse(query.id).success) return []
  const found =
    query.by === 'TRANSACTION_ID'
      ? await findPurchase(client, query.id)
      : await client.findPurchaseOfOrder(query.id)
  if (found === null) return []
  if (query.by === 'ORDER_ID' && found.purchase.orderId !== query.id) {
    throw new StoreUnavailableError('The Test store returned another purchase')
  }
  return [toSaleState(found)]
}

async function findPurchase(
  client: TestStoreClient,
  transactionId: string,
): Promise<PurchaseResponse | null> {
  const found = await client.findPurchase(transactionId)
  if (found !== null && found.purchase.transactionId !== transactionId) {
    throw new StoreUnavailableError('The Test store returned another purchase')
  }
  return found
}

function findMismatch(
  purchase: TestPurchase,
  claims: ReceiptClaims,
  bundleId: string,
): RejectedReceipt | null {
  if (purchase.bundleId !== bundleId) {
    return rejectReceipt('RECEIPT_APP_MISMATCH', 'The receipt is for another app.')
  }
  if (purchase.productId !== claims.productId) {
    return rejectReceipt('RECEIPT_INVALID', 'The receipt and the purchase name different products.')
  }
  return null
}
