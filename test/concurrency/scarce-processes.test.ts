import { migrate } from '../../src/db/migrate.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyItem,
  createBuyer,
  createServerClient,
  newUserId,
  toConsumeInput,
} from '../support/purchase-client.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const maxConnections = 14

/** Two processes that run jobs and want forty connections, on a PostgreSQL that has fourteen. */
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
      environment: {
        DATABASE_POOL_SIZE: '10',
        JOB_CONCURRENCY: '6',
        JOB_RECOVERY_INTERVAL_MS: '500',
        LOG_LEVEL: 'warn',
      },
    },
  )
  .extend('register', ({ cluster }) => async (graphqlUrl?: string) => {
    const endpoint = cluster.endpoint()
    const client = createServerClient({ ...endpoint, graphqlUrl: graphqlUrl ?? endpoint.graphqlUrl })
    const { user } = await client.mutate('registerUser', { userId: newUserId() })
    expect(user).not.toBeNull()
  })

test('two processes that want more connections than there are answer every call, and run their jobs', async ({
  cluster,
  register,
}) => {
  const urls = cluster.processes.map(({ graphqlUrl }) => graphqlUrl)
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => register(urls[index % urls.length])))
  }
  const buyer = await createBuyer(cluster.endpoint(), { as: 'server' })
  const { payment } = await buyItem(buyer)
  expect((await buyer.client.mutate('consumePayment', toConsumeInput(payment))).problem).toBeNull()
  const read = 'query ($id: ID!) { payment(id: $id) { acknowledgement { status } } }'
  const isAcknowledged = async () => {
    const found = await buyer.client.query(read, { id: payment.id })
    expect(found.payment?.acknowledgement.status).toBe('ACKNOWLEDGED')
  }
  await eventually(isAcknowledged, { timeoutMs: 60_000, intervalMs: 200 })
  for (const { exited } of cluster.processes) {
    expect(await Promise.race([exited, Promise.resolve('running')])).toBe('running')
  }
})

test('a process that starts while two others hold the connections, and are busy, starts and answers its calls', async ({
  cluster,
  register,
  startProcess,
}) => {
  let isRunning = true
  const load = Promise.all(
    Array.from({ length: 16 }, async (_, index) => {
      while (isRunning) await register(cluster.endpoint(index).graphqlUrl)
    }),
  )
  try {
    const third = await startProcess({ JOB_CONCURRENCY: '0' })
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 8 }, () => register(third.graphqlUrl)))
    }
  } finally {
    isRunning = false
  }
  await load
})
