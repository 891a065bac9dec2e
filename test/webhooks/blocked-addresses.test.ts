import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { respondWithStatus, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'
import { openWebhookFixture, type WebhookFixture } from './webhook-fixture.ts'

/** A door on every address of this machine, that counts who comes. */
type TcpListener = {
  readonly port: number
  readonly connectionCount: () => number
  close: () => Promise<void>
}

async function startTcpListener(): Promise<TcpListener> {
  let visits = 0
  const server: Server = createServer((socket) => {
    visits += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '::', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the door has no port')
  return {
    port: address.port,
    connectionCount: () => visits,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** What the delivery log says of the first attempt. */
async function waitForFirstAttempt(desk: WebhookFixture, id: string) {
  return eventually(async () => (await desk.readDeliveries(id)).at(-1) ?? expect.fail())
}

describe('without exceptions', () => {
  let desk: WebhookFixture
  let door: TcpListener
  beforeAll(async () => {
    desk = await openWebhookFixture({ WEBHOOK_TIMEOUT_MS: '2000' })
    door = await startTcpListener()
  })
  afterAll(async () => {
    await door.close()
    await desk.close()
  })

  test.each([
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:a00:1]',
    '[64:ff9b::7f00:1]',
    '[fe80::1]',
    '100.64.0.1',
    '198.18.0.1',
    '255.255.255.255',
    '[fd00::1]',
    'localhost',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '127.1',
    '127.0.0.1.',
    '①②⑦.⓪.⓪.①',
    '168.63.129.16',
    '[::ffff:a83f:8110]',
  ])('%s is refused when it is delivered to, and never connected', async (host) => {
    const { id } = await desk.createEndpoint(`http://${host}:${door.port}/hook`)
    await desk.buyAndConsume()
    expect(await waitForFirstAttempt(desk, id)).toMatchObject({
      status: 'FAILED',
      responseStatus: null,
      error: expect.stringContaining('an address in a private or reserved network'),
    })
    expect(door.connectionCount()).toBe(0)
    await desk.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  })
})

describe('with a listed exception', () => {
  let desk: WebhookFixture
  let receiver: WebhookReceiver
  let inside: WebhookReceiver
  beforeAll(async () => {
    desk = await openWebhookFixture({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_TIMEOUT_MS: '2000' })
    receiver = await startWebhookReceiver()
    inside = await startWebhookReceiver()
  })
  afterAll(async () => {
    await receiver.close()
    await inside.close()
    await desk.close()
  })

  test.each([301, 302, 303, 307, 308])(
    'a redirect with %d is not followed, wherever it leads',
    async (status) => {
      for (const location of [inside.url, 'http://169.254.169.254/latest/meta-data/']) {
        receiver.respondWith(respondWithStatus(status, '', { location }))
        const { id } = await desk.createEndpoint(receiver.url)
        await desk.buyAndConsume()
        expect(await waitForFirstAttempt(desk, id)).toMatchObject({
          status: 'FAILED',
          responseStatus: status,
          error: `HTTP status ${status}: redirects are not followed`,
        })
        await desk.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
      }
      expect(inside.connections()).toBe(0)
    },
  )

  test('of an endless answer only the first 2 KiB are read and kept', async () => {
    receiver.respondWith((response) => {
      response.writeHead(500)
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      }
      response.on('drain', pour)
      pour()
    })
    const { id } = await desk.createEndpoint(receiver.url)
    await desk.buyAndConsume()
    const { responseBody: kept, responseStatus } = await waitForFirstAttempt(desk, id)
    expect([responseStatus, kept]).toEqual([500, 'x'.repeat(2_048)])
    await desk.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  })

  test('other private addresses stay refused', async () => {
    const { id } = await desk.createEndpoint('http://10.0.0.1/hook')
    await desk.buyAndConsume()
    const { error } = await waitForFirstAttempt(desk, id)
    expect(error).toContain('refused: 10.0.0.1 is an address in a private or reserved network')
    await desk.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  })
})

describe('with a listed name', () => {
  test('the name may lead inside, and only the name', async () => {
    const desk = await openWebhookFixture({ WEBHOOK_ALLOWED_HOSTS: 'localhost' })
    const receiver = await startWebhookReceiver('127.0.0.1')
    const named = await desk.createEndpoint(receiver.url.replace('127.0.0.1', 'localhost'))
    const numbered = await desk.createEndpoint(receiver.url)
    await desk.buyAndConsume()
    expect(await waitForFirstAttempt(desk, named.id)).toMatchObject({ status: 'DELIVERED' })
    expect(await waitForFirstAttempt(desk, numbered.id)).toMatchObject({
      status: 'FAILED',
      responseStatus: null,
    })
    await receiver.close()
    await desk.close()
  })
})
