import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
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
  options: { timeoutMs?: number; maxBodyBytes?: number } = {},
): Promise<HttpResponse> {
  const { url: _, ...response } = await requestWithUrl(listener, options)
  return response
}

async function requestWithUrl(
  listener: RequestListener,
  { timeoutMs = 5_000, maxBodyBytes = 1_000 } = {},
): Promise<HttpResponse & { readonly url: string }> {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => {
    started.listen(0, '127.0.0.1', resolve)
  })
  const address = started.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}/`
  const response = await requestHttp({ peer, url, method: 'GET', headers: {}, timeoutMs, maxBodyBytes })
  return { ...response, url }
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

  test('a connection is used again, and a request sends no body and no encoding of its own', async () => {
    const ports: (number | undefined)[] = []
    const listener: RequestListener = ({ socket, headers }, response) => {
      ports.push(socket.remotePort)
      response.end(JSON.stringify(headers))
    }
    const { body, url } = await requestWithUrl(listener)
    expect(JSON.parse(body)).toMatchObject({ accept: '*/*', 'user-agent': 'node' })
    expect(body).not.toMatch(/accept-encoding|content-length/)
    await requestHttp({ peer, url, method: 'GET', headers: {}, timeoutMs: 5_000, maxBodyBytes: 1_000 })
    expect(new Set(ports).size).toBe(1)
    expect(ports).toHaveLength(2)
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)(
    'a body that is compressed by %s is decompressed, up to the maximum',
    async (encoding, compress) => {
      const respondWith =
        (text: string): RequestListener =>
        (_request, response) =>
          response.writeHead(200, { 'content-encoding': encoding }).end(compress(text))
      expect(await request(respondWith('a text'))).toMatchObject({ body: 'a text' })
      await expect(request(respondWith('x'.repeat(1_001)))).rejects.toMatchObject({ kind: 'TOO_LARGE' })
    },
  )

  test('a body that is not compressed as its header says is a NETWORK error', async () => {
    const listener: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain')
    await expect(request(listener)).rejects.toMatchObject({ kind: 'NETWORK' })
  })

  test('a response that is cut off, and one that changes the protocol, are NETWORK errors', async () => {
    const cut: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => response.destroy())
    }
    await expect(request(cut)).rejects.toMatchObject({ kind: 'NETWORK' })
    const upgrade: RequestListener = (_request, response) =>
      response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
    await expect(request(upgrade)).rejects.toMatchObject({ kind: 'NETWORK' })
  })

  test.each(['ftp://127.0.0.1/', 'http://user:password@127.0.0.1/', 'not a URL', 'http://127.0.0.1:1/'])(
    'the URL %s cannot be requested',
    async (url) => {
      const sent = requestHttp({
        peer,
        url,
        method: 'GET',
        headers: {},
        timeoutMs: 5_000,
        maxBodyBytes: 1_000,
      })
      await expect(sent).rejects.toMatchObject({ name: 'HttpError', kind: 'NETWORK' })
    },
  )

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
