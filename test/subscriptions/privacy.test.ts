import { createBuyer } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import {
  act,
  expect,
  readChains,
  readPeriods,
  subscribe,
  subscriptionTest as test,
  verify,
} from './subscription-fixture.ts'

test('an export of a user has the subscriptions and all of their periods', async ({
  subscriber,
  admin,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(64 * dayMs)
  const { data } = await admin.mutate('exportUser', { userId: subscriber.userId })
  expect(data).toMatchObject({
    user: { subscriptions: [{ status: 'ACTIVE', storeProductId: 'com.example.arcade.vip' }] },
    purchases: [
      {
        item: 'vip',
        payment: { periodKind: 'RENEWAL' },
        earlierPeriods: [
          { periodKind: 'RENEWAL' },
          { periodKind: 'INITIAL', receipts: [{ source: expect.any(String) }] },
        ],
      },
    ],
  })
})

test('the erasure of a user keeps the periods and removes who the customer is at the store, also from later readings', async ({
  subscriber,
  admin,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain?.account_token).not.toBeNull()
  expect(await admin.mutate('eraseUser', { userId: subscriber.userId })).toMatchObject({ problem: null })
  await notifications.advanceTime(33 * dayMs)
  expect(await readPeriods(sql, chain?.id ?? '')).toHaveLength(2)
  const rows = await sql`
    select status, account_token, store_account_id, country_code from subscriptions where id = ${chain?.id ?? ''}`
  expect(rows).toEqual([
    { status: 'ACTIVE', account_token: null, store_account_id: null, country_code: null },
  ])
  // Neither the new period nor its refund stores what the store said about the customer.
  await act(emulator, atStore.id, 'refund')
  await notifications.waitForIdle()
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([{}, { status: 'REFUNDED' }])
  const receipts = await sql<{ raw: string }[]>`
    select r.raw from receipts r join payments p on p.id = r.payment_id where p.subscription_id = ${chain?.id ?? ''}`
  expect(receipts.length).toBeGreaterThan(2)
  expect(new Set(receipts.map(({ raw }) => raw))).toEqual(new Set(['{"erased":true}']))
})

test('a subscription that an erased user bought again in the Play app belongs to whoever submits its receipt', async ({
  server,
  subscriber,
  admin,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'cancel')
  await notifications.waitForIdle()
  await notifications.advanceTime(33 * dayMs)
  await admin.mutate('eraseUser', { userId: subscriber.userId })
  const again = await act(emulator, atStore.id, 'resubscribe', { fromStore: true })
  await notifications.waitForIdle()
  const buyer = await createBuyer(server)
  expect(await verify(buyer, again)).toMatchObject({ problem: null })
  expect(await readChains(sql, buyer)).toMatchObject([{ status: 'ACTIVE' }])
})

test('an import refuses the receipt of a subscription and says how it is recorded', async ({
  subscriber,
  admin,
  sql,
}) => {
  const { atStore } = await subscribe(subscriber)
  const { results } = await admin.mutate('importPurchases', {
    purchases: [{ receipt: atStore.receipt, userId: subscriber.userId }],
  })
  expect(results).toMatchObject([
    {
      outcome: 'REJECTED',
      problem: { code: 'SUBSCRIPTIONS_NOT_SUPPORTED', message: expect.stringContaining('verifyPurchase') },
    },
  ])
  expect(
    await sql`select 1 from purchases where status = 'VERIFIED' and user_id in (
    select id from users where external_id = ${subscriber.userId})`,
  ).toEqual([])
})
