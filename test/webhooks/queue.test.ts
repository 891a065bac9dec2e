import { afterAll, beforeAll, expect, test } from 'vitest'
import { addJobs } from '../../src/db/queries/jobs.ts'
import { addFeedWork } from '../../src/domain/due-work.ts'
import { deliverWebhooks, webhookJob } from '../../src/domain/webhook/deliver-webhooks.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { required, serverApi } from '../support/buyer.ts'
import { writeHistory } from '../support/feed-writer.ts'
import { openRecords, uuidOf, type Records } from '../support/records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { startReceiver } from './receiver.ts'

let at: TestServer
let records: Records
beforeAll(async () => {
  const environment = { WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000' }
  at = await startTestServer({ environment })
  records = openRecords(at.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await at.close()
})

test('a job that is asked for again keeps its place in the queue', async () => {
  const url = 'https://games.example.com/hook'
  const { id } = required(await serverApi(at).mutate('createWebhookEndpoint', { url }), 'webhookEndpoint')
  const appId = decodeId('ak', at.project.appKey) ?? ''
  await writeHistory(records.sql, appId, { day: new Date().toISOString(), count: 1 })
  const { services } = at.server
  const job = webhookJob(appId, uuidOf(id))
  const place = async () => {
    const rows = await records.sql`select id, run_at from graphile_worker.jobs where key = ${job.key}`
    expect(rows).toHaveLength(1)
    return rows[0]
  }
  await addFeedWork(services)
  const first = await place()
  await addFeedWork(services)
  expect(await place()).toEqual(first)
  await addJobs(services.db, [job])
  expect(await place()).toEqual(first)
})

/** An endpoint, and its jobs, which nobody does but the test. */
async function openByHand(url: string) {
  const id = uuidOf(
    required(await serverApi(at).mutate('createWebhookEndpoint', { url }), 'webhookEndpoint').id,
  )
  const appId = decodeId('ak', at.project.appKey) ?? ''
  const { services } = at.server
  const app = (await services.apps.find(appId)) ?? expect.fail()
  const { key } = webhookJob(appId, id)
  return {
    id,
    deliver: () => deliverWebhooks({ ...services, app }, id, new AbortController().signal),
    grow: (count: number) => writeHistory(records.sql, appId, { day: new Date().toISOString(), count }),
    /** Whether it is asked for; asking again shows anew. */
    isWoken: async () => {
      await addFeedWork(services)
      const jobs = await records.jobs(key)
      await records.sql`delete from graphile_worker._private_jobs where key = ${key}`
      return jobs.length > 0
    },
  }
}

test('an endpoint whose hundred events are full is not woken by more, but by the time of what waits', async () => {
  const receiver = await startReceiver()
  const { id, deliver, grow, isWoken } = await openByHand(receiver.url)
  let bad: string | null = null
  receiver.react((response, request) => {
    bad ??= request.id
    request.taken = request.id !== bad
    response.writeHead(request.taken ? 200 : 500).end()
  })
  await grow(60)
  expect(await isWoken()).toBe(true)
  expect(await deliver()).toBe('FAILED')
  expect(await isWoken()).toBe(false)
  await grow(45)
  expect(await isWoken()).toBe(true)
  await deliver()
  expect(receiver.taken()).toHaveLength(99)
  expect(await isWoken()).toBe(false)
  await grow(1)
  expect(await isWoken()).toBe(false)
  await records.sql`update webhook_endpoints set next_at = now() where id = ${id}`
  expect(await isWoken()).toBe(true)
  receiver.react(null)
  expect(await deliver()).toBe('DELIVERED')
  expect(receiver.taken()).toHaveLength(106)
  await receiver.close()
})

test('what comes behind a hundred events that are done is sent, though something waits', async () => {
  const receiver = await startReceiver()
  const { id, deliver, grow } = await openByHand(receiver.url)
  await grow(101)
  // As after a gap: what held these up is no longer kept.
  await records.sql`
    update webhook_endpoints set next_at = now() + interval '1 hour', waiting = jsonb_build_array(gen_random_uuid()::text),
      ahead = (select jsonb_agg((position + n)::text) from generate_series(1, 100) as n)
    where id = ${id}`
  expect(await deliver()).toBe('DELIVERED')
  expect(receiver.taken()).toHaveLength(1)
  await receiver.close()
})
