import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { asServer, postGraphql } from '../support/graphql-client.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let at: Cluster
beforeAll(async () => {
  at = await startCluster({ processes: 0 })
})
afterAll(() => at.close())

async function stopInTime(server: ServerProcess): Promise<void> {
  const start = performance.now()
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(5_000)
}

test('clients that keep their connections for later do not hold up the stop of a process that answers them', async () => {
  const server = await startServerProcess(at.environment)
  const ask = () => postGraphql(server.graphqlUrl, asServer(at.project), '{ items { nodes { itemId } } }')
  await ask()
  const asked = Array.from({ length: 50 }, () => ask().catch(() => null))
  await Promise.race(asked)
  await stopInTime(server)
  const answers = (await Promise.all(asked)).filter((answer) => answer !== null)
  for (const { errors } of answers) expect(errors).toBeUndefined()
  expect(answers.length).toBeGreaterThan(0)
})

test('nor does a connection on which nothing was ever asked', async () => {
  const server = await startServerProcess(at.environment)
  const silent = connect(Number(new URL(server.graphqlUrl).port), '127.0.0.1')
  await once(silent, 'connect')
  const closed = once(silent, 'close')
  await stopInTime(server)
  silent.destroy()
  await closed
})
