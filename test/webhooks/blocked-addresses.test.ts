import { createServer, type Server } from 'node:net'
import { expect, webhookTest, waitForFirstAttempt } from './webhook-fixture.ts'

/** Listens on every address of this machine and counts the connections. */
type TcpListener = {
  readonly port: number
  readonly connectionCount: () => number
  close: () => Promise<void>
}

async function startTcpListener(): Promise<TcpListener> {
  let connections = 0
  const server: Server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '::', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the listener has no port')
  return {
    port: address.port,
    connectionCount: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const test = webhookTest
  .extend(
    'serverOptions',
    { scope: 'file' },
    {
      notifications: true,
      environment: { WEBHOOK_TIMEOUT_MS: '2000' },
    },
  )
  .extend('listener', { scope: 'file' }, async ({ server: _ }, { onCleanup }) => {
    const listener = await startTcpListener()
    onCleanup(listener.close)
    return listener
  })

test.for([
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
  '[::127.0.0.1]',
  '[::a9fe:a9fe]',
  '[64:ff9b:1::a9fe:a9fe]',
  '[100::1]',
  '[5f00::1]',
  '[fec0::1]',
  '[2002:7f00:1::]',
  '[::ffff:0:7f00:1]',
])('a delivery to %s is refused without a connection', async (host, { webhooks, listener }) => {
  const { id } = await webhooks.createEndpoint(`http://${host}:${listener.port}/hook`)
  await webhooks.buyAndConsume()
  expect(await waitForFirstAttempt(webhooks, id)).toMatchObject({
    status: 'FAILED',
    responseStatus: null,
    error: expect.stringContaining('a private or reserved address that is not in the allowlist'),
  })
  expect(listener.connectionCount()).toBe(0)
  await webhooks.deleteEndpoint(id)
})
