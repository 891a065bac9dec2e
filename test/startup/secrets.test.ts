import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { userTokenHeaders, postGraphql } from '../support/graphql-client.ts'
import {
  buyVerified,
  completePayment,
  consumePayment,
  verifyPurchase,
} from '../support/game-server-client.ts'
import { testSecret } from '../support/test-server.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
/** By what they are, so that a failure does not print them. */
const secrets = new Map<string, string>()

beforeAll(async () => {
  cluster = await startCluster({ processes: 1, environment: { LOG_LEVEL: 'trace' } })
  await exerciseAllOperations()
})
afterAll(() => cluster.close())

/** Both stores from reservation to delivery, what is refused on the way, and a store that fails. */
async function exerciseAllOperations(): Promise<void> {
  const shop = cluster.endpoint()
  for (const store of ['TEST_STORE', 'APP_STORE'] as const) {
    const { paymentId, purchaseToken } = await buyVerified(shop, store)
    secrets.set(`purchase token of ${store}`, purchaseToken)
    await consumePayment(shop, { paymentId, purchaseToken: `${purchaseToken}x` })
    await consumePayment(shop, { paymentId, purchaseToken, idempotencyKey: `key of ${store}` })
    await completePayment(shop, { paymentId })
  }
  const unconsumed = await buyVerified(shop)
  secrets.set('purchase token that is not used yet', unconsumed.purchaseToken)
  const user = await userTokenHeaders(cluster.project, unconsumed.userId)
  secrets.set('user token', user['authorization']?.split(' ')[1] ?? '')
  await postGraphql(shop.graphqlUrl, user, '{ unconsumedPayments { nodes { purchaseToken } } }')
  const wrong = { authorization: `Bearer ${cluster.project.serverKey}x` }
  await postGraphql(shop.graphqlUrl, wrong, '{ appKey { key } }')

  await cluster.emulator.close()
  const { receipt, userId } = unconsumed
  await verifyPurchase(shop, { userId, receipt }).catch(() => undefined)

  const { appStore, testStore } = cluster.emulator.credentials
  secrets.set('server key', cluster.project.serverKey)
  secrets.set('user token secret', cluster.project.userTokenSecret)
  secrets.set('key of the App Store', appStore.privateKey.split('\n')[1] ?? '')
  secrets.set('secret of the Test store', testStore.apiSecret)
  secrets.set('master secret', testSecret)
  secrets.set('password of the database', new URL(cluster.databaseUrl).password)
}

function findSecrets(text: string): string[] {
  return [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name)
}

test('I10: after all of it, no column of any table holds a secret in clear', async () => {
  expect([...secrets.values()].every((secret) => secret.length > 15)).toBe(true)
  const tables = await cluster.sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`
  const filled: string[] = []
  for (const { name } of tables) {
    const rows = await cluster.sql`select * from ${cluster.sql(name)}`
    if (rows.length > 0) filled.push(name)
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const text =
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)
        expect({ [`${name}.${column}`]: findSecrets(text) }).toEqual({ [`${name}.${column}`]: [] })
      }
    }
  }
  expect(filled).toEqual(
    expect.arrayContaining(['apps', 'consumes', 'payments', 'receipts', 'server_keys', 'store_connections']),
  )
})

test('I10: the log of a process at the level trace holds no secret', () => {
  const [process] = cluster.processes
  const output = process?.output() ?? ''
  // It did say something: the store could not be asked.
  expect(output).toContain('the store could not be asked')
  expect(findSecrets(output)).toEqual([])
})
