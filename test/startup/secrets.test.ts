import type { Cluster } from '../support/cluster.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { userTokenHeaders, postGraphql } from '../support/graphql-client.ts'
import { buyItem, createBuyer, createServerClient, toConsumeInput } from '../support/purchase-client.ts'
import { testSecret } from '../support/test-server.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** The secrets by their names, so that a failure prints only the names. */
type Secrets = ReadonlyMap<string, string>

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, { processes: 1, environment: { LOG_LEVEL: 'trace' } })
  .extend('secrets', { scope: 'file' }, ({ cluster }) => exerciseAllOperations(cluster))

/** Calls every operation at two stores, rejected calls included, and finally a store that is down. */
async function exerciseAllOperations(cluster: Cluster): Promise<Secrets> {
  const secrets = new Map<string, string>()
  const endpoint = cluster.endpoint()
  const client = createServerClient(endpoint)
  for (const store of ['TEST_STORE', 'APP_STORE'] as const) {
    const { payment } = await buyItem(await createBuyer(endpoint, { as: 'server', userId: 'tester' }), {
      store,
    })
    const { purchaseToken } = payment
    secrets.set(`purchase token of ${store}`, purchaseToken ?? '')
    const input = toConsumeInput(payment, `key of ${store}`)
    await client.mutate('consumePayment', {
      paymentId: payment.id,
      purchaseToken: `${String(purchaseToken)}x`,
    })
    await client.mutate('consumePayment', input)
    await client.mutate('completePayment', { paymentId: payment.id })
  }
  const { userId } = await createBuyer(endpoint, { as: 'server' })
  const unconsumed = await buyItem({ userId, client, endpoint })
  secrets.set('unused purchase token', unconsumed.payment.purchaseToken ?? '')
  const user = await userTokenHeaders(cluster.project, userId)
  secrets.set('user token', user['authorization']?.split(' ')[1] ?? '')
  await postGraphql(endpoint.graphqlUrl, user, '{ unconsumedPayments { nodes { purchaseToken } } }')
  const wrong = { authorization: `Bearer ${cluster.project.serverKey}x` }
  await postGraphql(endpoint.graphqlUrl, wrong, '{ appKey { key } }')

  await cluster.emulator.close()
  const { receipt } = unconsumed.storePurchase
  await client.mutate('verifyPurchase', { userId, receipt }).catch(() => undefined)

  const { appStore, testStore } = cluster.emulator.credentials
  secrets.set('server key', cluster.project.serverKey)
  secrets.set('user token secret', cluster.project.userTokenSecret)
  secrets.set('key of the App Store', appStore.privateKey.split('\n')[1] ?? '')
  secrets.set('secret of the Test store', testStore.apiSecret)
  secrets.set('master secret', testSecret)
  secrets.set('password of the database', new URL(cluster.databaseUrl).password)
  return secrets
}

function findSecrets(secrets: Secrets, text: string): string[] {
  return [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name)
}

test('I10: no column of any table contains a secret in plain text', async ({ sql, secrets }) => {
  expect([...secrets.values()].every((secret) => secret.length > 15)).toBe(true)
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`
  const filled: string[] = []
  for (const { name } of tables) {
    const rows = await sql`select * from ${sql(name)}`
    if (rows.length > 0) filled.push(name)
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const text =
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)
        expect({ [`${name}.${column}`]: findSecrets(secrets, text) }).toEqual({ [`${name}.${column}`]: [] })
      }
    }
  }
  expect(filled).toEqual(
    expect.arrayContaining(['apps', 'consumes', 'payments', 'receipts', 'server_keys', 'store_connections']),
  )
})

test('I10: the log of a process at the level trace contains no secret', async ({ cluster, secrets }) => {
  const [process] = cluster.processes
  const output = process?.output() ?? ''
  // The log is not empty: it contains the failed store call.
  expect(output).toContain('store unavailable')
  expect(findSecrets(secrets, output)).toEqual([])
})
