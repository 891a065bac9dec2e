import postgres from 'postgres'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { createBuyer, createServerClient } from '../support/purchase-client.ts'
import { startTestServer } from '../support/test-server.ts'
import { createWebhookHelpers, webhookServerOptions } from './webhook-fixture.ts'
import { neverRespond, startWebhookReceiver } from './webhook-receiver.ts'

test('receivers that hang block no other jobs, and the shutdown does not wait for them', async () => {
  const options = webhookServerOptions({ JOB_CONCURRENCY: '2', WEBHOOK_TIMEOUT_MS: '60000' })
  const server = await startTestServer(options)
  const sql = postgres(server.databaseUrl, { max: 1, onnotice: () => undefined })
  const admin = createServerClient(server)
  const webhooks = createWebhookHelpers({ admin, sql, buyer: await createBuyer(server, { as: 'server' }) })
  const receivers = await Promise.all(Array.from({ length: 3 }, () => startWebhookReceiver()))
  for (const receiver of receivers) {
    receiver.respondWith(neverRespond)
    await webhooks.createEndpoint(receiver.url)
  }
  await webhooks.buyAndConsume()
  const reached = () => receivers.filter(({ received }) => received.length > 0)
  await eventually(() => expect(reached()).toHaveLength(1))
  await webhooks.buyAndConsume()
  await webhooks.waitForAllEvents()
  expect(reached()).toHaveLength(1)
  await sql.end()
  const startedAt = performance.now()
  await server.close()
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  await Promise.all(receivers.map((receiver) => receiver.close()))
}, 60_000)
