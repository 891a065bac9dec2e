import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { insertGeneratedPayments } from '../support/generated-payments.ts'
import { appIdOf } from '../support/operators.ts'
import { postExport } from '../support/payment-export.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

/** More than the buffers of a connection hold. */
const paymentCount = 100_000

const test = clusterTest.extend('large', { scope: 'file' }, async ({ cluster: { sql, project } }) => {
  const appId = appIdOf(project)
  const itemIds = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
  await insertGeneratedPayments(sql, { appId, itemIds, last: paymentCount, userCount: 1_000 })
  return { appId, headers: serverKeyHeaders(project) }
})

/** Reads what is left of a response; the error with which it was broken off, null if it ended regularly. */
async function readRest(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  chunks: Buffer[],
): Promise<unknown> {
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return null
      chunks.push(Buffer.from(value))
    }
  } catch (error) {
    return error
  }
}

// The time zone tells the audit entries of the exports apart.
test.for([
  ['csv', 'Asia/Seoul'],
  ['xlsx', 'Asia/Tokyo'],
] as const)(
  'a server that is killed during an export as %s, in %s, leaves a broken transfer, and nothing in the database',
  async ([format, timeZone], { cluster, large: { appId, headers }, trackChild }) => {
    const { sql, environment } = cluster
    const server: ServerProcess = trackChild(await startServerProcess(environment))
    const response = await postExport(server, headers, { timeZone }, { format })
    expect(response.status).toBe(200)
    const reader = response.body?.getReader()
    if (reader === undefined) throw new Error('an export has a body')
    const first = await reader.read()
    const chunks: Buffer[] = first.value === undefined ? [] : [Buffer.from(first.value)]
    await server.kill('SIGKILL')
    expect(await readRest(reader, chunks)).toBeInstanceOf(Error)
    const received = Buffer.concat(chunks)
    expect(received.length).toBeGreaterThan(0)
    expect(received.includes('#complete:')).toBe(false)
    // The directory at the end of an archive, without which no program opens it.
    expect(received.includes(Buffer.from('PK\x05\x06', 'latin1'))).toBe(false)
    await eventually(async () => {
      const left = await sql`
        select state, query from pg_stat_activity
        where datname = current_database() and query ~ 'payments' and pid <> pg_backend_pid()
          and (state = 'active' or xact_start is not null)`
      expect(left).toEqual([])
    })
    expect(await sql`select from pg_prepared_xacts`).toHaveLength(0)
    expect(await sql`select from pg_class where relpersistence = 't' and relkind = 'r'`).toHaveLength(0)
    // The audit log says that the export began, and not that it ended.
    const entries = await sql`
      select action from audit_log where app_id = ${appId} and action ~ 'PaymentExport'
        and changes->>'exportId' in (select changes->>'exportId' from audit_log where changes->>'timeZone' = ${timeZone})`
    expect(entries.map(({ action }) => action as string)).toEqual(['startPaymentExport'])
  },
)

test('another process exports everything, after one was killed', async ({ cluster, large: { headers } }) => {
  const response = await postExport(cluster.endpoint(), headers, { columns: ['id'] })
  const text = await response.text()
  expect(text).toContain(`#complete: ${paymentCount}`)
})
