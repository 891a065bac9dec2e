import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { openRecords, uuidOf, type Records } from '../support/records.ts'
import { startReceiver, type Receiver } from './receiver.ts'
import { openWebhookDesk, type WebhookDesk } from './webhook-desk.ts'

/** One purchase waits for hours. What may be sent beside it is sent all the same, however the runs before ended. */

let desk: WebhookDesk
let records: Records
let receiver: Receiver
let id: string
beforeAll(async () => {
  // Of two that wait, both would stop the others. And no sweep comes to anybody's help.
  const environment = {
    WEBHOOK_MAX_CONCURRENCY: '2',
    WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000',
    JOB_RECOVERY_INTERVAL_MS: '600000',
  }
  desk = await openWebhookDesk({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', ...environment })
  records = openRecords(desk.at.databaseUrl)
})
beforeEach(async () => {
  receiver = await startReceiver()
  id = (await desk.open(receiver.url)).id
  return async () => {
    await desk.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
    await receiver.close()
  }
})
afterAll(async () => {
  await records.close()
  await desk.close()
})

/** Events of each of these purchases, in the feed at once. */
async function write(purchases: readonly string[], each: number): Promise<void> {
  await records.sql`
    insert into unplaced_events (app_id, id, type, at, purchase_id, store, status)
    select ${decodeId('ak', desk.at.project.appKey)}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), of.id, 'TEST_STORE', 'REQUESTED'
    from unnest(${[...purchases]}::uuid[]) as of (id), generate_series(1, ${each}::int)`
}

const uuids = (count: number) => Array.from({ length: count }, newUuid)

const refused = (purchases: readonly string[]) =>
  receiver.received.filter(({ purchaseId }) => purchases.includes(uuidOf(purchaseId))).length

test('a run that took long gives its place to others, and what may be sent is sent by the next', async () => {
  const bad = uuids(1)
  receiver.react((response, request) => {
    const isBad = bad.includes(uuidOf(request.purchaseId))
    request.taken = !isBad
    if (isBad) response.writeHead(500).end()
    else setTimeout(() => response.writeHead(200).end(), 500)
  })
  await write([...bad, ...uuids(30)], 1)
  await eventually(() => expect(receiver.taken()).toHaveLength(30))
  expect(refused(bad)).toBe(1)
  expect(await desk.look(id)).toMatchObject({ consecutiveFailures: 1, lastError: 'the answer was 500' })
})

test('a secret that is rotated between two waves leaves nothing unsent, and the next run goes on at once', async () => {
  const bad = uuids(1)
  const good = uuids(1)
  const held: (() => void)[] = []
  receiver.react((response, request) => {
    const isBad = bad.includes(uuidOf(request.purchaseId))
    request.taken = !isBad
    const answer = () => response.writeHead(isBad ? 500 : 200).end()
    if (isBad || receiver.taken().length === 1) answer()
    else held.push(answer)
  })
  await write(bad, 1)
  await eventually(async () => expect((await desk.look(id)).consecutiveFailures).toBe(1))
  await write(good, 5)
  // The first was noted, and the second is on its way.
  await eventually(() => expect(held).toHaveLength(1))
  const { problem } = await desk.admin.mutate('rotateWebhookSecret', { endpointId: id })
  expect(problem).toBeNull()
  receiver.react((response, request) => {
    request.taken = !bad.includes(uuidOf(request.purchaseId))
    response.writeHead(request.taken ? 200 : 500).end()
  })
  for (const answer of held) answer()
  await eventually(() => expect(new Set(receiver.taken().map((one) => one.id)).size).toBe(5))
  expect(refused(bad)).toBe(1)
})
