import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sharedRedisUrl } from '../setup/redis.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ processes: 0 })
})
afterAll(() => cluster.close())

async function stopInTime(server: ServerProcess): Promise<void> {
  const start = performance.now()
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(5_000)
}

test('clients that keep their connections for later do not hold up the stop of a process that answers them', async () => {
  const server = await startServerProcess(cluster.environment)
  const ask = () =>
    postGraphql(server.graphqlUrl, serverKeyHeaders(cluster.project), '{ items { nodes { itemId } } }')
  await ask()
  const asked = Array.from({ length: 50 }, () => ask().catch(() => null))
  await Promise.race(asked)
  await stopInTime(server)
  const answers = (await Promise.all(asked)).filter((answer) => answer !== null)
  for (const { errors } of answers) expect(errors).toBeUndefined()
  expect(answers.length).toBeGreaterThan(0)
})

test('nor does a connection on which nothing was ever asked', async () => {
  const server = await startServerProcess(cluster.environment)
  const silent = connect(Number(new URL(server.graphqlUrl).port), '127.0.0.1')
  await once(silent, 'connect')
  const closed = once(silent, 'close')
  await stopInTime(server)
  silent.destroy()
  await closed
})

/** A question that is never asked to its end keeps a process that stops for two and a half seconds. */
async function startBusy(environment: Readonly<Record<string, string>>) {
  const server = await startServerProcess({ ...cluster.environment, ...environment })
  const client = connect(Number(new URL(server.graphqlUrl).port), '127.0.0.1')
  client.on('error', () => undefined)
  // The answer to the first one says that the beginning of the second has been read.
  client.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /healthz HTTP/1.1\r\nhost')
  await once(client, 'data')
  return server
}

describe.each([{ CLUSTER_PROCESSES: '1' }, { CLUSTER_PROCESSES: '2', REDIS_URL: sharedRedisUrl() }])(
  'with %o',
  (environment) => {
    test('signals that come within a moment are one wish to stop: what is under way is finished', async () => {
      const server = await startBusy(environment)
      const start = performance.now()
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT', 'SIGTERM'] as const) {
        process.kill(server.pid, signal)
        await delay(50)
      }
      expect(await server.exited).toEqual({ code: 0, signal: null })
      expect(performance.now() - start).toBeGreaterThan(2_000)
    })

    test('a second wish, more than a second after the first, ends it at once', async () => {
      const server = await startBusy(environment)
      const start = performance.now()
      process.kill(server.pid, 'SIGTERM')
      await delay(1_200)
      process.kill(server.pid, 'SIGTERM')
      expect(await server.exited).toEqual({ code: 1, signal: null })
      expect(performance.now() - start).toBeLessThan(2_400)
    })
  },
)
