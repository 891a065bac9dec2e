import { Environment } from '@apple/app-store-server-library'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient, createAppleVerifier } from './apple-client.ts'
import {
  createPurchase,
  createAppStorePurchase,
  callPurchaseAction,
  coinsProductId,
  getPurchaseView,
} from './emulator-client.ts'

const accountToken = '3F2504E0-4F89-41D3-9A0C-0305E82C3301'
let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

async function decodeAll(
  signed: string[] | undefined,
): Promise<{ transactionId?: string; revocationDate?: number }[]> {
  return Promise.all(
    (signed ?? []).map((jws) => createAppleVerifier(emulator).verifyAndDecodeTransaction(jws)),
  )
}

async function idsOf(signed: string[] | undefined): Promise<(string | undefined)[]> {
  return (await decodeAll(signed)).map(({ transactionId }) => transactionId)
}

describe('getTransactionInfo', () => {
  test('the response contains every field of a consumable, with the price in milliunits and the account token in lower case', async () => {
    const price = { amount: '4.99', currencyCode: 'USD' }
    const { transactionId } = await createAppStorePurchase(emulator, {
      accountToken: accountToken,
      quantity: 2,
      price,
    })
    const { signedTransactionInfo = '' } = await createAppleClient(emulator).getTransactionInfo(transactionId)
    const transaction = await createAppleVerifier(emulator).verifyAndDecodeTransaction(signedTransactionInfo)
    expect(transaction).toEqual({
      transactionId,
      originalTransactionId: transactionId,
      bundleId: 'com.example.arcade',
      productId: coinsProductId,
      purchaseDate: expect.any(Number),
      originalPurchaseDate: transaction.purchaseDate,
      quantity: 2,
      type: 'Consumable',
      appAccountToken: accountToken.toLowerCase(),
      inAppOwnershipType: 'PURCHASED',
      signedDate: expect.any(Number),
      environment: 'Production',
      transactionReason: 'PURCHASE',
      storefront: 'USA',
      storefrontId: '143441',
      price: 4990,
      currency: 'USD',
      appTransactionId: expect.stringMatching(/^\d{18}$/),
    })
    expect(transactionId).toMatch(/^\d{16}$/)
  })

  test('a Korean default price belongs to the Korean storefront', async () => {
    const { jws } = await createAppStorePurchase(emulator)
    const transaction = await createAppleVerifier(emulator).verifyAndDecodeTransaction(jws)
    expect(transaction).toMatchObject({ price: 1_200_000, currency: 'KRW', storefront: 'KOR' })
    expect(transaction).not.toHaveProperty('appAccountToken')
  })

  test('an auto-renewable transaction has a group, a line item and an expiry date', async () => {
    const { jws } = await createAppStorePurchase(emulator, {
      productId: 'com.example.arcade.pass',
      productType: 'AUTO_RENEWABLE',
    })
    const transaction = await createAppleVerifier(emulator).verifyAndDecodeTransaction(jws)
    expect(transaction.type).toBe('Auto-Renewable Subscription')
    expect(transaction.expiresDate).toBeGreaterThan(transaction.purchaseDate ?? Infinity)
    expect(transaction.webOrderLineItemId).toMatch(/^\d+$/)
    expect(transaction.subscriptionGroupIdentifier).toMatch(/^\d+$/)
  })

  test('the transaction contains a full refund, its reversal, a partial refund and a revocation', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    const read = async (): Promise<unknown> => {
      const { signedTransactionInfo = '' } =
        await createAppleClient(emulator).getTransactionInfo(transactionId)
      return createAppleVerifier(emulator).verifyAndDecodeTransaction(signedTransactionInfo)
    }
    await callPurchaseAction(emulator, id, 'refund', { percentage: 40 })
    expect(await read()).toMatchObject({ revocationType: 'REFUND_PRORATED', revocationPercentage: 40_000 })
    await callPurchaseAction(emulator, id, 'refund')
    expect(await read()).toMatchObject({
      revocationType: 'REFUND_FULL',
      revocationReason: 1,
      revocationDate: expect.any(Number),
    })
    await callPurchaseAction(emulator, id, 'reverse-refund')
    expect(await read()).not.toHaveProperty('revocationDate')
    await callPurchaseAction(emulator, id, 'revoke')
    expect(await read()).toMatchObject({ revocationType: 'REFUND_FULL', revocationReason: 0 })
  })

  test('production and sandbox have separate transactions', async () => {
    const { transactionId, jws } = await createAppStorePurchase(emulator, { environment: 'SANDBOX' })
    await expect(createAppleClient(emulator).getTransactionInfo(transactionId)).rejects.toMatchObject({
      httpStatusCode: 404,
      apiError: 4040010,
      errorMessage: 'Transaction id not found.',
    })
    await expect(
      createAppleClient(emulator, Environment.SANDBOX).getTransactionInfo(transactionId),
    ).resolves.toHaveProperty('signedTransactionInfo')
    await expect(
      createAppleVerifier(emulator, Environment.SANDBOX).verifyAndDecodeTransaction(jws),
    ).resolves.toMatchObject({ environment: 'Sandbox' })
  })

  test('purchases of another app, with a tampered receipt, declined or unpaid are not found', async () => {
    const other = await createAppStorePurchase(emulator, { bundleId: 'com.example.other' })
    const tampered = await createAppStorePurchase(emulator, { tamper: 'TAMPERED_PAYLOAD' })
    for (const { transactionId } of [other, tampered]) {
      await expect(createAppleClient(emulator).getTransactionInfo(transactionId)).rejects.toMatchObject({
        apiError: 4040010,
      })
    }
    for (const outcome of ['DECLINED', 'PENDING']) {
      expect(await createPurchase(emulator, { outcome })).toMatchObject({
        transactionId: null,
        receipt: null,
      })
    }
  })

  test('a pending purchase has a transaction after it is completed', async () => {
    const { id } = await createPurchase(emulator, { outcome: 'PENDING' })
    await callPurchaseAction(emulator, id, 'complete')
    const { transactionId, receipt } = await getPurchaseView(emulator, id)
    expect(receipt).toHaveProperty('appStore.signedTransaction')
    await expect(
      createAppleClient(emulator).getTransactionInfo(String(transactionId)),
    ).resolves.toHaveProperty('signedTransactionInfo')
  })

  test('a malformed id is rejected with 4000006', async () => {
    for (const id of ['abc', '1'.repeat(33), '12%2034', '1e3']) {
      await expect(createAppleClient(emulator).getTransactionInfo(id)).rejects.toMatchObject({
        httpStatusCode: 400,
        apiError: 4000006,
      })
    }
  })
})

describe('other endpoints', () => {
  test('lookUpOrderId returns the transaction of an order, and status 1 for an unknown order', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    const { orderId } = await getPurchaseView(emulator, id)
    const found = await createAppleClient(emulator).lookUpOrderId(String(orderId))
    expect(found.status).toBe(0)
    expect(await idsOf(found.signedTransactions)).toEqual([transactionId])
    expect(await createAppleClient(emulator).lookUpOrderId('MNOTHING')).toEqual({ status: 1 })
  })

  test('getRefundHistory returns only refunded transactions', async () => {
    const customer = { customer: 'refund-customer' }
    const paid = await createAppStorePurchase(emulator, customer)
    const refunded = await createAppStorePurchase(emulator, customer)
    expect(await createAppleClient(emulator).getRefundHistory(paid.transactionId, null)).toMatchObject({
      signedTransactions: [],
      hasMore: false,
    })
    await callPurchaseAction(emulator, refunded.id, 'refund')
    const { signedTransactions, revision } = await createAppleClient(emulator).getRefundHistory(
      paid.transactionId,
      null,
    )
    expect(await decodeAll(signedTransactions)).toMatchObject([
      { transactionId: refunded.transactionId, revocationDate: expect.any(Number) },
    ])
    expect(
      (await createAppleClient(emulator).getRefundHistory(paid.transactionId, revision ?? ''))
        .signedTransactions,
    ).toEqual([])
  })

  test('setAppAccountToken changes the token of the transaction and rejects values that are not UUIDs', async () => {
    const { transactionId } = await createAppStorePurchase(emulator)
    const client = createAppleClient(emulator)
    await client.setAppAccountToken(transactionId, { appAccountToken: accountToken })
    const { signedTransactionInfo = '' } = await client.getTransactionInfo(transactionId)
    const { appAccountToken } =
      await createAppleVerifier(emulator).verifyAndDecodeTransaction(signedTransactionInfo)
    expect(appAccountToken).toBe(accountToken.toLowerCase())
    await expect(client.setAppAccountToken(transactionId, { appAccountToken: 'me' })).rejects.toMatchObject({
      apiError: 4000183,
    })
    await expect(client.setAppAccountToken('5', { appAccountToken: accountToken })).rejects.toMatchObject({
      apiError: 4040010,
    })
  })

  test('finishTransaction is idempotent', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    expect(await getPurchaseView(emulator, id)).toMatchObject({ finished: false })
    await createAppleClient(emulator).finishTransaction(transactionId)
    await createAppleClient(emulator).finishTransaction(transactionId)
    expect(await getPurchaseView(emulator, id)).toMatchObject({ finished: true })
  })

  test('test notifications contain a valid signed payload for their environment', async () => {
    for (const environment of [Environment.PRODUCTION, Environment.SANDBOX]) {
      const client = createAppleClient(emulator, environment)
      const { testNotificationToken = '' } = await client.requestTestNotification()
      const { signedPayload = '', sendAttempts } =
        await client.getTestNotificationStatus(testNotificationToken)
      expect(sendAttempts).toEqual([])
      const payload = await createAppleVerifier(emulator, environment).verifyAndDecodeNotification(
        signedPayload,
      )
      expect(payload).toMatchObject({ notificationType: 'TEST', version: '2.0', data: { environment } })
    }
    const unknown = `${crypto.randomUUID()}_1`
    await expect(createAppleClient(emulator).getTestNotificationStatus(unknown)).rejects.toMatchObject({
      apiError: 4040008,
    })
    await expect(createAppleClient(emulator).getTestNotificationStatus('x')).rejects.toMatchObject({
      apiError: 4000020,
    })
  })
})
