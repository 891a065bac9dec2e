import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { describe, expect, clusterTest, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { waitForOutput, type ServerProcess } from '../support/server-process.ts'
import { childPids } from './child-processes.ts'
import { openHttpConnection, printHttpRequest, type HttpConnection, type Outcome } from './http-connection.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

type Environment = Readonly<Record<string, string>>

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, { processes: 0 })
  .extend('apiRequest', { scope: 'file' }, ({ cluster }) =>
    printHttpRequest({
      path: '/graphql',
      headers: serverKeyHeaders(cluster.project),
      query: '{ appKey { id } }',
    }),
  )
  // On a connection of its own, whichever way the server answers.
  .extend('closingRequest', { scope: 'file' }, ({ apiRequest }) =>
    apiRequest.replace('\r\n', '\r\nconnection: close\r\n'),
  )
  .extend('acceptedFile', ({ temporaryFolder }) => join(temporaryFolder, randomUUID()))
  .extend('startServer', ({ startProcess, redisUrl }) => {
    return (count: number, environment: Environment = {}) =>
      startProcess({
        LOG_LEVEL: 'info',
        ...(count === 1 ? {} : { CLUSTER_PROCESSES: String(count), REDIS_URL: redisUrl }),
        ...environment,
      })
  })

async function connectTo(server: ServerProcess): Promise<HttpConnection> {
  const connection = await openHttpConnection(server.graphqlUrl)
  if (connection === null) throw new Error('the connection was refused')
  return connection
}

/** The processes that serve requests. */
const serving = (server: ServerProcess, count: number) => (count === 1 ? [server.pid] : childPids(server))

/**
 * Signals a server while its processes are suspended. Whatever is done meanwhile has happened when they notice the signal, however busy
 * this machine is.
 */
async function stopWhile(server: ServerProcess, count: number, work: () => Promise<void>): Promise<void> {
  const pids = serving(server, count)
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  try {
    await work()
    process.kill(server.pid, 'SIGTERM')
    if (count > 1) await waitForOutput(server, /shutting down/)
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  }
}

const answered = {
  error: null,
  text: expect.stringMatching(/^HTTP\/1\.1 200 OK\r\n[^]*"id":"app_/) as string,
}

const connectionCount = 40

/** Makes each process note the connections that it accepts in a file, by the port of the client. */
function noteAccepted(file: string): Environment {
  const script = `
    import { subscribe } from 'node:diagnostics_channel'
    import { appendFileSync } from 'node:fs'
    const note = ({ socket }) => appendFileSync(${JSON.stringify(file)}, socket.remotePort + ' ')
    subscribe('net.server.socket', note)`
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` }
}

type Load = {
  /** The requests that have ended so far. */
  readonly outcomes: () => readonly (Outcome & { readonly localPort: number })[]
  /** Lets the last requests end. */
  readonly finish: () => Promise<void>
}

/** Four clients, each of which opens a connection, sends a request, reads the response, and begins again, until it is refused. */
function startLoad(server: ServerProcess, request: string): Load {
  const outcomes: (Outcome & { localPort: number })[] = []
  let isFinished = false
  const run = async () => {
    for (;;) {
      const connection = isFinished ? null : await openHttpConnection(server.graphqlUrl)
      if (connection === null) return
      connection.send(request)
      outcomes.push({ localPort: connection.localPort, ...(await connection.ended) })
    }
  }
  const running = Promise.all(Array.from({ length: 4 }, run))
  return {
    outcomes: () => outcomes,
    finish: async () => {
      isFinished = true
      await running
    },
  }
}

/** What the server has accepted is answered. A connection that the kernel has never given to it can only be reset. */
function expectNoLoss({ outcomes }: Load, file: string): void {
  const accepted = new Set(readFileSync(file, 'utf8').split(' ').map(Number))
  const [known, unknown] = [true, false].map((is) =>
    outcomes().filter(({ localPort }) => accepted.has(localPort) === is),
  )
  expect(known?.length).toBeGreaterThan(connectionCount)
  for (const { text, error } of known ?? []) expect({ text, error }).toEqual(answered)
  for (const { text, error } of unknown ?? []) {
    expect(text).toBe('')
    // The kernel reports the reset to whoever reads or writes first.
    expect(['ECONNRESET', 'EPIPE']).toContain(error)
  }
}

describe.each([1, 2])('when a server of %i processes stops', (count) => {
  test('the connections that it has not accepted yet get their responses', async ({
    apiRequest,
    startServer,
  }) => {
    const server = await startServer(count)
    const outcomes: Promise<Outcome>[] = []
    await stopWhile(server, count, async () => {
      for (let opened = 0; opened < connectionCount; opened += 1) {
        const connection = await connectTo(server)
        connection.send(apiRequest)
        outcomes.push(connection.ended)
      }
    })
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toEqual(answered)
    expect(await server.exited).toEqual({ code: 0, signal: null })
  })

  test('the WebSockets that it has not accepted yet are opened, and closed with 1012', async ({
    startServer,
  }) => {
    const server = await startServer(count)
    const codes: Promise<number>[] = []
    await stopWhile(server, count, async () => {
      for (let opened = 0; opened < connectionCount; opened += 1) {
        const socket = new WebSocket(server.webSocketUrl, 'graphql-transport-ws')
        const closed = Promise.withResolvers<number>()
        socket.once('error', closed.reject)
        socket.once('close', closed.resolve)
        codes.push(closed.promise)
        // The server answers the handshake later; here the kernel establishes the connection.
        await eventually(() => expect(socket).toHaveProperty('_req.socket.connecting', false))
      }
    })
    expect(new Set(await Promise.all(codes))).toEqual(new Set([1012]))
    expect(await server.exited).toEqual({ code: 0, signal: null })
  })

  test('every request of clients that connect all the time is answered, or its connection is refused', async ({
    acceptedFile,
    closingRequest,
    startServer,
  }) => {
    const server = await startServer(count, noteAccepted(acceptedFile))
    const load = startLoad(server, closingRequest)
    await eventually(() => expect(load.outcomes().length).toBeGreaterThan(connectionCount))
    expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    await load.finish()
    expectNoLoss(load, acceptedFile)
  })
})

test('every request of clients that connect all the time is answered while one process of a server stops', async ({
  acceptedFile,
  closingRequest,
  startServer,
}) => {
  const server = await startServer(2, noteAccepted(acceptedFile))
  const load = startLoad(server, closingRequest)
  const [child = 0] = childPids(server)
  await eventually(() => expect(load.outcomes().length).toBeGreaterThan(connectionCount))
  process.kill(child, 'SIGTERM')
  await waitForOutput(server, new RegExp(`"child":${child},[^}]*"process exited`))
  await load.finish()
  expectNoLoss(load, acceptedFile)
})

test('until its delay is over, a stopping server answers requests and opens WebSockets, but is not ready', async ({
  apiRequest,
  project,
  startServer,
}) => {
  const server = await startServer(2, { SHUTDOWN_DELAY_MS: '60000' })
  const readiness = () => fetch(new URL('/readyz', server.graphqlUrl), { headers: { connection: 'close' } })
  expect((await readiness()).status).toBe(200)
  const kept = await connectTo(server)
  kept.send(printHttpRequest({ path: '/healthz' }))
  await kept.received()
  process.kill(server.pid, 'SIGTERM')
  await eventually(async () => {
    // The processes share the port, and each has to have noticed.
    for (let request = 0; request < 20; request += 1) {
      const response = await readiness()
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ ready: false, reasons: ['The process is stopping.'] })
    }
  })
  const fresh = await connectTo(server)
  for (const connection of [kept, fresh]) {
    connection.send(apiRequest)
    const { text } = await connection.ended
    expect(text).toMatch(/HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*"id":"app_/)
  }
  const socket = await openRawWebSocket(server.webSocketUrl)
  await socket.init(serverKeyHeaders(project))
  socket.close()
})
