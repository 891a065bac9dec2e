import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import postgres from 'postgres'
import { vi, expect } from 'vitest'
import { openDb } from '../../src/db/client.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { spawnServer, waitForOutput } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'

// A process takes long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const maxConnections = 12

const test = baseTest
  .extend('url', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const server = await startPostgresServer({
      max_connections: maxConnections,
      superuser_reserved_connections: 0,
    })
    onCleanup(server.close)
    return server.url
  })
  .extend('openPool', ({ url }, { onCleanup }) => {
    const opened: ReturnType<typeof openDb>[] = []
    onCleanup(async () => {
      await Promise.all(opened.map((db) => db.close()))
    })
    return (poolSize: number, throughUrl = url) => {
      const db = openDb({ url: throughUrl, poolSize, preparedStatements: true, statementTimeoutMs: 15_000 })
      opened.push(db)
      return db
    }
  })
  /** Opens connections until the database refuses one; returns the function that closes them. */
  .extend('takeAllConnections', ({ url }, { onCleanup }) => {
    const held: postgres.Sql[] = []
    const release = async () => {
      await Promise.all(held.splice(0).map((each) => each.end()))
    }
    onCleanup(release)
    return async () => {
      let isRefused = false
      while (!isRefused) {
        const connection = postgres(url, { max: 1, onnotice: () => undefined })
        held.push(connection)
        isRefused = await connection`select 1`.then(
          () => false,
          () => true,
        )
      }
      return release
    }
  })
  /** A proxy that accepts and closes every connection, until it is opened. */
  .extend('closingProxy', async ({ url }, { onCleanup }) => {
    const { port, hostname } = new URL(url)
    let isOpen = false
    const server = createServer((socket) => {
      if (!isOpen) return socket.resume().end()
      const target = connect(Number(port), hostname)
      for (const each of [socket, target]) each.on('error', () => each.destroy())
      return socket.pipe(target).pipe(socket)
    }).listen(0, '127.0.0.1')
    onCleanup(() => void server.close())
    await once(server, 'listening')
    const proxied = new URL(url)
    proxied.port = String((server.address() as AddressInfo).port)
    const open = () => {
      isOpen = true
    }
    return { url: proxied.href, open }
  })

const unavailable = expect.objectContaining({ code: 'UNAVAILABLE', retryAfterMs: 1_000 }) as unknown

test('two pools that want more connections than there are serve every query with those that they have', async ({
  openPool,
}) => {
  const pools = [openPool(10), openPool(10)]
  await Promise.all(pools.map((db) => db.sql`select 1`))
  const queries = pools.flatMap((db) =>
    Array.from(
      { length: 200 },
      async (_, n) => (await db.sql`select ${n}::int as n, pg_sleep(0.01)`)[0]?.['n'] as number,
    ),
  )
  const numbers = Array.from({ length: 200 }, (_, n) => n)
  expect(await Promise.all(queries)).toEqual([...numbers, ...numbers])
})

test('a query that gets no connection in time is refused as UNAVAILABLE, and later ones are served', async ({
  openPool,
  takeAllConnections,
}) => {
  const release = await takeAllConnections()
  const db = openPool(4)
  const query = () => db.sql`select 1 as one`
  const refused = await Promise.allSettled(Array.from({ length: 8 }, query))
  expect(refused.map((each) => (each.status === 'rejected' ? (each.reason as unknown) : null))).toEqual(
    refused.map(() => unavailable),
  )
  await release()
  const served = await Promise.all(Array.from({ length: 8 }, query))
  expect(served.map((rows) => [...rows])).toEqual(served.map(() => [{ one: 1 }]))
})

test('a process starts when a connection becomes free, and logs what it waits for', async ({
  url,
  takeAllConnections,
}) => {
  const release = await takeAllConnections()
  const child = spawnServer({
    DATABASE_URL: url,
    COINSLOT_SECRET: testSecret,
    NODE_ENV: 'test',
    PORT: '0',
    JOB_CONCURRENCY: '0',
    LOG_LEVEL: 'warn',
  })
  try {
    await waitForOutput(child, /no connection left/)
    await release()
    await waitForOutput(child, /listens on/)
  } finally {
    await child.kill('SIGKILL')
  }
})

test('a query to a proxy that closes every connection is refused in time and never executed, and later ones are served', async ({
  openPool,
  closingProxy,
}) => {
  const direct = openPool(1)
  await direct.sql`create sequence executed_queries`
  const db = openPool(4, closingProxy.url)
  const count = () => db.sql`select nextval('executed_queries') as number`
  const refused = await Promise.allSettled(Array.from({ length: 12 }, count))
  expect(refused.map((each) => (each.status === 'rejected' ? (each.reason as unknown) : null))).toEqual(
    refused.map(() => unavailable),
  )
  closingProxy.open()
  await eventually(count, { timeoutMs: 30_000 })
  await Promise.all(Array.from({ length: 12 }, count))
  const [row] = await direct.sql<{ last: string }[]>`select last_value as last from executed_queries`
  expect(row?.last).toBe('13')
})

test('a pool releases the connections that it opened for a peak, for other processes', async ({
  url,
  openPool,
  takeAllConnections,
}) => {
  const db = openPool(8)
  await Promise.all(Array.from({ length: 8 }, () => db.sql`select pg_sleep(0.2)`))
  const release = await takeAllConnections()
  const other = postgres(url, { max: 1, onnotice: () => undefined })
  await eventually(() => other`select 1`, { timeoutMs: 30_000 })
  await other.end()
  await release()
  await db.sql`select 1`
})
