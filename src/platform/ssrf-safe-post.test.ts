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

/** A receiver that says these bytes, whatever comes, and goes on as it likes. */
const speak = (act: (socket: Socket) => void) =>
  listen(
    createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => act(socket))
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

/** Says the beginning at once, and then a piece of the rest every now and then, without an end. */
const drip = (beginning: string, piece: string) => (socket: Socket) => {
  socket.write(beginning)
  const timer = setInterval(() => socket.write(piece), 20)
  socket.on('close', () => clearInterval(timer))
}

test.each([
  ['headers that never end', drip('HTTP/1.1 200 OK\r\n', 'x: y\r\n')],
  ['nothing but early hints', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n')],
  ['silence', () => undefined],
])('%s are no answer', async (_, act) => {
  await expect(post(await speak(act))).rejects.toThrow('no response within 500 ms')
})

test.each([
  ['a body that drips', drip('HTTP/1.1 202 Accepted\r\ncontent-length: 1000000\r\n\r\n', '')],
  ['a body without an end', drip('HTTP/1.1 202 Accepted\r\n\r\nslow', '')],
  [
    'a chunk that is never finished',
    drip('HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\nff\r\n', 'x'),
  ],
])('%s is an answer all the same, in the same time', async (_, act) => {
  const began = performance.now()
  expect((await post(await speak(act))).status).toBe(202)
  expect(performance.now() - began).toBeLessThan(2_000)
})

test.each([
  ['headers that are too large', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
  [
    'another protocol to go on with',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  ],
  ['two different lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
])('%s is no answer, and known at once', async (_, bytes) => {
  const url = await speak((socket) => socket.end(bytes))
  await expect(post(url, { timeoutMs: 60_000 })).rejects.toThrow('the connection failed')
})

test('a compressed answer is not unpacked, however much it would be', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const server = createHttpServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  const { status, truncatedBody } = await post(await listen(server))
  expect(status).toBe(200)
  expect(truncatedBody.length).toBeLessThanOrEqual(20)
})

test('TLS that is none fails at once', async () => {
  const url = await speak((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await expect(post(url.replace('http:', 'https:'), { timeoutMs: 60_000 })).rejects.toThrow(
    'the connection failed',
  )
})

test('each request has a connection of its own, so each is checked', async () => {
  let connections = 0
  const server = createHttpServer((_, response) => response.end())
  server.on('connection', () => (connections += 1))
  const url = await listen(server)
  for (let count = 0; count < 3; count += 1) await post(url)
  expect(connections).toBe(3)
})

test('a name is asked for once: what it says later leads nowhere', async () => {
  const url = await speak((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
  const answers = ['127.0.0.1', '10.0.0.1', '169.254.169.254']
  const resolve = vi.fn(() => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]))
  expect((await post(url.replace('127.0.0.1', 'rebind.example'), { resolve })).status).toBe(204)
  expect(resolve).toHaveBeenCalledExactlyOnceWith('rebind.example')
})

test.each([
  ['127.0.0.1', 4],
  ['10.1.2.3', 4],
  ['100.64.0.1', 4],
  ['169.254.169.254', 4],
  ['0.0.0.0', 4],
  ['::', 6],
  ['::1', 6],
  ['fe80::1', 6],
  ['fe80::1%lo', 6],
  ['fd00:ec2::254', 6],
  ['::ffff:127.0.0.1', 6],
  ['::ffff:a9fe:a9fe', 6],
  ['64:ff9b::7f00:1', 6],
  ['2002:7f00:1::', 6],
  ['168.63.129.16', 4],
  ['::ffff:168.63.129.16', 6],
  ['::ffff:a83f:8110', 6],
])(
  'a name that leads to %s is refused, also if it leads to a public address too',
  async (address, family) => {
    const exceptions = { hosts: ['other.example'], cidrs: ['192.168.7.0/24', 'fd00:7::/64'] }
    for (const others of [[], [{ address: '203.0.113.7', family: 4 }]]) {
      const found = [...others, { address, family }]
      const request = post('http://inside.example/', {
        allowlist: exceptions,
        resolve: () => Promise.resolve(found),
      })
      await expect(request).rejects.toThrow(
        'blocked: inside.example resolves to a private or reserved address',
      )
    }
  },
)

test('where a name leads both inside and to an exception, only the exception is connected', async () => {
  const url = await speak((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
  const found = ['10.0.0.1', '127.0.0.1'].map((address) => ({ address, family: 4 }))
  const answer = await post(url.replace('127.0.0.1', 'both.example'), {
    resolve: () => Promise.resolve(found),
  })
  expect(answer.status).toBe(204)
})

test('exceptions of the other family are no reason to complain', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
  const url = await speak((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
  await post(url)
  await expect(post('http://[fd00::1]/')).rejects.toThrow('blocked')
  expect(warn).not.toHaveBeenCalled()
  warn.mockRestore()
})

test('a name that nobody answers for is given up in time', async () => {
  const resolve = () => new Promise<never>(() => undefined)
  await expect(post('http://slow.example/', { resolve })).rejects.toThrow('no response within 500 ms')
})

test('a request is cut at the word of who asked, whatever it waits for', async () => {
  const stop = new AbortController()
  const resolve = () => new Promise<never>(() => undefined)
  const began = performance.now()
  const hanging = [
    post(await speak(() => undefined), { signal: stop.signal }),
    post('http://slow.example/', { resolve, signal: stop.signal }),
  ]
  setTimeout(() => stop.abort(), 50)
  const ends = await Promise.allSettled(hanging)
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(post('http://slow.example/', { resolve, signal: stop.signal })).rejects.toThrow()
  expect(performance.now() - began).toBeLessThan(400)
})
