import {
  GetTransactionHistoryVersion,
  InAppOwnershipType,
  Order,
  ProductType,
} from '@apple/app-store-server-library'
import type { HistoryResponse, TransactionHistoryRequest } from '@apple/app-store-server-library'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient, createAppleVerifier } from './apple-client.ts'
import { createAppStorePurchase, callPurchaseAction, coinsProductId, sendRequest } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

async function history(
  id: string,
  request: TransactionHistoryRequest,
  revision: string | null = null,
): Promise<HistoryResponse> {
  return createAppleClient(emulator).getTransactionHistory(
    id,
    revision,
    request,
    GetTransactionHistoryVersion.V2,
  )
}

async function idsOf(signed: string[] | undefined): Promise<(string | undefined)[]> {
  const verifier = createAppleVerifier(emulator)
  const transactions = await Promise.all(
    (signed ?? []).map((jws) => verifier.verifyAndDecodeTransaction(jws)),
  )
  return transactions.map(({ transactionId }) => transactionId)
}

describe('getTransactionHistory', () => {
  test("a customer's transactions are returned by revision, 20 per page, oldest change first", async () => {
    const accountToken = crypto.randomUUID()
    const transactionIds: string[] = []
    for (let n = 0; n < 45; n += 1)
      transactionIds.push((await createAppStorePurchase(emulator, { accountToken })).transactionId)
    await createAppStorePurchase(emulator, { accountToken: crypto.randomUUID() })

    const pages: HistoryResponse[] = []
    for (let revision: string | null = null, more = true; more;) {
      const page: HistoryResponse = await history(transactionIds[7] ?? '', {}, revision)
      pages.push(page)
      revision = page.revision ?? null
      more = page.hasMore === true
    }
    expect(pages.map(({ signedTransactions }) => signedTransactions?.length)).toEqual([20, 20, 5])
    expect(await idsOf(pages.flatMap(({ signedTransactions }) => signedTransactions ?? []))).toEqual(
      transactionIds,
    )
    expect(pages[0]).toMatchObject({
      bundleId: 'com.example.arcade',
      appAppleId: 1234567890,
      environment: 'Production',
    })
  })

  test('a stored revision returns only the transactions that changed after it', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    const { revision = '' } = await history(transactionId, {})
    expect(await history(transactionId, {}, revision)).toMatchObject({
      signedTransactions: [],
      revision,
      hasMore: false,
    })
    await callPurchaseAction(emulator, id, 'refund')
    expect((await history(transactionId, {}, revision)).signedTransactions).toHaveLength(1)
  })

  test('the history can be filtered by product, type, date and revocation and sorted in both directions', async () => {
    const customer = { customer: 'filter-customer' }
    const first = await createAppStorePurchase(emulator, customer)
    const second = await createAppStorePurchase(emulator, {
      ...customer,
      productId: 'com.example.arcade.remove_ads',
    })
    await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs: 1000 })
    const third = await createAppStorePurchase(emulator, customer)
    await callPurchaseAction(emulator, second.id, 'refund')
    const { purchaseDate = 0 } = await createAppleVerifier(emulator).verifyAndDecodeTransaction(third.jws)
    const found = async (request: TransactionHistoryRequest): Promise<unknown> =>
      idsOf((await history(first.transactionId, request)).signedTransactions)

    expect(await found({})).toEqual([first.transactionId, third.transactionId, second.transactionId])
    expect(await found({ sort: Order.DESCENDING })).toEqual([
      second.transactionId,
      third.transactionId,
      first.transactionId,
    ])
    expect(await found({ productIds: [coinsProductId] })).toEqual([first.transactionId, third.transactionId])
    expect(await found({ productTypes: [ProductType.NON_CONSUMABLE] })).toEqual([second.transactionId])
    expect(await found({ startDate: purchaseDate })).toEqual([third.transactionId])
    expect(await found({ endDate: purchaseDate })).toEqual([first.transactionId, second.transactionId])
    expect(await found({ revoked: true })).toEqual([second.transactionId])
    expect(await found({ revoked: false })).toEqual([first.transactionId, third.transactionId])
  })

  test('an appTransactionId also identifies the customer', async () => {
    const { jws, transactionId } = await createAppStorePurchase(emulator)
    const { appTransactionId = '' } = await createAppleVerifier(emulator).verifyAndDecodeTransaction(jws)
    expect(await idsOf((await history(appTransactionId, {})).signedTransactions)).toEqual([transactionId])
  })

  test('each invalid filter is rejected with its own code', async () => {
    const { transactionId } = await createAppStorePurchase(emulator)
    await expect(history(transactionId, {}, 'invalid')).rejects.toMatchObject({ apiError: 4000005 })
    await expect(history(transactionId, { startDate: 2, endDate: 1 })).rejects.toMatchObject({
      apiError: 4000013,
    })
    await expect(history(transactionId, toInvalidRequest({ sort: 'SIDEWAYS' }))).rejects.toMatchObject({
      apiError: 4000021,
    })
    await expect(history(transactionId, toInvalidRequest({ productTypes: ['GIFT'] }))).rejects.toMatchObject({
      apiError: 4000022,
    })
    await expect(history('5', {})).rejects.toMatchObject({ apiError: 4040010 })
  })
})

/** Bypasses the types of the client library, which exclude invalid values. */
function toInvalidRequest(request: object): TransactionHistoryRequest {
  return request
}

describe('Family Sharing', () => {
  const shared = { productId: 'com.example.arcade.remove_ads', familyShared: true }

  test('a shared purchase is free, is found by its ownership, and ends with FAMILY_REVOKE', async () => {
    const accountToken = crypto.randomUUID()
    const bought = await createAppStorePurchase(emulator, { accountToken })
    const { id, transactionId } = await createAppStorePurchase(emulator, { ...shared, accountToken })
    for (const [inAppOwnershipType, found] of [
      [InAppOwnershipType.FAMILY_SHARED, transactionId],
      [InAppOwnershipType.PURCHASED, bought.transactionId],
    ] as const) {
      const page = await history(transactionId, { inAppOwnershipType })
      expect(await idsOf(page.signedTransactions)).toEqual([found])
    }
    await callPurchaseAction(emulator, id, 'refund')
    const { signedTransactionInfo = '' } = await createAppleClient(emulator).getTransactionInfo(transactionId)
    expect(
      await createAppleVerifier(emulator).verifyAndDecodeTransaction(signedTransactionInfo),
    ).toMatchObject({ inAppOwnershipType: 'FAMILY_SHARED', price: 0, revocationType: 'FAMILY_REVOKE' })
  })

  test('a consumable cannot be shared', async () => {
    await expect(createAppStorePurchase(emulator, { familyShared: true })).rejects.toThrow('cannot be shared')
  })
})
