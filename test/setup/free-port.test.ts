import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Redis } from 'ioredis'
import { baseTest } from '../support/base-test.ts'
import { expect, vi } from '../support/test.ts'
import { findFreePort } from './free-port.ts'
import { startPgbouncer } from './pgbouncer.ts'
import { startRedisProcess } from './redis-process.ts'

// Programs take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const test = baseTest
  // A port that another program took after it was chosen.
  .extend('takenPort', async ({ task: _ }, { onCleanup }) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onCleanup(() => {
      server.close()
    })
    return (server.address() as AddressInfo).port
  })

/** Chooses these ports first, then free ones. */
function chooseFirst(...ports: number[]): () => Promise<number> {
  return async () => ports.shift() ?? findFreePort()
}

test('ports that are chosen at the same time differ', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, () => findFreePort()))
  expect(new Set(ports).size).toBe(ports.length)
})

test('a Redis whose port was taken starts on another one', async ({ takenPort, redisServer }) => {
  const redis = await startRedisProcess(redisServer, [], { choosePort: chooseFirst(takenPort) })
  try {
    const client = new Redis(redis.url)
    expect(redis.port).not.toBe(takenPort)
    expect(await client.ping()).toBe('PONG')
    client.disconnect()
  } finally {
    await redis.stop()
  }
})

test('a Redis never uses the port of another Redis', async ({ redisServer }) => {
  const first = await startRedisProcess(redisServer)
  try {
    const second = await startRedisProcess(redisServer, [], { choosePort: chooseFirst(first.port) })
    expect(second.port).not.toBe(first.port)
    await second.stop()
  } finally {
    await first.stop()
  }
})

test('a node of a Redis Cluster whose bus port was taken starts with another one', async ({
  takenPort,
  redisServer,
}) => {
  const choosePort = chooseFirst(await findFreePort(), takenPort)
  const node = await startRedisProcess(redisServer, ['--cluster-enabled', 'yes'], { choosePort })
  try {
    const client = new Redis(node.url)
    expect(node.busPort).not.toBe(takenPort)
    const nodes = await client.call('CLUSTER', 'NODES')
    expect(nodes).toContain(`:${node.port}@${node.busPort} `)
    client.disconnect()
  } finally {
    await node.stop()
  }
})

test('a Redis that cannot start fails at once, with what it has reported', async ({ redisServer }) => {
  const started = startRedisProcess(redisServer, ['--no-such-setting', 'yes'])
  await expect(started).rejects.toThrow(/Redis ended with 1:[^]*no-such-setting/i)
})

test('a PgBouncer whose port was taken starts on another one', async ({ takenPort, database }) => {
  const pgbouncer = await startPgbouncer(
    { databaseUrl: database.url, poolSize: 1 },
    { choosePort: chooseFirst(takenPort) },
  )
  expect(new URL(pgbouncer.url).port).not.toBe(String(takenPort))
  await pgbouncer.stop()
})
