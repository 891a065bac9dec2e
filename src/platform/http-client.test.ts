import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'

import { parseRetryAfter, readClockSkewMs, requestHttp } from './http-client.ts'
import type { HttpResponse } from './http-client.ts'

let server: Server | undefined

const peer = { service: 'TEST_STORE', endpoint: 'purchases.get' }

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function request(
  listener: RequestListener,
  { timeoutMs = 5_000, maxBodyBytes = 1_000 } = {},
): Promise<HttpResponse> {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => {
    started.listen(0, '127.0.0.1', resolve)
  })
  const address = started.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}/`
  return await requestHttp({ peer, url, method: 'GET', headers: {}, timeoutMs, maxBodyBytes })
}

describe('requestHttp', () => {
  test('a response of any status is returned, redirects included', async () => {
    const received = await request((_request, response) =>
      response.writeHead(302, { location: '/x' }).end('moved'),
    )
    expect(received).toMatchObject({ status: 302, body: 'moved' })
  })

  test('the timeout covers the time until the last byte', async () => {
    const slow = request((_request, response) => response.writeHead(200).write('half'), { timeoutMs: 200 })
    await expect(slow).rejects.toMatchObject({ name: 'HttpError', kind: 'TIMEOUT' })
  })

  test('a body that is too large is rejected', async () => {
    const large = request((_request, response) => response.end('x'.repeat(1_001)))
    await expect(large).rejects.toMatchObject({ kind: 'TOO_LARGE' })
  })

  test('a failed connection is a NETWORK error', async () => {
    await expect(request((_request, response) => response.destroy())).rejects.toMatchObject({
      kind: 'NETWORK',
    })
  })
})

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 0, 2)
  test.each([
    ['30', 30_000],
    ['0', 0],
    ['-5', 0],
    [String(now + 1_500), 1_500],
    [String(now / 1000 + 2), 2_000],
    [new Date(now + 3_000).toUTCString(), 3_000],
    ['999999', 3_600_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('the value %j is a wait of %j ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected)
  })
})

describe('readClockSkewMs', () => {
  test('the skew is positive when this machine is ahead of the date header', () => {
    const headers = new Headers({ date: new Date(Date.now() - 60_000).toUTCString() })
    const skewMs = readClockSkewMs(headers) ?? 0
    expect(skewMs).toBeGreaterThan(59_000)
    expect(skewMs).toBeLessThan(62_000)
  })

  test.each([{}, { date: 'yesterday' }])('the skew is unknown for the headers %j', (headers) => {
    expect(readClockSkewMs(new Headers(headers))).toBeNull()
  })
})
