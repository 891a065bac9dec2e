import { startPostgresServer } from '../setup/postgres-server.ts'
import { buyItem, toConsumeInput } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

/** A PostgreSQL server that counts statements. */
const test = serverTest
  .extend('database', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const server = await startPostgresServer({ shared_preload_libraries: 'pg_stat_statements' })
    onCleanup(server.close)
    return { url: server.url, drop: async () => undefined }
  })
  .extend('countStatements', { scope: 'file' }, async ({ sql, admin, buyer }) => {
    await sql`create extension pg_stat_statements`
    for (let payment = 0; payment < 3; payment += 1) {
      const { payment: paid } = await buyItem(buyer)
      await admin.mutate('consumePayment', toConsumeInput(paid))
    }
    return async (selection: string, filter: object) => {
      const text = `query ($filter: PaymentFilter) { payments(filter: $filter) { nodes { ${selection} } } }`
      // What the caches of the process do not have yet is read by the first execution.
      await admin.query(text, { filter })
      await sql`select pg_stat_statements_reset()`
      const { payments } = await admin.query(text, { filter })
      expect(payments.nodes).toHaveLength(3)
      const rows = await sql<{ query: string; calls: number }[]>`
        select query, calls::int from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
          and (query ~ 'order by paid_at desc' or query ~ 'from "(users|items|consumes)" where "app_id" = \\$1 and "\\w+" = any')`
      return rows.reduce((count, { calls }) => count + calls, 0)
    }
  })

const parts = 'id price { amount } user { userId } item { name } consume { consumedAt }'

test('a page of payments with user, item and consume is one statement', async ({ countStatements }) => {
  expect(await countStatements(parts, {})).toBe(1)
})

test('a page of the payments of a user, an item or a store with what belongs to them is one statement', async ({
  countStatements,
  buyer,
}) => {
  expect(await countStatements(parts, { userId: buyer.userId })).toBe(1)
  expect(await countStatements(parts, { itemId: 'coins_100' })).toBe(1)
  expect(await countStatements(parts, { environment: 'SANDBOX' })).toBe(1)
})

test('a page whose filter no index checks is a statement for the page, one for the end of the scan and one for each kind', async ({
  countStatements,
}) => {
  expect(await countStatements(parts, { status: ['CONSUMED'] })).toBe(5)
})

test('a page of payments alone reads nothing else', async ({ countStatements }) => {
  expect(await countStatements('id status', {})).toBe(1)
})
