import {
  subscribe,
  subscriptionItems,
  verify,
  type SubscriptionOptions,
} from '../subscriptions/subscription-fixture.ts'
import { createBuyer, expectField, newUserId, toStoreProductId } from '../support/purchase-client.ts'
import type { TestServerOptions } from '../support/test-server.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { consoleTest } from './console-test.ts'

/** A text that must be shown as it is. */
export const hostileId = `<img src=x onerror="document.title='acted'">\u202e-`
const withNotifications: TestServerOptions = { notifications: true }
const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const

/** An AppKey that sells subscriptions, and an entitlement that two of them give. */
export const subscriptionPageTest = consoleTest
  .extend('serverOptions', { scope: 'file' }, ({ builtConsole: _ }) => withNotifications)
  .extend('buySubscription', { scope: 'file' }, async ({ server, admin, sql }) => {
    for (const { itemId, type } of subscriptionItems) {
      const storeProducts = stores.map((store) => ({ store, productId: toStoreProductId(itemId) }))
      const name = `Membership ${itemId}`
      expectField(await admin.mutate('upsertItem', { itemId, name, type, storeProducts }), 'item')
    }
    const entitlement = { key: 'vip', name: 'VIP lounge', itemIds: ['vip', 'vip_gold'] }
    expectField(await admin.mutate('upsertEntitlement', entitlement), 'entitlement')
    /** A subscription of a user of its own, which is verified. */
    return async ({
      userId = newUserId(),
      ...options
    }: SubscriptionOptions & { readonly userId?: string } = {}) => {
      const buyer = await createBuyer(server, { userId })
      const { purchase, atStore } = await subscribe(buyer, options)
      const { payment } = await verify(buyer, atStore, purchase.id)
      await waitForIdle(server, sql, 60_000)
      const text = 'query ($id: ID!) { payment(id: $id) { id subscription { id } user { id } } }'
      const bought = (await admin.query(text, { id: payment?.id ?? '' })).payment
      return {
        id: bought?.subscription?.id ?? '',
        userId: bought?.user.id ?? '',
        paymentId: payment?.id ?? '',
        atStore,
      }
    }
  })
