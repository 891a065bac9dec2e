import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { safePost, type SafePostRequest } from './ssrf-safe-post.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function listen(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** A raw TCP server that runs `respond` when the request arrives. */
const listenRaw = (respond: (socket: Socket) => void) =>
  listen(
    createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => respond(socket))
    }),
  )

const loopback = { hosts: [], cidrs: ['::1/128', '127.0.0.1/32'] }

const post = (url: string, change: Partial<SafePostRequest> = {}) =>
  safePost({
    url,
    headers: {},
    body: '{}',
    timeoutMs: 500,
    maxResponseBytes: 20,
    allowlist: loopback,
    ...change,
  })

/** Sends the beginning at once, then the piece every 20 ms without end. */
const drip = (beginning: string, piece: string) => (socket: Socket) => {
  socket.write(beginning)
  const timer = setInterval(() => socket.write(piece), 20)
  socket.on('close', () => clearInterval(timer))
}

test.each([
  ['a response whose headers never end', drip('HTTP/1.1 200 OK\r\n', 'x: y\r\n')],
  ['a response of early hints only', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n')],
  ['a server that sends nothing', () => undefined],
])('%s counts as no response', async (_, respond) => {
  await expect(post(await listenRaw(respond))).rejects.toThrow('no response within 500 ms')
})

test.each([
  ['a body that drips', drip('HTTP/1.1 202 Accepted\r\ncontent-length: 1000000\r\n\r\n', '')],
  ['a body without an end', drip('HTTP/1.1 202 Accepted\r\n\r\nslow', '')],
  [
    'a chunk that is never finished',
    drip('HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\nff\r\n', 'x'),
  ],
])('%s counts as a response within the timeout', async (_, respond) => {
  const startedAt = performance.now()
  expect((await post(await listenRaw(respond))).status).toBe(202)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test.each([
  ['a response with too large headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ['a response that is not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
  [
    'an upgrade to another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  ],
  [
    'a response with two different lengths',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
  ],
])('%s fails at once', async (_, bytes) => {
  const url = await listenRaw((socket) => socket.end(bytes))
  await expect(post(url, { timeoutMs: 60_000 })).rejects.toThrow('the connection failed')
})

test('a compressed response is not decompressed', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const server = createHttpServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  const { status, truncatedBody } = await post(await listen(server))
  expect(status).toBe(200)
  expect(truncatedBody.length).toBeLessThanOrEqual(20)
})

test('an HTTPS request to a server without TLS fails at once', async () => {
  const url = await listenRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await expect(post(url.replace('http:', 'https:'), { timeoutMs: 60_000 })).rejects.toThrow(
    'the connection failed',
  )
})

test('each request opens its own connection, so that each is checked', async () => {
  let connections = 0
  const server = createHttpServer((_, response) => response.end())
  server.on('connection', () => (connections += 1))
  const url = await listen(server)
  for (let count = 0; count < 3; count += 1) await post(url)
  expect(connections).toBe(3)
})

test('a host name is resolved once per request, so that DNS rebinding has no effect', async () => {
  const url = await listenRaw((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
  const resolutions = ['127.0.0.1', '10.0.0.1', '169.254.169.254']
  const resolve = vi.fn(() => Promise.resolve([{ address: resolutions.shift() ?? '', family: 4 }]))
  expect((await post(url.replace('127.0.0.1', 'rebind.example'), { resolve })).status).toBe(204)
  expect(resolve).toHaveBeenCalledExactlyOnceWith('rebind.example')
})

test.each([
  ['127.0.0.1', 4],
  ['10.1.2.3', 4],
  ['100.64.0.1', 4],
  ['172.16.0.1', 4],
  ['192.168.1.1', 4],
  ['198.18.0.1', 4],
  ['224.0.0.1', 4],
  ['255.255.255.255', 4],
  ['169.254.169.254', 4],
  ['0.0.0.0', 4],
  ['::', 6],
  ['::1', 6],
  ['fe80::1', 6],
  ['fe80::1%lo', 6],
  ['fec0::1', 6],
  ['fd00:ec2::254', 6],
  ['::ffff:127.0.0.1', 6],
  ['::ffff:a9fe:a9fe', 6],
  ['::ffff:0:7f00:1', 6],
  ['::127.0.0.1', 6],
  ['::7f00:1', 6],
  ['::a9fe:a9fe', 6],
  ['64:ff9b::7f00:1', 6],
  ['64:ff9b::10.0.0.1', 6],
  ['64:ff9b:1::7f00:1', 6],
  ['2002:7f00:1::', 6],
  ['2002:a00:1::1', 6],
  ['2001::1', 6],
  ['168.63.129.16', 4],
  ['::ffff:168.63.129.16', 6],
  ['::ffff:a83f:8110', 6],
  ['not an address', 4],
])(
  'a host name that resolves to %s is blocked, also when it resolves to a public address too',
  async (address, family) => {
    const allowlist = { hosts: ['other.example'], cidrs: ['192.168.7.0/24', 'fd00:7::/64'] }
    for (const others of [[], [{ address: '1.1.1.1', family: 4 }]]) {
      const found = [...others, { address, family }]
      const request = post('http://inside.example/', {
        allowlist,
        resolve: () => Promise.resolve(found),
      })
      await expect(request).rejects.toThrow(
        'blocked: inside.example resolves to a private or reserved address',
      )
    }
  },
)

test.each([
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[2002:7f00:1::]/',
  'http://[fec0::1]/',
  'http://168.63.129.16/',
])('%s is blocked without an allowlist', async (url) => {
  await expect(post(url, { allowlist: { hosts: [], cidrs: [] } })).rejects.toThrow('blocked')
})

test('only the allowlisted address is connected when a host name resolves to others too', async () => {
  const url = await listenRaw((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
  const found = ['10.0.0.1', '127.0.0.1'].map((address) => ({ address, family: 4 }))
  const response = await post(url.replace('127.0.0.1', 'both.example'), {
    resolve: () => Promise.resolve(found),
  })
  expect(response.status).toBe(204)
})

test('an allowlisted range never matches an address of the other family', async () => {
  const url = await listenRaw((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
  expect((await post(url)).status).toBe(204)
  await expect(post('http://[fd00::1]/')).rejects.toThrow('blocked')
  const ipv6Only = { hosts: [], cidrs: ['::1/128'] }
  await expect(post(url, { allowlist: ipv6Only })).rejects.toThrow('blocked')
})

test('a host name that is never resolved ends with the timeout', async () => {
  const resolve = () => new Promise<never>(() => undefined)
  await expect(post('http://slow.example/', { resolve })).rejects.toThrow('no response within 500 ms')
})

test('the signal of the caller cancels a request in every phase', async () => {
  const controller = new AbortController()
  const resolve = () => new Promise<never>(() => undefined)
  const startedAt = performance.now()
  const requests = [
    post(await listenRaw(() => undefined), { signal: controller.signal }),
    post('http://slow.example/', { resolve, signal: controller.signal }),
  ]
  setTimeout(() => controller.abort(), 50)
  const results = await Promise.allSettled(requests)
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(post('http://slow.example/', { resolve, signal: controller.signal })).rejects.toThrow()
  expect(performance.now() - startedAt).toBeLessThan(400)
})
