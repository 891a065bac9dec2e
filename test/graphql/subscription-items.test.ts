import { toStoreProductId } from '../support/purchase-client.ts'
import { expect, serverTest as test } from '../support/test.ts'

const subscriptionTypes = ['AUTO_RENEWABLE', 'CONSUMABLE_AUTO_RENEWABLE'] as const
const refused = { code: 'SUBSCRIPTIONS_NOT_SUPPORTED', retryable: false }

test.for(subscriptionTypes)(
  'an item of the type %s is sold by every store but the Test store',
  async (type, { admin, buyer, databaseSnapshot }) => {
    const itemId = `item_${type}`
    const productId = toStoreProductId(itemId)
    const input = { itemId, name: 'VIP', type }
    const ofTestStore = { ...input, storeProducts: [{ store: 'TEST_STORE' as const, productId }] }
    const outcome = await databaseSnapshot.expectUnchanged(() => admin.mutate('upsertItem', ofTestStore))
    expect(outcome).toMatchObject({ item: null, problem: { ...refused, field: ['storeProducts'] } })
    const ofGooglePlay = { ...input, storeProducts: [{ store: 'GOOGLE_PLAY' as const, productId }] }
    expect(await admin.mutate('upsertItem', ofGooglePlay)).toMatchObject({ problem: null })
    expect(await buyer.client.mutate('requestPurchase', { itemId, store: 'GOOGLE_PLAY' })).toMatchObject({
      problem: null,
      purchase: { storeProductId: productId },
    })
    const request = { itemId, store: 'TEST_STORE' as const }
    expect(await buyer.client.mutate('requestPurchase', request)).toMatchObject({
      purchase: null,
      problem: { ...refused, field: ['itemId'] },
    })
  },
)
