import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Sql } from 'postgres'
import { eventually } from '../support/eventually.ts'
import { insertGeneratedPayments } from '../support/generated-payments.ts'
import { addOperator, addToken, appIdOf, setGrant, tokenHeaders } from '../support/operators.ts'
import { postExport } from '../support/payment-export.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { expect, serverTest, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = serverTest.extend('large', { scope: 'file' }, async ({ server, sql }) => {
  const project = await server.addProject({})
  const appId = appIdOf(project)
  const itemIds = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
  await insertGeneratedPayments(sql, { appId, itemIds, last: 100_000, userCount: 1_000 })
  return { project, appId, client: createServerClient(server, project) }
})

/** The tables that an export reads. Other statements of the server do not read them while nothing calls it. */
const exportedTables = 'payments|"users"|"items"|"consumes"|operator_'

/** Resolves when no statement of an export has begun or ended for half a second. */
async function waitUntilQuiet(sql: Sql): Promise<void> {
  await eventually(async () => {
    const recent = await sql`
      select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query ~ ${exportedTables}
        and (state = 'active' or clock_timestamp() - state_change < interval '500 milliseconds')`
    expect(recent).toHaveLength(0)
  })
}

async function selectEnd(sql: Sql, appId: string): Promise<{ outcome: string; rowCount: number }> {
  const [row] = await sql<{ changes: { outcome: string; rowCount: number } }[]>`
    select changes from audit_log where app_id = ${appId} and action = 'endPaymentExport' order by id desc limit 1`
  return row?.changes ?? { outcome: 'NONE', rowCount: 0 }
}

test('a client that reads nothing stops the reading, and one that is gone ends it', async ({
  server,
  sql,
  large,
}) => {
  const canceled = new AbortController()
  const response = await postExport(server, large.client.headers, {}, { signal: canceled.signal })
  const reader = response.body?.getReader()
  await reader?.read()
  await waitUntilQuiet(sql)
  canceled.abort()
  await reader?.read().catch(() => undefined)
  const end = await eventually(async () => {
    const { outcome, rowCount } = await selectEnd(sql, large.appId)
    expect(outcome).toBe('CANCELED')
    return rowCount
  })
  expect(end).toBeGreaterThan(0)
  expect(end).toBeLessThan(90_000)
  const active = await sql`
      select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query ~ ${exportedTables}`
  expect(active).toHaveLength(0)
})

test('an AppKey runs two exports at a time, and the third is refused until one has ended', async ({
  server,
  sql,
  large,
}) => {
  const canceled = new AbortController()
  const running = [0, 1].map(() => postExport(server, large.client.headers, {}, { signal: canceled.signal }))
  for (const response of await Promise.all(running)) expect(response.status).toBe(200)
  await waitUntilQuiet(sql)
  const refused = await postExport(server, large.client.headers, {})
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
  canceled.abort()
  await eventually(async () => {
    const next = await postExport(server, large.client.headers, { filter: { itemId: 'none' } })
    await next.text()
    expect(next.status).toBe(200)
  })
})

test('a caller whose rights are withdrawn gets no more, and sees that the file is not complete', async ({
  server,
  sql,
  large,
}) => {
  const operator = await addOperator(sql)
  await setGrant(sql, operator, large.project, 'VIEWER')
  const headers = tokenHeaders(await addToken(sql, operator), large.project)
  const response = await postExport(server, headers, {})
  const reader = response.body?.getReader()
  await reader?.read()
  await waitUntilQuiet(sql)
  await sql`delete from operator_grants where operator_id = ${operator.id}`
  let text = ''
  const readRest = async () => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      text += Buffer.from(part.value).toString()
  }
  await expect(readRest()).rejects.toThrow()
  expect(text).not.toContain('#complete')
  await eventually(async () => expect((await selectEnd(sql, large.appId)).outcome).toBe('FAILED'))
})

test('100,000 payments are exported whole, with no more memory at the end than at the start', async ({
  server,
  large,
}) => {
  const response = await postExport(server, large.client.headers, {})
  const reader = response.body?.getReader()
  const collected: number[] = []
  let lines = 0
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    const before = lines
    for (const byte of part.value) lines += byte === 10 ? 1 : 0
    if (Math.floor(before / 20_000) !== Math.floor(lines / 20_000)) collected.push(collectGarbage())
  }
  expect(lines).toBe(100_002)
  expect(collected.length).toBeGreaterThanOrEqual(4)
  expect((collected.at(-1) ?? 0) - (collected[0] ?? 0)).toBeLessThan(30 * 2 ** 20)
})

/** The memory in use after a garbage collection. */
function collectGarbage(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
