import { migrate } from '../../src/db/migrate.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { uuidOf } from '../support/database-records.ts'
import { countFaults } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { buyAndConsume, createBuyer, expectField } from '../support/purchase-client.ts'
import { waitForOutput } from '../support/server-process.ts'
import { startWebhookReceiver } from './webhook-receiver.ts'

/** Starts PostgreSQL and several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const waitOptions = { timeoutMs: 60_000, intervalMs: 50 }

const test = clusterTest
  .extend('postgres', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const postgres = await startPostgresServer()
    onCleanup(postgres.close)
    await migrate(postgres.url)
    return postgres
  })
  .extend('database', { scope: 'file' }, ({ postgres }) => ({
    url: postgres.url,
    drop: async () => undefined,
  }))
  .extend('receiver', async ({ admin }, { onCleanup }) => {
    const receiver = await startWebhookReceiver()
    onCleanup(receiver.close)
    expectField(await admin.mutate('createWebhookEndpoint', { url: receiver.url }), 'webhookEndpoint')
    return receiver
  })

test('a process whose database restarts while a slow webhook is in delivery stays up and delivers every event', async ({
  postgres,
  endpoint,
  sql,
  receiver,
  startProcess,
}) => {
  const respond: (() => void)[] = []
  receiver.respondWith((response, request) => {
    respond.push(() => {
      request.accepted = true
      response.writeHead(200).end()
    })
  })
  const worker = await startProcess({
    JOB_CONCURRENCY: '2',
    JOB_RECOVERY_INTERVAL_MS: '100',
    WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32',
    WEBHOOK_TIMEOUT_MS: '60000',
  })
  const ended = worker.exited.then(({ code }) => {
    throw new Error(`the process ended with ${String(code)}:\n${worker.output()}`)
  })
  const eventuallyAlive = (check: () => unknown) => Promise.race([eventually(check, waitOptions), ended])
  for (const mode of ['fast', 'immediate', 'fast'] as const) {
    await eventuallyAlive(async () => buyAndConsume(await createBuyer(endpoint, { as: 'server' })))
    await eventuallyAlive(() => expect(respond.length).toBeGreaterThan(0))
    // The responses arrive while the database is away, so that the job ends without it.
    await postgres.stop(mode)
    for (const accept of respond.splice(0)) accept()
    await postgres.start()
  }
  receiver.respondWith(null)
  for (const accept of respond.splice(0)) accept()
  await eventuallyAlive(async () => {
    const events = await sql`select id from events`
    const pending = await sql`select from event_outbox`
    expect(pending).toHaveLength(0)
    expect(new Set(receiver.accepted().map(({ id }) => id)).size).toBe(events.length)
  })
})

test('a process whose database is away when a job fails stays up and repeats the job within seconds', async ({
  postgres,
  endpoint,
  emulator,
  sql,
  faults,
  startProcess,
}) => {
  const worker = await startProcess({ JOB_CONCURRENCY: '2', STORE_TIMEOUT_MS: '60000' })
  const delayed = { store: 'TEST_STORE', endpoint: 'consume', times: 1, delayMs: 2_000 } as const
  await faults.inject(delayed)
  const { payment } = await eventually(
    async () => buyAndConsume(await createBuyer(endpoint, { as: 'server' })),
    waitOptions,
  )
  await eventually(async () => expect(await countFaults(emulator)).toBe(0), waitOptions)
  await postgres.stop('fast')
  await waitForOutput(worker, /Failed task \d+ \(acknowledge_payment/)
  await postgres.start()
  const startedAt = performance.now()
  const ended = worker.exited.then(({ code }) => {
    throw new Error(`the process ended with ${String(code)}:\n${worker.output()}`)
  })
  const acknowledged = eventually(async () => {
    const [row] =
      await sql`select acknowledgement_status as status from payments where id = ${uuidOf(payment.id)}`
    expect(row?.['status']).toBe('ACKNOWLEDGED')
  }, waitOptions)
  await Promise.race([acknowledged, ended])
  expect(performance.now() - startedAt).toBeLessThan(30_000)
})
