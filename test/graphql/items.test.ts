import type { ApiClient } from '../support/api.ts'
import { createBuyer, newUserId, createServerClient } from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

describe('items', () => {
  const text = `query ($store: Store, $first: Int, $after: Cursor) { items(store: $store, first: $first, after: $after) {
    nodes { itemId enabled storeProducts { store productId } } pageInfo { endCursor hasNextPage } } }`

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
})
