import type { ApiClient } from '../support/api.ts'
import {
  buyUnverified,
  createBuyer,
  expectField,
  newUserId,
  createServerClient,
} from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

describe('items', () => {
  const text = `query ($store: Store, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
    items(store: $store, first: $first, after: $after, last: $last, before: $before) {
    nodes { itemId enabled storeProducts { store productId } }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`

  test('items are ordered by item id, clients see only enabled items, and the store filters them', async ({
    server,
  }) => {
    const project = await server.addProject({})
    await connectEmulator(server, project)
    const admin = createServerClient(server, project)
    const client = (await createBuyer(server, { project, userId: newUserId() })).client
    const storeProducts = [{ store: 'TEST_STORE', productId: 'old' }] as const
    const retired = {
      itemId: 'a_retired',
      name: 'old',
      type: 'CONSUMABLE',
      enabled: false,
      storeProducts,
    } as const
    await admin.mutate('upsertItem', retired)
    const itemIds = async (api: ApiClient, variables = {}) =>
      (await api.query(text, variables)).items.nodes.map(({ itemId }) => itemId)
    expect(await itemIds(admin)).toEqual(['a_retired', 'coins_100', 'coins_500', 'remove_ads'])
    expect(await itemIds(client)).toEqual(['coins_100', 'coins_500', 'remove_ads'])
    expect(await itemIds(admin, { store: 'APP_STORE' })).toEqual(['coins_100', 'coins_500', 'remove_ads'])
    expect(await itemIds(admin, { store: 'TEST_STORE' })).toHaveLength(4)
    const { pageInfo } = (await admin.query(text, { first: 2 })).items
    expect(pageInfo.hasNextPage).toBe(true)
    expect(await itemIds(admin, { first: 2, after: pageInfo.endCursor })).toEqual(['coins_500', 'remove_ads'])
    const { nodes, pageInfo: last } = (await admin.query(text, { last: 1 })).items
    expect([nodes.map(({ itemId }) => itemId), last.hasPreviousPage]).toEqual([['remove_ads'], true])
    const before = { last: 2, before: last.startCursor }
    expect(await itemIds(admin, before)).toEqual(['coins_100', 'coins_500'])
    expect((await admin.query(text, before)).items.pageInfo).toMatchObject({
      hasPreviousPage: true,
      hasNextPage: true,
    })
    expect(await itemIds(client, { last: 5, before: last.startCursor })).toEqual(['coins_100', 'coins_500'])
  })

  test('the appKey query shows the project without any secret', async ({ project, admin }) => {
    const { appKey } =
      await admin.query(`{ appKey { key name consumeModel requireUserToken sandboxPolicy sandboxTesterUserIds
      storeConnections { store storeBundleId hasCredentials } items(first: 1) { nodes { itemId } }
      payments(first: 1) { nodes { id } } serverKeys { name role prefix revokedAt } } }`)
    expect(appKey).toMatchObject({
      key: project.appKey,
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: true,
      sandboxPolicy: 'TESTERS_ONLY',
      storeConnections: expect.arrayContaining([
        { store: 'APP_STORE', storeBundleId: 'com.example.arcade', hasCredentials: true },
        { store: 'TEST_STORE', storeBundleId: 'com.example.arcade', hasCredentials: true },
      ]),
      items: { nodes: [{ itemId: 'coins_100' }] },
    })
    expect(JSON.stringify(appKey)).not.toContain(project.serverKey)
  })

  test('what upsertItem does not get stays as it is, and a reservation made before is verified', async ({
    admin,
    buyer,
  }) => {
    const productId = 'com.example.arcade.kept'
    const storeProducts = [{ store: 'TEST_STORE', productId }] as const
    const created = { itemId: 'kept', name: 'Kept', type: 'CONSUMABLE', storeProducts } as const
    expectField(await admin.mutate('upsertItem', created), 'item')
    const { purchase, storePurchase } = await buyUnverified(buyer, { itemId: 'kept' })
    const read = async () =>
      (
        await admin.query(
          '{ items(first: 100) { nodes { itemId name type enabled storeProducts { store productId } } } }',
        )
      ).items.nodes.find(({ itemId }) => itemId === 'kept')
    const expected = { ...created, enabled: true }
    for (const unchanged of [{}, { name: null, type: null, enabled: null, storeProducts: null }]) {
      expect((await admin.mutate('upsertItem', { itemId: 'kept', ...unchanged })).problem).toBeNull()
      expect(await read()).toEqual(expected)
    }
    await admin.mutate('upsertItem', { itemId: 'kept', enabled: false })
    expect(await read()).toEqual({ ...expected, enabled: false })
    const verified = await buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt: storePurchase.receipt,
    })
    expect(verified).toMatchObject({ payment: { status: 'PAID' }, problem: null })
    await admin.mutate('upsertItem', { itemId: 'kept', name: 'Renamed' })
    expect(await read()).toEqual({ ...expected, name: 'Renamed', enabled: false })
    await admin.mutate('upsertItem', { itemId: 'kept', storeProducts: [] })
    expect(await read()).toMatchObject({ name: 'Renamed', storeProducts: [] })
  })

  test('concurrent changes of different fields of an item are all kept', async ({ admin }) => {
    const created = { itemId: 'busy', name: 'Busy', type: 'CONSUMABLE', storeProducts: [] } as const
    expectField(await admin.mutate('upsertItem', created), 'item')
    const storeProducts = [{ store: 'TEST_STORE', productId: 'com.example.arcade.busy' }] as const
    await Promise.all([
      admin.mutate('upsertItem', { itemId: 'busy', name: 'Renamed' }),
      admin.mutate('upsertItem', { itemId: 'busy', enabled: false }),
      admin.mutate('upsertItem', { itemId: 'busy', storeProducts }),
    ])
    const text = '{ items(first: 100) { nodes { itemId name enabled storeProducts { store productId } } } }'
    const { nodes } = (await admin.query(text)).items
    expect(nodes).toContainEqual({ itemId: 'busy', name: 'Renamed', enabled: false, storeProducts })
  })

  test.for(['name', 'type'] as const)('a new item without its %s is refused', async (field, { admin }) => {
    const input = { itemId: 'incomplete', name: 'Incomplete', type: 'CONSUMABLE', [field]: null } as const
    expect(await admin.mutate('upsertItem', input)).toMatchObject({
      item: null,
      problem: { code: 'INVALID_INPUT', field: [field] },
    })
  })
})
