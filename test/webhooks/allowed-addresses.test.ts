import { expect, webhookTest, waitForFirstAttempt, webhookServerOptions } from './webhook-fixture.ts'
import { respondWithStatus, startWebhookReceiver } from './webhook-receiver.ts'

const test = webhookTest
  .extend('serverOptions', { scope: 'file' }, webhookServerOptions({ WEBHOOK_TIMEOUT_MS: '2000' }))
  .extend('internalReceiver', async ({ webhooks: _ }, { onCleanup }) => {
    const receiver = await startWebhookReceiver()
    onCleanup(receiver.close)
    return receiver
  })

test.for([301, 302, 303, 307, 308])(
  'a redirect with %d is not followed, wherever it leads',
  async (status, { webhooks, receiver, internalReceiver }) => {
    for (const location of [internalReceiver.url, 'http://169.254.169.254/latest/meta-data/']) {
      receiver.respondWith(respondWithStatus(status, '', { location }))
      const { id } = await webhooks.createEndpoint(receiver.url)
      await webhooks.buyAndConsume()
      expect(await waitForFirstAttempt(webhooks, id)).toMatchObject({
        status: 'FAILED',
        responseStatus: status,
        error: `HTTP status ${status}: redirects are not followed`,
      })
      await webhooks.deleteEndpoint(id)
    }
    expect(internalReceiver.connections()).toBe(0)
  },
)

test('only the first 4 KiB of an endless response are read and stored', async ({ webhooks, receiver }) => {
  receiver.respondWith((response) => {
    response.writeHead(500)
    const writeMore = () => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
    }
    response.on('drain', writeMore)
    writeMore()
  })
  const { id } = await webhooks.createEndpoint(receiver.url)
  await webhooks.buyAndConsume()
  const { responseBody: stored, responseStatus } = await waitForFirstAttempt(webhooks, id)
  expect([responseStatus, stored]).toEqual([500, 'x'.repeat(4_096)])
  await webhooks.deleteEndpoint(id)
})

test('other private addresses stay refused', async ({ webhooks }) => {
  const { id } = await webhooks.createEndpoint('http://10.0.0.1/hook')
  await webhooks.buyAndConsume()
  const { error } = await waitForFirstAttempt(webhooks, id)
  expect(error).toContain(
    'blocked: 10.0.0.1 resolves to a private or reserved address that is not in the allowlist',
  )
  await webhooks.deleteEndpoint(id)
})
