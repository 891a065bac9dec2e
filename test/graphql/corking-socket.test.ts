import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { CorkedWebSocket } from '../../src/graphql/websocket/corked-websocket.ts'
import { eventually } from '../support/eventually.ts'

let http: Server
let server: CorkedWebSocket
let serverSide: Duplex
let client: Socket
let chunks: Buffer[]
beforeEach(async () => {
  const sockets = new WebSocketServer({ noServer: true, WebSocket: CorkedWebSocket })
  http = createServer()
  const opened = new Promise<CorkedWebSocket>((resolve) => {
    http.on('upgrade', (request, duplex, head) => {
      serverSide = duplex
      sockets.handleUpgrade(request, serverSide, head, (socket) => {
        socket.attachStream(serverSide)
        resolve(socket)
      })
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  client = connect((http.address() as AddressInfo).port, '127.0.0.1')
  client.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await once(client, 'data')
  chunks = []
  client.on('data', (chunk: Buffer) => chunks.push(chunk))
  server = await opened
})
afterEach(() => {
  client.destroy()
  server.terminate()
  http.close()
})

const received = () => Buffer.concat(chunks).toString('latin1')

test('the first message of a turn is sent at once, later ones together, and all complete immediately', async () => {
  const texts = Array.from({ length: 10 }, (_, n) => `message ${n}`)
  let done = 0
  const held: boolean[] = []
  for (const text of texts) {
    server.send(text, () => void (done += 1))
    held.push(serverSide.writableLength > 0)
  }
  expect(done).toBe(10)
  expect(held).toEqual([false, ...Array.from({ length: 9 }, () => true)])
  await new Promise(setImmediate)
  expect(serverSide.writableCorked).toBe(0)
  await eventually(() => expect(received().match(/message \d/g)).toEqual(texts))
  server.send('alone')
  expect(serverSide.writableLength).toBe(0)
  await eventually(() => expect(received()).toContain('alone'))
})

test('sending does not complete while the client does not read, and few messages wait in memory', async () => {
  client.pause()
  const large = 'x'.repeat(4_096)
  let done = 0
  let sent = 0
  // Like a stream: each message is sent when the previous one is done.
  while (done === sent && sent < 100_000) {
    sent += 1
    server.send(large, () => void (done += 1))
    await new Promise(setImmediate)
  }
  expect(sent).toBeLessThan(100_000)
  expect(server.bufferedAmount).toBeLessThan(5 * 4_096)
  client.resume()
  await eventually(() => expect(done).toBe(sent))
  await eventually(() => expect(received().length).toBeGreaterThanOrEqual(sent * large.length))
})

test('sending to a closed socket fails', async () => {
  client.destroy()
  await eventually(() => expect(server.readyState).toBe(CorkedWebSocket.CLOSED))
  const error = await new Promise((resolve) => server.send('late', resolve))
  expect(error).toMatchObject({ message: expect.stringContaining('not open') })
})
