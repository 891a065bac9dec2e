import { clusterTest as test, expect, vi } from '../support/cluster-test.ts'
import { postGraphql, serverKeyHeaders } from '../support/graphql-client.ts'
import { buyUnverified, createBuyer, createServerClient } from '../support/purchase-client.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

test('in production, stored connections to the emulator and the Test store fail with STORE_MISCONFIGURED', async ({
  endpoint,
  project,
  startProcess,
}) => {
  const buyer = await createBuyer(endpoint, { as: 'server', userId: 'tester' })
  const unverified = {
    TEST_STORE: await buyUnverified(buyer),
    APP_STORE: await buyUnverified(buyer, { store: 'APP_STORE' }),
  }
  const production = await startProcess({ NODE_ENV: 'production', METRICS_PORT: '0' })
  const client = createServerClient({ graphqlUrl: production.graphqlUrl, project })
  const misconfigured = { problem: { code: 'STORE_MISCONFIGURED', retryable: false } }
  for (const store of ['TEST_STORE', 'APP_STORE'] as const) {
    const { purchase, storePurchase } = unverified[store]
    const { receipt } = storePurchase
    expect(await client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).toMatchObject(
      misconfigured,
    )
    const { userId } = buyer
    expect(await client.mutate('requestPurchase', { userId, itemId: 'coins_100', store })).toMatchObject(
      misconfigured,
    )
    const text = `mutation { checkStoreConnection(input: { store: ${store} }) { ok problem { code } } }`
    const { data } = await postGraphql(production.graphqlUrl, serverKeyHeaders(project), text)
    expect(data).toEqual({ checkStoreConnection: { ok: null, problem: { code: 'STORE_MISCONFIGURED' } } })
  }
  await production.kill('SIGTERM')
})
