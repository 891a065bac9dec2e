import { randomUUID } from 'node:crypto'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { findIds, lookUp } from '../search/search-fixture.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import {
  createBuyer,
  expectField,
  requestPurchase,
  toConsumeInput,
  toStoreProductId,
} from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import {
  expect,
  readChains,
  readPeriods,
  subscribe,
  subscribeAtStore,
  subscriptionTest as test,
  verify,
} from './subscription-fixture.ts'

const unknownReceipts = {
  GOOGLE_PLAY: () => ({
    googlePlay: { productId: toStoreProductId('vip'), purchaseToken: `unknown-${randomUUID()}` },
  }),
  APP_STORE: () => ({ appStore: { transactionId: '2000000999999999' } }),
  ONE_STORE: () => ({
    oneStore: { productId: toStoreProductId('vip'), purchaseToken: `unknown${randomUUID().slice(0, 8)}` },
  }),
} as const

test.for(['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const)(
  'at %s an unknown receipt, one of a one-time purchase for a subscription, the reverse, and one for another purchase are refused with nothing changed',
  async (store, { server, subscriber, admin, emulator, databaseSnapshot, notifications }) => {
    const storeProducts = [{ store, productId: toStoreProductId(`single_${store}`) }]
    const single = { itemId: `single_${store}`, name: 'single', type: 'CONSUMABLE' as const, storeProducts }
    expectField(await admin.mutate('upsertItem', single), 'item')
    const coins = await requestPurchase(subscriber, { store, itemId: single.itemId })
    const vip = await requestPurchase(subscriber, { store, itemId: 'vip' })
    const subscription = await subscribeAtStore(emulator, { store, customer: `bad ${store}` })
    const oneTimeOfVip = await createStorePurchase(emulator, { store, productId: toStoreProductId('vip') })
    const ofSingle = { store, productId: toStoreProductId(single.itemId), customer: `single ${store}` }
    const subscriptionOfSingle = await subscribeAtStore(emulator, ofSingle)
    await notifications.waitForIdle()
    const { userId, client } = subscriber
    const submit = (receipt: ReceiptInput, purchaseId?: string) =>
      databaseSnapshot.expectUnchanged(() =>
        client.mutate('verifyPurchase', {
          receipt,
          userId,
          ...(purchaseId === undefined ? {} : { purchaseId }),
        }),
      )
    for (const [what, result, code] of [
      ['an unknown one', await submit(unknownReceipts[store]()), 'RECEIPT_INVALID'],
      ['a one-time receipt', await submit(oneTimeOfVip.receipt), 'RECEIPT_ITEM_MISMATCH'],
      [
        'a subscription of a one-time item',
        await submit(subscriptionOfSingle.receipt),
        'RECEIPT_ITEM_MISMATCH',
      ],
      ['one for another purchase', await submit(subscription.receipt, coins.id), 'RECEIPT_ITEM_MISMATCH'],
    ] as const) {
      expect(result.problem, what).toMatchObject({ code, retryable: false })
    }
    expect(await verify(subscriber, subscription, vip.id)).toMatchObject({ problem: null })
    await notifications.waitForIdle()
    // Two users with one subscription: it is of the first.
    const other = await createBuyer(server)
    const second = await databaseSnapshot.expectUnchanged(() => verify(other, subscription))
    expect(second.problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH' })
  },
)

test.for(['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const)(
  'of two users who submit one subscription of %s at the same time one gets it',
  async (store, { server, sold: _, sql, emulator, notifications }) => {
    const buyers = await Promise.all([createBuyer(server), createBuyer(server)])
    const atStore = await subscribeAtStore(emulator, { store, customer: `two users of ${store}` })
    await notifications.waitForIdle()
    const results = await Promise.all(
      [0, 1, 0, 1].map((index) => verify(buyers[index] ?? expect.fail(), atStore)),
    )
    const codes = new Set(results.flatMap(({ problem }) => problem?.code ?? []))
    expect([...codes]).toEqual(['RECEIPT_USER_MISMATCH'])
    const chains = await Promise.all(buyers.map((buyer) => readChains(sql, buyer)))
    expect(chains.flat()).toHaveLength(1)
    expect(await readPeriods(sql, chains.flat()[0]?.id ?? '')).toHaveLength(1)
  },
)

test('a subscription of another environment than its record, and a period that is recorded under another subscription, are refused with nothing changed', async ({
  subscriber,
  sql,
  databaseSnapshot,
  notifications,
  faults,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  const setEnvironment = (environment: string) =>
    sql`update subscriptions set environment = ${environment} where id = ${chain?.id ?? ''}`
  await setEnvironment('SANDBOX')
  const foreign = await databaseSnapshot.expectUnchanged(() => verify(subscriber, atStore))
  expect(foreign.problem).toMatchObject({ code: 'RECEIPT_ENVIRONMENT_REFUSED' })
  await setEnvironment('PRODUCTION')
  // The store has never used the number of an order twice; if it did, the money would be counted once.
  await faults.disableNotifications('GOOGLE_PLAY')
  const other = await subscribe(subscriber, { itemId: 'vip_gold', customer: 'twice' })
  const [period] = other.atStore.periods
  await sql`
    update payments set store_transaction_id = ${period?.orderId ?? ''}, line_item = 'com.example.arcade.vip_gold'
    where subscription_id = ${chain?.id ?? ''}`
  const twice = await databaseSnapshot.expectUnchanged(() =>
    verify(subscriber, other.atStore, other.purchase.id),
  )
  await faults.clear()
  expect(twice.problem).toMatchObject({
    code: 'RECEIPT_INVALID',
    message: expect.stringContaining('another'),
  })
})

test('a trial of an item with consumeTrial is consumed once, as the period after it', async ({
  subscriber,
  admin,
  sql,
  notifications,
}) => {
  const storeProducts = [{ store: 'GOOGLE_PLAY' as const, productId: toStoreProductId('trial_coins') }]
  const type = 'CONSUMABLE_AUTO_RENEWABLE' as const
  const item = { itemId: 'trial_coins', name: 'Coins', type, consumeTrial: true, storeProducts }
  expectField(await admin.mutate('upsertItem', item), 'item')
  const { purchase, atStore } = await subscribe(subscriber, {
    itemId: 'trial_coins',
    offers: [{ kind: 'TRIAL', period: 'P1W' }],
  })
  const { payment } = await verify(subscriber, atStore, purchase.id)
  expect(payment).toMatchObject({ status: 'PAID', purchaseToken: expect.any(String) })
  const consume = toConsumeInput(payment ?? expect.fail())
  expect(await admin.mutate('consumePayment', consume)).toMatchObject({ problem: null })
  expect((await admin.mutate('consumePayment', consume)).problem).toMatchObject({ code: 'ALREADY_CONSUMED' })
  await notifications.waitForIdle()
  await notifications.advanceTime(8 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'CONSUMED', period_phase: 'TRIAL' },
    { status: 'PAID', period_phase: 'NORMAL' },
  ])
})

test.for(['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const)(
  'a subscription of %s is found by its key before and after somebody owns it, and its periods by their order numbers',
  async (store, { subscriber, sql, admin, emulator, notifications }) => {
    const atStore = await subscribeAtStore(emulator, { store, customer: `search ${store}` })
    await notifications.waitForIdle()
    const [unowned] = await sql<{ id: string }[]>`
      select id from subscriptions where user_id is null and store = ${store} order by created_at desc limit 1`
    const subscriptionId = encodeId('sub', unowned?.id ?? '')
    expect(await findIds(admin, atStore.token)).toContain(subscriptionId)
    expect(await verify(subscriber, atStore)).toMatchObject({ problem: null })
    await notifications.waitForIdle()
    await notifications.advanceTime(33 * dayMs)
    const periods = await readPeriods(sql, unowned?.id ?? '')
    expect(periods).toHaveLength(2)
    expect(await findIds(admin, atStore.token)).toContain(subscriptionId)
    for (const { id, store_transaction_id: text } of periods) {
      const payment = { id: encodeId('pay', id) }
      expect(await findIds(admin, text), text).toContain(payment.id)
      if (store === 'ONE_STORE') continue
      // The store answers about a single period too; it is recorded with the others, and never adopted by itself.
      const { answers } = await lookUp(admin, text, store)
      expect(answers, text).toMatchObject([
        { sales: [{ storeTransactionId: text, payment, canAdopt: false, item: { itemId: 'vip' } }] },
      ])
    }
  },
)
