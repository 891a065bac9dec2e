import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { GatheringSocket } from '../../src/graphql/gathering-socket.ts'
import { eventually } from '../support/eventually.ts'

let http: Server
let server: GatheringSocket
let client: Socket
let chunks: Buffer[]
beforeEach(async () => {
  const sockets = new WebSocketServer({ noServer: true, WebSocket: GatheringSocket })
  http = createServer()
  const opened = new Promise<GatheringSocket>((resolve) => {
    http.on('upgrade', (request, wire, head) =>
      sockets.handleUpgrade(request, wire, head, (socket) => {
        socket.gatherOn(wire)
        resolve(socket)
      }),
    )
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

test('what is sent within a turn goes out together, in its order, and counts as done at once', async () => {
  let done = 0
  for (const text of ['one', 'two', 'three']) server.send(text, () => void (done += 1))
  expect(done).toBe(3)
  await eventually(() => expect(received()).toMatch(/one.*two.*three/s))
  expect(chunks).toHaveLength(1)
  server.send('four')
  await eventually(() => expect(received()).toMatch(/three.*four/s))
  expect(chunks).toHaveLength(2)
})

test('while a client takes nothing, sending is not done, and little waits in memory', async () => {
  client.pause()
  const large = 'x'.repeat(4_096)
  let done = 0
  let sent = 0
  // As a stream does: the next one when the one before is done.
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

test('what is sent to a socket that is gone says so', async () => {
  client.destroy()
  await eventually(() => expect(server.readyState).toBe(GatheringSocket.CLOSED))
  const error = await new Promise((resolve) => server.send('late', resolve))
  expect(error).toMatchObject({ message: expect.stringContaining('not open') })
})
