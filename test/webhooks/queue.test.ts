import { insertJobs } from '../../src/db/queries/insert-jobs.ts'
import { enqueueWebhookJobs } from '../../src/jobs/due-jobs.ts'
import { deliverWebhooks } from '../../src/domain/webhook-delivery/deliver-webhooks.ts'
import { webhookDeliveryJob } from '../../src/domain/webhook-endpoint/webhook-delivery-job.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { expectField } from '../support/purchase-client.ts'
import { writePastEvents } from '../support/feed-writer.ts'
import { uuidOf } from '../support/database-records.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { expect, webhookTest } from './webhook-fixture.ts'

const test = webhookTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    environment: { WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000' },
  },
)

test('a job that is enqueued again keeps its position in the queue', async ({
  project,
  services,
  admin,
  sql,
}) => {
  const url = 'https://games.example.com/hook'
  const { id } = expectField(await admin.mutate('createWebhookEndpoint', { url }), 'webhookEndpoint')
  const appId = decodeId('ak', project.appKey) ?? ''
  await writePastEvents(sql, appId, { day: new Date().toISOString(), count: 1 })
  const job = webhookDeliveryJob(appId, uuidOf(id))
  const readJob = async () => {
    const rows = await sql`select id, run_at from graphile_worker.jobs where key = ${job.key}`
    expect(rows).toHaveLength(1)
    return rows[0]
  }
  await enqueueWebhookJobs(services)
  const first = await readJob()
  await enqueueWebhookJobs(services)
  expect(await readJob()).toEqual(first)
  await insertJobs(services.db, [job])
  expect(await readJob()).toEqual(first)
})

/** Inserts an endpoint whose jobs only the test runs. */
async function insertEndpoint(
  {
    project,
    services,
    admin,
    sql,
    records,
  }: Pick<ServerFixtures, 'project' | 'services' | 'admin' | 'sql' | 'records'>,
  url: string,
) {
  const id = uuidOf(expectField(await admin.mutate('createWebhookEndpoint', { url }), 'webhookEndpoint').id)
  const appId = decodeId('ak', project.appKey) ?? ''
  const app = (await services.apps.find(appId)) ?? expect.fail()
  const { key } = webhookDeliveryJob(appId, id)
  return {
    id,
    deliver: () => deliverWebhooks({ ...services, app }, id, new AbortController().signal),
    grow: (count: number) => writePastEvents(sql, appId, { day: new Date().toISOString(), count }),
    /** Whether a job is enqueued; the job is deleted. */
    isWoken: async () => {
      await enqueueWebhookJobs(services)
      const jobs = await records.jobs(key)
      await sql`delete from graphile_worker._private_jobs where key = ${key}`
      return jobs.length > 0
    },
  }
}

test('an endpoint with a hundred pending events is not woken by more events, but by the time of its retry', async ({
  project,
  services,
  admin,
  sql,
  records,
  receiver,
}) => {
  const { id, deliver, grow, isWoken } = await insertEndpoint(
    { project, services, admin, sql, records },
    receiver.url,
  )
  let bad: string | null = null
  receiver.respondWith((response, request) => {
    bad ??= request.id
    request.accepted = request.id !== bad
    response.writeHead(request.accepted ? 200 : 500).end()
  })
  await grow(60)
  expect(await isWoken()).toBe(true)
  expect(await deliver()).toBe('FAILED')
  expect(await isWoken()).toBe(false)
  await grow(45)
  expect(await isWoken()).toBe(true)
  await deliver()
  expect(receiver.accepted()).toHaveLength(99)
  expect(await isWoken()).toBe(false)
  await grow(1)
  expect(await isWoken()).toBe(false)
  await sql`update webhook_endpoints set next_attempt_at = now() where id = ${id}`
  expect(await isWoken()).toBe(true)
  receiver.respondWith(null)
  expect(await deliver()).toBe('DELIVERED')
  expect(receiver.accepted()).toHaveLength(106)
})

test('an event after a hundred delivered events is sent, although another one waits for its retry', async ({
  project,
  services,
  admin,
  sql,
  records,
  receiver,
}) => {
  const { id, deliver, grow } = await insertEndpoint({ project, services, admin, sql, records }, receiver.url)
  await grow(101)
  // As after a gap: the event that blocked these has expired.
  await sql`
    update webhook_endpoints set next_attempt_at = now() + interval '1 hour', blocked_purchase_ids = jsonb_build_array(gen_random_uuid()::text),
      delivered_positions = (select jsonb_agg((position + n)::text) from generate_series(1, 100) as n)
    where id = ${id}`
  expect(await deliver()).toBe('DELIVERED')
  expect(receiver.accepted()).toHaveLength(1)
})
