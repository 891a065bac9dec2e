import { randomUUID } from 'node:crypto'
import type { ImportedPurchaseInput } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import {
  createStorePurchase,
  updateStorePurchase,
  type EmulatedStore,
  type EmulatorAddress,
} from '../support/emulator-control.ts'
import {
  buyItem,
  createBuyer,
  expectField,
  newUserId,
  requestPurchase,
  toStoreProductId,
} from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const environment = { IMPORT_STORE_READS_PER_SECOND: '1000' }
const test = serverTest.extend('serverOptions', { scope: 'file' }, { environment })

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
const consumedAt = '2024-05-01T10:00:00.000Z'
const completedAt = '2024-05-01T10:00:05.000Z'

/** A sale whose account token belongs to the app itself, as before it used this server. */
const buyEarlier = (
  emulator: EmulatorAddress,
  { store = 'GOOGLE_PLAY', itemId = 'coins_100' }: { store?: EmulatedStore; itemId?: string } = {},
) =>
  createStorePurchase(emulator, {
    store,
    productId: toStoreProductId(itemId),
    accountToken: randomUUID(),
    environment: 'PRODUCTION',
  })

/** Times are JSON in the tests. */
type Times = { readonly consumedAt?: string | null; readonly completedAt?: string | null }
type Purchase = Omit<ImportedPurchaseInput, keyof Times> & Times

async function importAll(
  admin: ApiClient,
  purchases: readonly Purchase[],
  mode: { readonly recordEvents?: boolean; readonly compareOnly?: boolean } = {},
) {
  const input = { purchases: purchases as unknown as ImportedPurchaseInput[], ...mode }
  return expectField(await admin.mutate('importPurchases', input), 'results')
}

const eventTypes = async (admin: ApiClient, id: string) =>
  (
    await admin.query('query ($id: ID!) { payment(id: $id) { events { type previousStatus status } } }', {
      id,
    })
  ).payment?.events

describe('a purchase that another server delivered', () => {
  test.for(stores)(
    'a purchase at %s is recorded once, without events, and cannot be consumed again',
    async (store, { emulator, admin, records }) => {
      const { receipt } = await buyEarlier(emulator, { store })
      const purchase = { userId: newUserId(), itemId: 'coins_100', receipt, consumedAt, completedAt }
      const [recorded] = await importAll(admin, [purchase])
      expect(recorded).toMatchObject({
        outcome: 'RECORDED',
        payment: {
          status: 'COMPLETED',
          user: { userId: purchase.userId },
          consume: { consumedBy: 'OPERATOR' },
        },
        problem: null,
      })
      const payment = { id: recorded?.payment?.id ?? '' }
      expect(await eventTypes(admin, payment.id)).toEqual([])
      const [again] = await importAll(admin, [purchase])
      expect(again).toMatchObject({
        outcome: 'ALREADY_RECORDED',
        payment: { id: payment.id },
        differences: [],
      })
      const consumed = await admin.mutate('consumePayment', { paymentId: payment.id, purchaseToken: 'x' })
      expect(consumed.consume).toBeNull()
      expect(await records.auditLog(payment.id)).toEqual([
        expect.objectContaining({ action: 'importPurchases' }),
      ])
    },
  )

  test('an imported purchase that was not consumed is consumed here, and its user gets its token', async ({
    server,
    emulator,
    admin,
  }) => {
    const buyer = await createBuyer(server)
    const { receipt } = await buyEarlier(emulator)
    const [recorded] = await importAll(admin, [{ userId: buyer.userId, receipt }])
    expect(recorded).toMatchObject({ outcome: 'RECORDED', payment: { status: 'PAID' } })
    const text = '{ unconsumedPayments { nodes { id purchaseToken } } }'
    const { nodes } = (await buyer.client.query(text)).unconsumedPayments
    expect(nodes).toEqual([{ id: recorded?.payment?.id, purchaseToken: expect.any(String) }])
    const input = { paymentId: nodes[0]?.id ?? '', purchaseToken: nodes[0]?.purchaseToken ?? '' }
    const { consume } = await admin.mutate('consumePayment', input)
    expect(consume?.consumedBy).toBe('SERVER')
  })

  test('the events are written in their order if they are asked for', async ({ emulator, admin }) => {
    const [coins, ads] = [await buyEarlier(emulator), await buyEarlier(emulator, { itemId: 'remove_ads' })]
    const userId = newUserId()
    const [first, second] = await importAll(
      admin,
      [
        { userId, receipt: coins.receipt, consumedAt, completedAt },
        { userId, receipt: ads.receipt, completedAt },
      ],
      { recordEvents: true },
    )
    await expect
      .poll(() => eventTypes(admin, first?.payment?.id ?? ''))
      .toEqual([
        { type: 'PAYMENT_PAID', previousStatus: null, status: 'PAID' },
        { type: 'PAYMENT_CONSUMED', previousStatus: 'PAID', status: 'CONSUMED' },
        { type: 'PAYMENT_COMPLETED', previousStatus: 'CONSUMED', status: 'COMPLETED' },
      ])
    await expect
      .poll(() => eventTypes(admin, second?.payment?.id ?? ''))
      .toEqual([
        { type: 'PAYMENT_PAID', previousStatus: null, status: 'PAID' },
        { type: 'PAYMENT_COMPLETED', previousStatus: 'PAID', status: 'COMPLETED' },
      ])
  })

  test('a bare transaction id of the App Store can be imported', async ({ emulator, admin }) => {
    const { transactionId } = await buyEarlier(emulator, { store: 'APP_STORE' })
    const [recorded] = await importAll(admin, [
      { userId: newUserId(), receipt: { appStore: { transactionId } }, consumedAt },
    ])
    expect(recorded).toMatchObject({ outcome: 'RECORDED', payment: { status: 'CONSUMED' } })
  })
})

describe('a purchase that is recorded already', () => {
  test('a payment that the other server delivered is marked as delivered, with its events', async ({
    admin,
    buyer,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    const purchase = { userId: buyer.userId, receipt: storePurchase.receipt, consumedAt, completedAt }
    const [compared] = await importAll(admin, [purchase], { compareOnly: true })
    expect(compared).toMatchObject({
      outcome: 'DIFFERS',
      differences: [
        { field: 'consumed', recorded: 'false', imported: 'true' },
        { field: 'completed', recorded: 'false', imported: 'true' },
      ],
    })
    const [updated] = await importAll(admin, [purchase])
    expect(updated).toMatchObject({ outcome: 'UPDATED', payment: { id: payment.id, status: 'COMPLETED' } })
    expect((await importAll(admin, [purchase]))[0]?.outcome).toBe('ALREADY_RECORDED')
  })

  test('the payment of another user differs and stays as it is', async ({
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const { storePurchase } = await buyItem(buyer)
    const purchase = { userId: newUserId(), receipt: storePurchase.receipt, consumedAt, completedAt }
    const [result] = await databaseSnapshot.expectUnchanged(() => importAll(admin, [purchase]))
    expect(result).toMatchObject({ outcome: 'DIFFERS', problem: null })
    expect(result?.differences[0]).toMatchObject({ field: 'userId', recorded: buyer.userId })
  })
})

describe('a purchase that cannot be imported', () => {
  test('each purchase is answered on its own', async ({ emulator, admin, buyer }) => {
    const userId = newUserId()
    const reserved = await requestPurchase(buyer)
    const [good, other, refunded, foreign, ads] = [
      await buyEarlier(emulator),
      await buyEarlier(emulator),
      await buyEarlier(emulator),
      await createStorePurchase(emulator, {
        store: 'TEST_STORE',
        productId: reserved.storeProductId,
        accountToken: reserved.accountToken,
      }),
      await buyEarlier(emulator, { itemId: 'remove_ads' }),
    ]
    await updateStorePurchase(emulator, refunded.id, 'refund')
    const results = await importAll(admin, [
      { userId, receipt: good.receipt, itemId: 'coins_500' },
      { userId, receipt: refunded.receipt },
      { userId, receipt: foreign.receipt },
      { userId, receipt: ads.receipt, consumedAt },
      { userId, receipt: { googlePlay: { productId: 'x', purchaseToken: 'no-such-token' } } },
      { userId: '', receipt: good.receipt },
      { userId, receipt: good.receipt, completedAt },
      { userId, receipt: good.receipt, consumedAt: '2999-01-01T00:00:00Z' },
      { userId, receipt: other.receipt, consumedAt },
    ])
    expect(results.map(({ outcome, problem }) => problem?.code ?? outcome)).toEqual([
      'RECEIPT_ITEM_MISMATCH',
      'PAYMENT_REFUNDED',
      'RECEIPT_USER_MISMATCH',
      'NOT_CONSUMABLE',
      'RECEIPT_INVALID',
      'INVALID_INPUT',
      'INVALID_INPUT',
      'INVALID_INPUT',
      'RECORDED',
    ])
  })

  test('a store that is unavailable rejects the purchase for now, and a later call records it', async ({
    emulator,
    admin,
    faults,
  }) => {
    const { receipt } = await buyEarlier(emulator)
    const purchase = { userId: newUserId(), receipt, consumedAt }
    await faults.inject({ store: 'GOOGLE_PLAY', status: 503, times: 100 })
    const [failed] = await importAll(admin, [purchase])
    expect(failed).toMatchObject({
      outcome: 'REJECTED',
      problem: { code: 'STORE_UNAVAILABLE', retryable: true },
    })
    await faults.clear()
    expect((await importAll(admin, [purchase]))[0]?.outcome).toBe('RECORDED')
  })

  test('fewer than 1 or more than 100 purchases are refused', async ({ emulator, admin }) => {
    const { receipt } = await buyEarlier(emulator)
    for (const count of [0, 101]) {
      const purchases = Array.from({ length: count }, () => ({ userId: 'u', receipt }))
      expect(await admin.mutate('importPurchases', { purchases })).toMatchObject({
        results: null,
        problem: { code: 'INVALID_INPUT', field: ['purchases'] },
      })
    }
  })
})

test('a comparison records nothing, registers nobody, and says what would be recorded', async ({
  emulator,
  admin,
  databaseSnapshot,
}) => {
  const { receipt } = await buyEarlier(emulator)
  const purchase = { userId: newUserId(), receipt, consumedAt }
  const [result] = await databaseSnapshot.expectUnchanged(() =>
    importAll(admin, [purchase], { compareOnly: true }),
  )
  expect(result).toEqual({ outcome: 'NOT_RECORDED', payment: null, differences: [], problem: null })
})

test('I1: the same purchase in concurrent imports becomes one payment', async ({ emulator, admin }) => {
  const { receipt } = await buyEarlier(emulator)
  const purchase = { userId: newUserId(), receipt, consumedAt }
  const calls = await Promise.all(Array.from({ length: 4 }, () => importAll(admin, [purchase, purchase])))
  const results = calls.flat()
  expect(new Set(results.map(({ payment }) => payment?.id)).size).toBe(1)
  expect(results.filter(({ outcome }) => outcome === 'RECORDED')).toHaveLength(1)
  expect(results.filter(({ outcome }) => outcome === 'ALREADY_RECORDED')).toHaveLength(7)
})
