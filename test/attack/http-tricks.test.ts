import { gzipSync } from 'node:zlib'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import { printRequest, sendRaw } from './raw-http.ts'

const test = serverTest
  .extend(
    'serverOptions',
    { scope: 'file' },
    { environment: { GRAPHQL_INTROSPECTION: 'false', METRICS_PORT: '0' } },
  )
  .extend(
    'key',
    { scope: 'file' },
    ({ project }) => `Authorization: ${serverKeyHeaders(project).authorization}`,
  )

const body = JSON.stringify({ query: '{ appKey { id } }' })

describe('a path', () => {
  test.for([
    ['//graphql', 404],
    ['/graphql//', 404],
    ['/graphql/..;/metrics', 404],
    ['/graphql;/metrics', 404],
    ['/graphql/../metrics', 404],
    ['/graphql/%2e%2e/metrics', 404],
    ['/graphql%2f..%2fmetrics', 404],
    ['/graphql%00', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/./metrics', 404],
    ['/metrics', 404],
    ['/METRICS', 404],
    ['/GRAPHQL', 404],
    ['/notifications/app-store/..%2f..%2fmetrics', 404],
    ['/notifications/app-store/%zz', 400],
    ['/%', 400],
    ['http://coinslot.example/metrics', 404],
    ['http://coinslot.example@attacker.example/metrics', 404],
    ['*', 404],
  ] as const)('%s leads nowhere, with every method', async ([path, status], { server, key }) => {
    for (const method of ['GET', 'POST']) {
      const request = printRequest({ method, path, headers: [key], body: method === 'POST' ? body : '' })
      const answer = await sendRaw(server.graphqlUrl, request)
      expect(answer.statuses, `${method} ${path} ${answer.text}`).toEqual([status])
      expect(answer.text).not.toMatch(/process_cpu|coinslot_|root:/)
    }
  })

  test.for(['/graphql', '/%67raphql', '/graphql?x=/healthz', 'http://attacker.example/graphql'])(
    '%s needs credentials, however it is written',
    async (path, { server }) => {
      const { statuses } = await sendRaw(server.graphqlUrl, printRequest({ path, body }))
      expect(statuses).toEqual([401])
    },
  )
})

describe('credentials', () => {
  test('that are sent twice are not taken from one of the headers', async ({ server, key, otherProject }) => {
    const other = `Authorization: ${serverKeyHeaders(otherProject).authorization}`
    const appKeys = [server.project, otherProject].map(({ appKey }) => `X-App-Key: ${appKey}`)
    for (const headers of [
      [key, other],
      [key, key],
      ['Authorization: Bearer nonsense', key],
      [key, 'authorization: '],
      appKeys,
      [...appKeys, key],
    ]) {
      const answer = await sendRaw(server.graphqlUrl, printRequest({ headers, body }))
      expect(answer.statuses, headers.join(' | ')).toEqual([401])
    }
  })

  test('are in headers only, not in the address, the body, a cookie or a header of a proxy', async ({
    server,
    project,
  }) => {
    const secret = project.serverKey
    const requests = [
      printRequest({ path: `/graphql?authorization=Bearer%20${secret}&x-app-key=${project.appKey}`, body }),
      printRequest({ headers: [`Cookie: authorization=Bearer ${secret}`], body }),
      printRequest({ headers: [`Proxy-Authorization: Bearer ${secret}`], body }),
      printRequest({ headers: [`X-Authorization: Bearer ${secret}`, 'X-Forwarded-User: admin'], body }),
      printRequest({
        body: JSON.stringify({ query: '{ appKey { id } }', authorization: `Bearer ${secret}` }),
      }),
      printRequest({ path: `http://x:${secret}@coinslot.example/graphql`, body }),
    ]
    for (const request of requests) {
      expect((await sendRaw(server.graphqlUrl, request)).statuses).toEqual([401])
    }
  })
})

describe('a request that is framed in two ways', () => {
  const chunked = `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
  test.for([
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], chunked],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 50'], body],
    ['a negative length', ['Content-Length: -1'], body],
    ['a length in hexadecimal', ['Content-Length: 0x10'], body],
    ['a length with a sign', ['Content-Length: +5'], body],
    ['an unknown coding', ['Transfer-Encoding: xchunked', 'Content-Length: 5'], chunked],
    ['a space before the colon', ['Transfer-Encoding : chunked'], chunked],
    ['a folded header', ['X-A: b', ' c: d', 'Transfer-Encoding:', ' chunked'], chunked],
    ['a line feed alone', ['X-A: b\nTransfer-Encoding: chunked'], chunked],
    ['a NUL in a header', ['X-A: b\0c'], body],
    ['a chunk of a wrong size', ['Transfer-Encoding: chunked'], `zz\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk of a huge size', ['Transfer-Encoding: chunked'], `${'f'.repeat(20)}\r\n${body}`],
  ] as const)(
    'with %s is refused, and nothing after it is read',
    async ([_, headers, sent], { server, key }) => {
      const request = printRequest({ headers: [key, ...headers], body: sent }).replace(
        /Content-Length: \d+\r\n(?=[^]*Transfer-Encoding)/,
        '',
      )
      const answer = await sendRaw(server.graphqlUrl, request + smuggled)
      expect(answer.statuses, answer.text).toEqual([400])
    },
  )

  test('without a host, or with two, is refused', async ({ server, key }) => {
    const request = printRequest({ headers: [key], body })
    const without = request.replace('Host: coinslot.example\r\n', '')
    expect((await sendRaw(server.graphqlUrl, without)).statuses).toEqual([400])
  })
})

describe('a request with odd headers', () => {
  test('of more than 16 KB is refused', async ({ server, key }) => {
    const headers = [key, `X-Large: ${'x'.repeat(20_000)}`]
    expect((await sendRaw(server.graphqlUrl, printRequest({ headers, body }))).statuses).toEqual([431])
    const many = Array.from({ length: 3_000 }, (_, index) => `X-${index}: 1`)
    expect(
      (await sendRaw(server.graphqlUrl, printRequest({ headers: [key, ...many], body }))).statuses,
    ).toEqual([431])
  })

  test('that name another method, host or address changes nothing', async ({ server, key }) => {
    for (const header of [
      'X-HTTP-Method-Override: DELETE',
      'X-Method-Override: PUT',
      'X-Original-URL: /metrics',
      'X-Rewrite-URL: /metrics',
      'X-Forwarded-Host: attacker.example',
      'Host: attacker.example',
      'Forwarded: host=attacker.example;proto=https',
      'Upgrade: h2c',
    ]) {
      const answer = await sendRaw(server.graphqlUrl, printRequest({ headers: [key, header], body }))
      expect(answer.statuses, header).toEqual([200])
      expect(answer.text).toContain('{"data":{"appKey":{"id":"')
      expect(answer.text).not.toContain('attacker.example')
    }
  })

  test('by HTTP/1.0 needs the same credentials, and by an unknown version is refused', async ({
    server,
    key,
  }) => {
    const send = async (version: string, headers: readonly string[]) =>
      (await sendRaw(server.graphqlUrl, printRequest({ version, headers, body }))).statuses
    expect(await send('HTTP/1.0', [])).toEqual([401])
    expect(await send('HTTP/1.0', [key])).toEqual([200])
    expect(await send('HTTP/3.7', [key])).toEqual([400])
    expect(await send('', [key])).toEqual([400])
  })

  test('of which the id would break a line of the log gets an id of the server', async ({ server, key }) => {
    for (const id of ['a b c d e f g h', 'x'.repeat(65), '{"level":60}', '%0d%0a12345678']) {
      const { text } = await sendRaw(
        server.graphqlUrl,
        printRequest({ headers: [key, `X-Request-Id: ${id}`], body }),
      )
      expect(/x-request-id: (.*)\r\n/.exec(text)?.[1]).toMatch(/^req_/)
    }
  })
})

describe('a body in another coding', () => {
  test('is refused and never decompressed', async ({ server, key }) => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20))
    expect(bomb.length).toBeLessThan(100_000)
    for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'x-unknown']) {
      const headers = [key, `Content-Encoding: ${coding}`, `Content-Length: ${bomb.length}`]
      const request = Buffer.concat([Buffer.from(printRequest({ headers })), bomb])
      const answer = await sendRaw(server.graphqlUrl, request)
      expect(answer.statuses, coding).toEqual([415])
    }
    const headers = [key, 'Content-Encoding: gzip']
    expect((await sendRaw(server.graphqlUrl, printRequest({ headers, body }))).statuses).toEqual([415])
  })

  test('of characters other than UTF-8 is refused', async ({ server, key }) => {
    for (const charset of ['utf-16', 'utf-16le', 'utf-7', 'iso-8859-1', 'shift_jis']) {
      const encoded = charset === 'utf-16le' ? Buffer.from(body, 'utf16le').toString('latin1') : body
      const headers = [key, `Content-Type: application/json; charset=${charset}`]
      const { statuses } = await sendRaw(server.graphqlUrl, printRequest({ headers, body: encoded }))
      expect(statuses, charset).toEqual([415])
    }
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'application/json; charset="UTF-8"',
    ]) {
      const { statuses } = await sendRaw(
        server.graphqlUrl,
        printRequest({ headers: [key, `Content-Type: ${type}`], body }),
      )
      expect(statuses, type).toEqual([200])
    }
  })
})

describe('a page of another site', () => {
  test('reaches no operation by a request that needs no preflight', async ({ server, key }) => {
    const search = new URLSearchParams({ query: '{ appKey { id } }' }).toString()
    const get = printRequest({
      method: 'GET',
      path: `/graphql?${search}`,
      headers: [key, 'Content-Type: text/plain'],
    })
    expect((await sendRaw(server.graphqlUrl, get)).statuses).toEqual([400])
    for (const type of [
      'text/plain',
      'text/plain; application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
    ]) {
      const headers = [key, `Content-Type: ${type}`]
      const { statuses } = await sendRaw(server.graphqlUrl, printRequest({ headers, body }))
      expect(statuses, type).toEqual([415])
    }
  })
})
