import postgres from 'postgres'
import { baseTest } from './base-test.ts'
import { connectEmulator } from './connect-emulator.ts'
import { createDatabaseRecords } from './database-records.ts'
import { createDatabaseSnapshot } from './database-snapshot.ts'
import { bindFaults } from './faults.ts'
import { createBuyer, createServerClient } from './purchase-client.ts'
import { openRawWebSocket, type RawWebSocket } from './raw-websocket.ts'
import { startTestServerOnDatabase, type TestServerOptions } from './test-server.ts'

export { describe, expect, vi } from 'vitest'

const defaultServerOptions: TestServerOptions = {}

type SocketOptions = {
  readonly connectionParams?: Readonly<Record<string, unknown>>
}

/**
 * The fixtures of a test that runs against a server in its own process. One server, one database and one emulator
 * serve all tests of a file; `faults` and `openSocket` clean up after every test.
 */
export const serverTest = baseTest
  .extend('serverOptions', { scope: 'file' }, defaultServerOptions)
  .extend('server', { scope: 'file' }, async ({ database, serverOptions }, { onCleanup }) => {
    const server = await startTestServerOnDatabase(database.url, serverOptions)
    onCleanup(server.close)
    return server
  })
  .extend('emulator', { scope: 'file' }, ({ server }) => server.emulator)
  .extend('project', { scope: 'file' }, ({ server }) => server.project)
  .extend('services', { scope: 'file' }, ({ server }) => server.instance.services)
  .extend('sql', { scope: 'file' }, ({ database }, { onCleanup }) => {
    const sql = postgres(database.url, { max: 12, onnotice: () => undefined })
    onCleanup(() => sql.end())
    return sql
  })
  .extend('records', { scope: 'file' }, ({ sql }) => createDatabaseRecords(sql))
  .extend('databaseSnapshot', { scope: 'file' }, ({ sql }) => createDatabaseSnapshot(sql))
  .extend('admin', { scope: 'file' }, ({ server }) => createServerClient(server))
  .extend('buyer', { scope: 'file' }, ({ server }) => createBuyer(server))
  .extend('otherProject', { scope: 'file' }, async ({ server }) => {
    const project = await server.addProject({})
    await connectEmulator(server, project)
    return project
  })
  .extend('faults', ({ emulator }, { onCleanup }) => {
    const faults = bindFaults(emulator)
    onCleanup(faults.clear)
    return faults
  })
  .extend('openSocket', ({ server }, { onCleanup }) => {
    const sockets: RawWebSocket[] = []
    onCleanup(() => {
      for (const socket of sockets) socket.close()
    })
    return async ({ connectionParams }: SocketOptions = {}): Promise<RawWebSocket> => {
      const socket = await openRawWebSocket(server.webSocketUrl)
      sockets.push(socket)
      if (connectionParams !== undefined) await socket.init(connectionParams)
      return socket
    }
  })
