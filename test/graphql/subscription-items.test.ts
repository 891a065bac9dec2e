import { buyItem, createBuyer, toStoreProductId } from '../support/purchase-client.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { notifications: true })
  .extend('tester', { scope: 'file' }, ({ server }) => createBuyer(server, { userId: 'tester' }))

const subscriptionTypes = ['AUTO_RENEWABLE', 'CONSUMABLE_AUTO_RENEWABLE'] as const
const refused = { code: 'SUBSCRIPTIONS_NOT_SUPPORTED', retryable: false }

test.for(subscriptionTypes)(
  'an item of the type %s cannot be created',
  async (type, { admin, databaseSnapshot }) => {
    const input = { itemId: 'vip', name: 'VIP', type, storeProducts: [] }
    const outcome = await databaseSnapshot.expectUnchanged(() => admin.mutate('upsertItem', input))
    expect(outcome).toMatchObject({ item: null, problem: { ...refused, field: ['type'] } })
  },
)

test.for(subscriptionTypes)(
  'an item of the type %s that an earlier version created cannot be reserved',
  async (type, { admin, buyer, sql, databaseSnapshot }) => {
    const itemId = `old_${type}`
    const storeProducts = [{ store: 'TEST_STORE', productId: itemId }] as const
    await admin.mutate('upsertItem', { itemId, name: 'VIP', type: 'CONSUMABLE', storeProducts })
    await sql`update items set type = ${type} where external_id = ${itemId}`
    const request = { itemId, store: 'TEST_STORE' } as const
    const outcome = await databaseSnapshot.expectUnchanged(() =>
      buyer.client.mutate('requestPurchase', request),
    )
    expect(outcome).toMatchObject({ purchase: null, problem: { ...refused, field: ['itemId'] } })
  },
)

test.for(['APP_STORE', 'GOOGLE_PLAY'] as const)(
  'the receipt of a subscription of %s is refused, its notification is processed, and neither changes anything',
  async (store, { emulator, admin, tester, databaseSnapshot }) => {
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: toStoreProductId('coins_100'),
      productType: 'AUTO_RENEWABLE',
    })
    await expect
      .poll(async () => {
        const text = `query ($store: Store) { notifications(store: $store) { nodes { status result type } } }`
        return (await admin.query(text, { store })).notifications.nodes
      })
      .toContainEqual(expect.objectContaining({ status: 'PROCESSED', result: 'no changes' }))
    const outcome = await databaseSnapshot.expectUnchanged(() =>
      tester.client.mutate('verifyPurchase', { receipt }),
    )
    expect(outcome).toMatchObject({ payment: null, problem: refused })
    expect((await buyItem(tester, { store })).payment.status).toBe('PAID')
  },
)
