import postgres from 'postgres'
import { openDb } from '../../src/db/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { createServerClient, newUserId } from '../support/purchase-client.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { spawnServer, waitForOutput } from '../support/server-process.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const maxConnections = 12

/** Two processes that want twenty connections, on a PostgreSQL that has twelve for them and for the test. */
const test = clusterTest
  .extend('database', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const server = await startPostgresServer({
      max_connections: maxConnections,
      superuser_reserved_connections: 0,
    })
    onCleanup(server.close)
    await migrate(server.url)
    return { url: server.url, drop: async () => undefined }
  })
  .extend(
    'clusterOptions',
    { scope: 'file' },
    {
      processes: 2,
      environment: { DATABASE_POOL_SIZE: '10', LOG_LEVEL: 'warn' },
    },
  )

test('two processes that want more connections than there are serve every call with those that they have', async ({
  cluster,
}) => {
  const register = async (index: number) => {
    const client = createServerClient(cluster.endpoint(index))
    return (await client.mutate('registerUser', { userId: newUserId() })).user
  }
  await Promise.all([register(0), register(1)])
  const users = await Promise.all(Array.from({ length: 400 }, (_, index) => register(index)))
  expect(users.filter((user) => user === null)).toEqual([])
  for (const process of cluster.processes) {
    const response = await fetch(new URL('/healthz', process.graphqlUrl))
    expect(response.status).toBe(200)
  }
})

/** Opens connections until the database refuses one; returns the function that closes them. */
async function takeAllConnections(url: string): Promise<() => Promise<unknown>> {
  const held: postgres.Sql[] = []
  for (;;) {
    const connection = postgres(url, { max: 1, onnotice: () => undefined })
    const isRefused = await connection`select 1`.then(
      () => false,
      () => true,
    )
    if (isRefused) return () => Promise.all(held.map((each) => each.end()))
    held.push(connection)
  }
}

test('a process starts when a connection becomes free, and logs what it waits for', async ({
  cluster,
  trackChild,
}) => {
  const release = await takeAllConnections(cluster.databaseUrl)
  const child = trackChild(
    spawnServer({ ...cluster.environment, NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'warn' }),
  )
  await waitForOutput(child, /no connection left/)
  await release()
  await waitForOutput(child, /listens on/)
})

test('a call that gets no connection in time is refused as UNAVAILABLE, and later ones are served', async ({
  cluster,
}) => {
  const release = await takeAllConnections(cluster.databaseUrl)
  const options = { poolSize: 4, preparedStatements: true, statementTimeoutMs: 15_000 }
  const db = openDb({ url: cluster.databaseUrl, ...options })
  const query = () => db.sql`select 1 as one`
  const refused = await Promise.allSettled(Array.from({ length: 8 }, query))
  expect(refused.map((each) => (each.status === 'rejected' ? (each.reason as unknown) : null))).toEqual(
    refused.map(() => expect.objectContaining({ code: 'UNAVAILABLE', retryAfterMs: 1_000 }) as unknown),
  )
  await release()
  const served = await Promise.all(Array.from({ length: 8 }, query))
  expect(served.map((rows) => [...rows])).toEqual(served.map(() => [{ one: 1 }]))
  await db.close()
})
