import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { platform } from 'node:os'
import { json } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import type { DevApp } from '../../src/development/dev-app.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

const limit = 2

const test = serverTest
  .extend(
    'serverOptions',
    { scope: 'file' },
    {
      environment: {
        TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
        INVALID_RECEIPT_RATE_LIMIT: String(limit),
        WS_MAX_UNAUTHENTICATED: '4',
      },
    },
  )
  .extend('project', { scope: 'file' }, async ({ server }) => {
    const project = await server.addProject({ requireUserToken: false })
    await connectEmulator(server, project)
    return project
  })
  .extend('endpoint', { scope: 'file' }, async ({ server: { graphqlUrl }, project }) => {
    const endpoint = { graphqlUrl, project }
    await createServerClient(endpoint).mutate('registerUser', { userId: 'x' })
    return endpoint
  })

type Origin = {
  /** The header that the proxy sends. */
  readonly forwardedFor: string
  /** The address from which the server is connected; by default that of the trusted proxy. */
  readonly localAddress?: string
}

/** Submits an invalid receipt with nothing but the AppKey; returns the code of the rejection. */
async function submitInvalidReceipt(
  { graphqlUrl, project }: { readonly graphqlUrl: string; readonly project: DevApp },
  { forwardedFor, localAddress = '127.0.0.1' }: Origin,
): Promise<string | undefined> {
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': forwardedFor,
    ...appKeyHeaders(project),
  }
  const sent = request(graphqlUrl, { method: 'POST', headers, localAddress })
  const query = `mutation { verifyPurchase(input: { userId: "x", receipt: { appStore: { signedTransaction: "a.b.c" } } }) {
    problem { code } } }`
  sent.end(JSON.stringify({ query }))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const { data, errors } = (await json(response)) as {
    data?: { verifyPurchase: { problem: { code: string } } }
    errors?: readonly { extensions: { code: string } }[]
  }
  return errors?.[0]?.extensions.code ?? data?.verifyPurchase.problem.code
}

/** Opens a WebSocket; resolves with the HTTP status of a rejected upgrade, or 101. */
async function openWebSocket(
  url: string,
  { forwardedFor, localAddress = '127.0.0.1' }: Origin,
  onCleanup: (cleanup: () => void) => void,
): Promise<number> {
  const headers = { 'x-forwarded-for': forwardedFor }
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers, localAddress })
  onCleanup(() => socket.terminate())
  const rejected = once(socket, 'unexpected-response') as Promise<[unknown, IncomingMessage]>
  const status = rejected.then(([, { statusCode }]) => statusCode ?? 0)
  return Promise.race([once(socket, 'open').then(() => 101), status])
}

test('clients behind a trusted proxy have separate limits of invalid receipts', async ({ endpoint }) => {
  for (let attempt = 0; attempt < limit; attempt += 1) {
    expect(await submitInvalidReceipt(endpoint, { forwardedFor: '198.51.100.1' })).toBe('RECEIPT_INVALID')
  }
  expect(await submitInvalidReceipt(endpoint, { forwardedFor: '198.51.100.1' })).toBe('RATE_LIMITED')
  expect(await submitInvalidReceipt(endpoint, { forwardedFor: '198.51.100.2' })).not.toBe('RATE_LIMITED')
  // Neither an invented entry nor another trusted proxy in between changes the client.
  const sameClient = '203.0.113.9, 198.51.100.1, 10.0.0.7'
  expect(await submitInvalidReceipt(endpoint, { forwardedFor: sameClient })).toBe('RATE_LIMITED')
})

test.skipIf(platform() !== 'linux')(
  'a peer that is not a trusted proxy cannot choose its address',
  async ({ endpoint }) => {
    const submit = (forwardedFor: string) =>
      submitInvalidReceipt(endpoint, { forwardedFor, localAddress: '127.0.0.2' })
    for (let attempt = 0; attempt < limit; attempt += 1) {
      expect(await submit(`198.51.100.${10 + attempt}`)).not.toBe('RATE_LIMITED')
    }
    expect(await submit('198.51.100.20')).toBe('RATE_LIMITED')
  },
)

test('WebSockets are counted by the client in front of a trusted proxy', async ({ server }) => {
  const cleanups: (() => void)[] = []
  const open = (origin: Origin) =>
    openWebSocket(server.webSocketUrl, origin, (cleanup) => cleanups.push(cleanup))
  try {
    expect(await open({ forwardedFor: '198.51.100.1' })).toBe(101)
    expect(await open({ forwardedFor: '203.0.113.9, 198.51.100.1' })).toBe(429)
    expect(await open({ forwardedFor: '198.51.100.2' })).toBe(101)
  } finally {
    for (const cleanup of cleanups) cleanup()
  }
})
