import type { Sql } from 'postgres'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/database-records.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'
import { expect, webhookTest, webhookServerOptions } from './webhook-fixture.ts'

/** The events of one purchase wait for hours. Those of other purchases are sent all the same, however earlier runs ended. */

const test = webhookTest.extend(
  'serverOptions',
  { scope: 'file' },
  // Two events that wait for a retry block the endpoint, and the job recovery does not start a run.
  webhookServerOptions({
    WEBHOOK_MAX_CONCURRENCY: '2',
    WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000',
    JOB_RECOVERY_INTERVAL_MS: '600000',
  }),
)

/** Inserts events of each of these purchases at once. */
async function insertEvents(
  project: DevApp,
  sql: Sql,
  purchases: readonly string[],
  each: number,
): Promise<void> {
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
    select ${decodeId('ak', project.appKey)}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), of.id, 'TEST_STORE', 'REQUESTED'
    from unnest(${[...purchases]}::uuid[]) as of (id), generate_series(1, ${each}::int)`
}

const uuids = (count: number) => Array.from({ length: count }, newUuid)

const countAttempts = (receiver: WebhookReceiver, purchases: readonly string[]) =>
  receiver.received.filter(({ purchaseId }) => purchases.includes(uuidOf(purchaseId))).length

test('a long run ends to let others run, and the next run sends the remaining events', async ({
  project,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  const bad = uuids(1)
  receiver.respondWith((response, request) => {
    const isBad = bad.includes(uuidOf(request.purchaseId))
    request.accepted = !isBad
    if (isBad) response.writeHead(500).end()
    else setTimeout(() => response.writeHead(200).end(), 500)
  })
  await insertEvents(project, sql, [...bad, ...uuids(30)], 1)
  await eventually(() => expect(receiver.accepted()).toHaveLength(30))
  expect(countAttempts(receiver, bad)).toBe(1)
  expect(await webhooks.readEndpoint(id)).toMatchObject({
    consecutiveFailures: 1,
    lastError: 'HTTP status 500',
  })
})

test('a secret that is rotated between two batches leaves no event unsent, and the next run continues at once', async ({
  project,
  admin,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  const bad = uuids(1)
  const good = uuids(1)
  const held: (() => void)[] = []
  receiver.respondWith((response, request) => {
    const isBad = bad.includes(uuidOf(request.purchaseId))
    request.accepted = !isBad
    const respond = () => response.writeHead(isBad ? 500 : 200).end()
    if (isBad || receiver.accepted().length === 1) respond()
    else held.push(respond)
  })
  await insertEvents(project, sql, bad, 1)
  await eventually(async () => expect((await webhooks.readEndpoint(id)).consecutiveFailures).toBe(1))
  await insertEvents(project, sql, good, 5)
  // The first request was logged, and the second is in flight.
  await eventually(() => expect(held).toHaveLength(1))
  const { problem } = await admin.mutate('rotateWebhookSecret', { endpointId: id })
  expect(problem).toBeNull()
  receiver.respondWith((response, request) => {
    request.accepted = !bad.includes(uuidOf(request.purchaseId))
    response.writeHead(request.accepted ? 200 : 500).end()
  })
  for (const respond of held) respond()
  await eventually(() => expect(new Set(receiver.accepted().map((one) => one.id)).size).toBe(5))
  expect(countAttempts(receiver, bad)).toBe(1)
})
