import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'

import { parseRetryAfter, requestHttp } from './http-client.ts'
import type { HttpResponse } from './http-client.ts'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function ask(
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
  return await requestHttp({ url, method: 'GET', headers: {}, timeoutMs, maxBodyBytes })
}

describe('requestHttp', () => {
  it('gives every status as an answer, redirects too', async () => {
    const answer = await ask((_request, response) => response.writeHead(302, { location: '/x' }).end('moved'))
    expect(answer).toMatchObject({ status: 302, body: 'moved' })
  })

  it('limits the time until the last byte', async () => {
    const slow = ask((_request, response) => response.writeHead(200).write('half'), { timeoutMs: 200 })
    await expect(slow).rejects.toMatchObject({ name: 'HttpError', kind: 'TIMEOUT' })
  })

  it('limits the size of the body', async () => {
    const large = ask((_request, response) => response.end('x'.repeat(1_001)))
    await expect(large).rejects.toMatchObject({ kind: 'TOO_LARGE' })
  })

  it('says that a connection failed', async () => {
    await expect(ask((_request, response) => response.destroy())).rejects.toMatchObject({ kind: 'NETWORK' })
  })
})

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 0, 2)
  it.each([
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
  ])('reads %j as a wait of %j ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected)
  })
})
