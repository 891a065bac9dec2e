import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { baseTest } from '../support/base-test.ts'
import { startServerProcess } from '../support/server-process.ts'
import { expect, vi } from '../support/test.ts'
import { testSecret } from '../support/test-server.ts'

/** Starts a process, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

/** The message with which PostgreSQL rejects a connection before it has started. */
function createStartingUpMessage(): Buffer {
  const fields = ['SFATAL', 'VFATAL', 'C57P03', 'Mthe database system is starting up']
  const body = Buffer.from(`${fields.join('\0')}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** The address of the database, at which the first connections are rejected. */
const test = baseTest.extend('startingDatabase', async ({ database }, { onCleanup }) => {
  let rejected = 0
  const { port } = new URL(database.url)
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (rejected < 3) {
      rejected += 1
      socket.once('data', () => socket.end(createStartingUpMessage()))
      return
    }
    const target = connect(Number(port), '127.0.0.1')
    target.on('error', () => undefined)
    socket.pipe(target).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onCleanup(() => void server.close())
  const address = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(database.url), { port: String(address.port) }).href,
    rejectedCount: () => rejected,
  }
})

test('a process that starts before its database waits for it', async ({ startingDatabase }) => {
  const started = await startServerProcess({
    DATABASE_URL: startingDatabase.url,
    COINSLOT_SECRET: testSecret,
    JOB_CONCURRENCY: '0',
  })
  expect(startingDatabase.rejectedCount()).toBe(3)
  expect(await started.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})
