import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, clusterTest, vi } from '../support/cluster-test.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import type { ServerProcess } from '../support/server-process.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, { processes: 0 })

async function stopInTime(server: ServerProcess): Promise<void> {
  const start = performance.now()
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(5_000)
}

test('keep-alive connections do not delay the shutdown of a process', async ({ cluster, startProcess }) => {
  const server = await startProcess()
  const request = () =>
    postGraphql(server.graphqlUrl, serverKeyHeaders(cluster.project), '{ items { nodes { itemId } } }')
  await request()
  const requests = Array.from({ length: 50 }, () => request().catch(() => null))
  await Promise.race(requests)
  await stopInTime(server)
  const responses = (await Promise.all(requests)).filter((response) => response !== null)
  for (const { errors } of responses) expect(errors).toBeUndefined()
  expect(responses.length).toBeGreaterThan(0)
})

test('a connection without any request does not delay the shutdown of a process', async ({
  startProcess,
}) => {
  const server = await startProcess()
  const silent = connect(Number(new URL(server.graphqlUrl).port), '127.0.0.1')
  await once(silent, 'connect')
  const closed = once(silent, 'close')
  await stopInTime(server)
  silent.destroy()
  await closed
})

/** Sends an incomplete request, which delays the shutdown of the process by two and a half seconds. */
async function keepBusy(server: ServerProcess): Promise<void> {
  const client = connect(Number(new URL(server.graphqlUrl).port), '127.0.0.1')
  client.on('error', () => undefined)
  // The response to the first request shows that the beginning of the second has been read.
  client.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /healthz HTTP/1.1\r\nhost')
  await once(client, 'data')
}

describe.each([1, 2])('with %i processes', (count) => {
  const toEnvironment = (redisUrl: string): Readonly<Record<string, string>> => ({
    CLUSTER_PROCESSES: String(count),
    ...(count === 1 ? {} : { REDIS_URL: redisUrl }),
  })

  test('several signals within a moment are one graceful shutdown, which completes the requests in flight', async ({
    startProcess,
    redisUrl,
  }) => {
    const server = await startProcess(toEnvironment(redisUrl))
    await keepBusy(server)
    const start = performance.now()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT', 'SIGTERM'] as const) {
      process.kill(server.pid, signal)
      await delay(50)
    }
    expect(await server.exited).toEqual({ code: 0, signal: null })
    expect(performance.now() - start).toBeGreaterThan(2_000)
  })

  test('a second signal, more than a second after the first, ends the process at once', async ({
    startProcess,
    redisUrl,
  }) => {
    const server = await startProcess(toEnvironment(redisUrl))
    await keepBusy(server)
    const start = performance.now()
    process.kill(server.pid, 'SIGTERM')
    await delay(1_200)
    process.kill(server.pid, 'SIGTERM')
    expect(await server.exited).toEqual({ code: 1, signal: null })
    expect(performance.now() - start).toBeLessThan(2_400)
  })
})
