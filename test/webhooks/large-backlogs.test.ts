import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { openDatabaseRecords, uuidOf, type DatabaseRecords } from '../support/database-records.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'
import { openWebhookFixture, type WebhookFixture } from './webhook-fixture.ts'

/** One purchase waits for hours. What may be sent beside it is sent all the same, however the runs before ended. */

let fixture: WebhookFixture
let records: DatabaseRecords
let receiver: WebhookReceiver
let id: string
beforeAll(async () => {
  // Of two that wait, both would stop the others. And no sweep comes to anybody's help.
  const environment = {
    WEBHOOK_MAX_CONCURRENCY: '2',
    WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000',
    JOB_RECOVERY_INTERVAL_MS: '600000',
  }
  fixture = await openWebhookFixture({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', ...environment })
  records = openDatabaseRecords(fixture.server.databaseUrl)
})
beforeEach(async () => {
  receiver = await startWebhookReceiver()
  id = (await fixture.createEndpoint(receiver.url)).id
  return async () => {
    await fixture.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
    await receiver.close()
  }
})
afterAll(async () => {
  await records.close()
  await fixture.close()
})

/** Events of each of these purchases, in the feed at once. */
async function insertEvents(purchases: readonly string[], each: number): Promise<void> {
  await records.sql`
    insert into unplaced_events (app_id, id, type, at, purchase_id, store, status)
    select ${decodeId('ak', fixture.server.project.appKey)}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), of.id, 'TEST_STORE', 'REQUESTED'
    from unnest(${[...purchases]}::uuid[]) as of (id), generate_series(1, ${each}::int)`
}

const uuids = (count: number) => Array.from({ length: count }, newUuid)

const rejectPurchases = (purchases: readonly string[]) =>
  receiver.received.filter(({ purchaseId }) => purchases.includes(uuidOf(purchaseId))).length

test('a run that took long gives its place to others, and what may be sent is sent by the next', async () => {
  const bad = uuids(1)
  receiver.respondWith((response, request) => {
    const isBad = bad.includes(uuidOf(request.purchaseId))
    request.accepted = !isBad
    if (isBad) response.writeHead(500).end()
    else setTimeout(() => response.writeHead(200).end(), 500)
  })
  await insertEvents([...bad, ...uuids(30)], 1)
  await eventually(() => expect(receiver.accepted()).toHaveLength(30))
  expect(rejectPurchases(bad)).toBe(1)
  expect(await fixture.readEndpoint(id)).toMatchObject({
    consecutiveFailures: 1,
    lastError: 'HTTP status 500',
  })
})

test('a secret that is rotated between two waves leaves nothing unsent, and the next run goes on at once', async () => {
  const bad = uuids(1)
  const good = uuids(1)
  const held: (() => void)[] = []
  receiver.respondWith((response, request) => {
    const isBad = bad.includes(uuidOf(request.purchaseId))
    request.accepted = !isBad
    const answer = () => response.writeHead(isBad ? 500 : 200).end()
    if (isBad || receiver.accepted().length === 1) answer()
    else held.push(answer)
  })
  await insertEvents(bad, 1)
  await eventually(async () => expect((await fixture.readEndpoint(id)).consecutiveFailures).toBe(1))
  await insertEvents(good, 5)
  // The first was noted, and the second is on its way.
  await eventually(() => expect(held).toHaveLength(1))
  const { problem } = await fixture.admin.mutate('rotateWebhookSecret', { endpointId: id })
  expect(problem).toBeNull()
  receiver.respondWith((response, request) => {
    request.accepted = !bad.includes(uuidOf(request.purchaseId))
    response.writeHead(request.accepted ? 200 : 500).end()
  })
  for (const answer of held) answer()
  await eventually(() => expect(new Set(receiver.accepted().map((one) => one.id)).size).toBe(5))
  expect(rejectPurchases(bad)).toBe(1)
})
