import { expect, webhookTest, waitForFirstAttempt } from './webhook-fixture.ts'

const test = webhookTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    notifications: true,
    environment: { WEBHOOK_ALLOWED_HOSTS: 'localhost' },
  },
)

test('an allowed host name may resolve to a private address, and only by its name', async ({
  webhooks,
  receiver,
}) => {
  const named = await webhooks.createEndpoint(receiver.url.replace('127.0.0.1', 'localhost'))
  const numbered = await webhooks.createEndpoint(receiver.url)
  await webhooks.buyAndConsume()
  expect(await waitForFirstAttempt(webhooks, named.id)).toMatchObject({ status: 'DELIVERED' })
  expect(await waitForFirstAttempt(webhooks, numbered.id)).toMatchObject({
    status: 'FAILED',
    responseStatus: null,
  })
})
