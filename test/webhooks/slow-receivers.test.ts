import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { neverRespond, startWebhookReceiver } from './webhook-receiver.ts'
import { openWebhookFixture } from './webhook-fixture.ts'

test('receivers that hang take no place from other jobs, and a stop does not wait for them', async () => {
  const desk = await openWebhookFixture({
    JOB_CONCURRENCY: '2',
    WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32',
    WEBHOOK_TIMEOUT_MS: '60000',
  })
  const receivers = await Promise.all(Array.from({ length: 3 }, () => startWebhookReceiver()))
  for (const receiver of receivers) {
    receiver.respondWith(neverRespond)
    await desk.createEndpoint(receiver.url)
  }
  await desk.buyAndConsume()
  const reached = () => receivers.filter(({ received }) => received.length > 0)
  await eventually(() => expect(reached()).toHaveLength(1))
  await desk.buyAndConsume()
  await desk.waitForAllEvents()
  expect(reached()).toHaveLength(1)
  const began = performance.now()
  await desk.close()
  expect(performance.now() - began).toBeLessThan(10_000)
  await Promise.all(receivers.map((receiver) => receiver.close()))
}, 60_000)
