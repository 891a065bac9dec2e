import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertJobs } from '../../src/db/queries/insert-jobs.ts'
import { enqueueWebhookJobs } from '../../src/jobs/due-jobs.ts'
import { deliverWebhooks } from '../../src/domain/webhook-delivery/deliver-webhooks.ts'
import { webhookDeliveryJob } from '../../src/domain/webhook-endpoint/webhook-delivery-job.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { expectField, createServerClient } from '../support/buyer.ts'
import { writePastEvents } from '../support/feed-writer.ts'
import { openDatabaseRecords, uuidOf, type DatabaseRecords } from '../support/database-records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { startWebhookReceiver } from './webhook-receiver.ts'

let server: TestServer
let records: DatabaseRecords
beforeAll(async () => {
  const environment = { WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000' }
  server = await startTestServer({ environment })
  records = openDatabaseRecords(server.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await server.close()
})

test('a job that is asked for again keeps its place in the queue', async () => {
  const url = 'https://games.example.com/hook'
  const { id } = expectField(
    await createServerClient(server).mutate('createWebhookEndpoint', { url }),
    'webhookEndpoint',
  )
  const appId = decodeId('ak', server.project.appKey) ?? ''
  await writePastEvents(records.sql, appId, { day: new Date().toISOString(), count: 1 })
  const { services } = server.instance
  const job = webhookDeliveryJob(appId, uuidOf(id))
  const place = async () => {
    const rows = await records.sql`select id, run_at from graphile_worker.jobs where key = ${job.key}`
    expect(rows).toHaveLength(1)
    return rows[0]
  }
  await enqueueWebhookJobs(services)
  const first = await place()
  await enqueueWebhookJobs(services)
  expect(await place()).toEqual(first)
  await insertJobs(services.db, [job])
  expect(await place()).toEqual(first)
})

/** An endpoint, and its jobs, which nobody does but the test. */
async function insertEndpoint(url: string) {
  const id = uuidOf(
    expectField(await createServerClient(server).mutate('createWebhookEndpoint', { url }), 'webhookEndpoint')
      .id,
  )
  const appId = decodeId('ak', server.project.appKey) ?? ''
  const { services } = server.instance
  const app = (await services.apps.find(appId)) ?? expect.fail()
  const { key } = webhookDeliveryJob(appId, id)
  return {
    id,
    deliver: () => deliverWebhooks({ ...services, app }, id, new AbortController().signal),
    grow: (count: number) => writePastEvents(records.sql, appId, { day: new Date().toISOString(), count }),
    /** Whether it is asked for; asking again shows anew. */
    isWoken: async () => {
      await enqueueWebhookJobs(services)
      const jobs = await records.jobs(key)
      await records.sql`delete from graphile_worker._private_jobs where key = ${key}`
      return jobs.length > 0
    },
  }
}

test('an endpoint whose hundred events are full is not woken by more, but by the time of what waits', async () => {
  const receiver = await startWebhookReceiver()
  const { id, deliver, grow, isWoken } = await insertEndpoint(receiver.url)
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
  await records.sql`update webhook_endpoints set next_at = now() where id = ${id}`
  expect(await isWoken()).toBe(true)
  receiver.respondWith(null)
  expect(await deliver()).toBe('DELIVERED')
  expect(receiver.accepted()).toHaveLength(106)
  await receiver.close()
})

test('what comes behind a hundred events that are done is sent, though something waits', async () => {
  const receiver = await startWebhookReceiver()
  const { id, deliver, grow } = await insertEndpoint(receiver.url)
  await grow(101)
  // As after a gap: what held these up is no longer kept.
  await records.sql`
    update webhook_endpoints set next_at = now() + interval '1 hour', waiting = jsonb_build_array(gen_random_uuid()::text),
      ahead = (select jsonb_agg((position + n)::text) from generate_series(1, 100) as n)
    where id = ${id}`
  expect(await deliver()).toBe('DELIVERED')
  expect(receiver.accepted()).toHaveLength(1)
  await receiver.close()
})
