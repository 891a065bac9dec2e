import { afterAll, beforeAll, expect, test } from 'vitest'
import { addJobs } from '../../src/db/queries/jobs.ts'
import { addFeedWork } from '../../src/domain/due-work.ts'
import { webhookJob } from '../../src/domain/webhook/deliver-webhooks.ts'
import { required, serverApi } from '../support/buyer.ts'
import { openRecords, uuidOf, type Records } from '../support/records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { writeHistory } from '../support/feed-writer.ts'
import { decodeId } from '../../src/platform/ids.ts'

let at: TestServer
let records: Records
beforeAll(async () => {
  at = await startTestServer()
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
