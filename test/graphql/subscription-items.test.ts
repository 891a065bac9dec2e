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

const trialItem = { itemId: 'trial_coins', name: 'Coins', type: 'CONSUMABLE_AUTO_RENEWABLE' as const }

test('only the trial of a consumable subscription can be consumed, and the change is in the audit log', async ({
  admin,
  databaseSnapshot,
  sql,
}) => {
  for (const type of ['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE'] as const) {
    const input = { itemId: `trial_${type}`, name: 'Coins', type, consumeTrial: true }
    const outcome = await databaseSnapshot.expectUnchanged(() => admin.mutate('upsertItem', input))
    expect(outcome.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['consumeTrial'] })
    const csv = `itemId,name,type,consumeTrial\ntrial_${type},Coins,${type},true`
    const imported = await databaseSnapshot.expectUnchanged(() => admin.mutate('importItems', { csv }))
    expect(imported.errors).toMatchObject([{ row: 2, column: 'consumeTrial', code: 'INVALID_VALUE' }])
  }
  const readTrial = async () => {
    const { items } = await admin.query('{ items(first: 100) { nodes { itemId consumeTrial } } }')
    return items.nodes.find(({ itemId }) => itemId === trialItem.itemId)?.consumeTrial
  }
  expect(await admin.mutate('upsertItem', trialItem)).toMatchObject({ problem: null })
  expect(await readTrial()).toBe(false)
  const { itemId } = trialItem
  expect(await admin.mutate('upsertItem', { itemId, consumeTrial: true })).toMatchObject({ problem: null })
  expect(await readTrial()).toBe(true)
  expect(await admin.mutate('upsertItem', { itemId, name: 'Gold' })).toMatchObject({ problem: null })
  expect(await readTrial()).toBe(true)
  const csv = `itemId,consumeTrial\n${itemId},false`
  expect(await admin.mutate('importItems', { csv })).toMatchObject({ changedCount: 1, problem: null })
  expect(await readTrial()).toBe(false)
  const entries = await sql<{ changes: unknown }[]>`
    select changes from audit_log
    where subject_id = (select id from items where external_id = ${itemId}) and changes -> 'after' ? 'consumeTrial'
    order by id`
  expect(entries.map(({ changes }) => changes)).toMatchObject([
    { after: { consumeTrial: false } },
    { before: { consumeTrial: false }, after: { consumeTrial: true } },
    { before: { consumeTrial: true }, after: { consumeTrial: false } },
  ])
})
