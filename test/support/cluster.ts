import { startEmulator, type Emulator } from '@coinslot/store-emulator'
import postgres, { type Sql } from 'postgres'
import { readConfig } from '../../src/config/config.ts'
import { createDeps, type Deps } from '../../src/deps.ts'
import { prepareDevApp, type DevApp } from '../../src/development/dev-app.ts'
import { createLog } from '../../src/platform/log.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { startServerProcess, type ServerProcess } from './server-process.ts'
import type { ApiEndpoint } from './purchase-client.ts'
import { testSecret } from './test-server.ts'

/** Several processes of the API on one database, as behind a load balancer. */
export type Cluster = {
  readonly processes: readonly ServerProcess[]
  readonly emulator: Emulator
  readonly project: DevApp
  readonly databaseUrl: string
  /** The environment of every process of the cluster. */
  readonly environment: Readonly<Record<string, string>>
  /** Connections to the database that the processes use. */
  readonly sql: Sql
  /** The API of one process; an index beyond the last process starts again at the first. */
  readonly endpoint: (index?: number) => ApiEndpoint & { readonly emulatorUrl: string }
  readonly close: () => Promise<void>
}

export type ClusterOptions = {
  readonly processes: number
  /** Without it each process coordinates within itself, and only the database keeps the processes consistent. */
  readonly redisUrl?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Starts a cluster on a database of its own, or on one that the caller drops. */
export async function startCluster(options: ClusterOptions, given?: TestDatabase): Promise<Cluster> {
  const database = given ?? (await createTestDatabase())
  const emulator = await startEmulator()
  const environment = {
    DATABASE_URL: database.url,
    COINSLOT_SECRET: testSecret,
    JOB_CONCURRENCY: '0',
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    ...options.environment,
  }
  const project = await prepareProject(database.url, emulator)
  const processes = await Promise.all(
    Array.from({ length: options.processes }, () => startServerProcess(environment)),
  )
  const sql = postgres(database.url, { max: 12, onnotice: () => undefined })
  return {
    processes,
    emulator,
    project,
    databaseUrl: database.url,
    environment,
    sql,
    endpoint: (index = 0) => {
      const target = processes[index % processes.length]
      if (target === undefined) throw new Error('the cluster has no process')
      return { graphqlUrl: target.graphqlUrl, emulatorUrl: emulator.url, emulator, project }
    },
    close: async () => {
      await Promise.all(processes.map((process) => process.kill('SIGTERM')))
      await sql.end()
      await emulator.close()
      if (given === undefined) await database.drop()
    },
  }
}

/** The dependencies of a process, for tests that call the domain directly. */
export function createTestDeps(environment: Readonly<Record<string, string>>): Promise<Deps> {
  const config = readConfig({ NODE_ENV: 'test', COINSLOT_SECRET: testSecret, ...environment })
  const log = createLog('silent')
  return createDeps({ config, log, databaseUrl: config.databaseUrl ?? '', secrets: [testSecret] })
}

async function prepareProject(databaseUrl: string, emulator: Emulator): Promise<DevApp> {
  const { services, close } = await createTestDeps({ DATABASE_URL: databaseUrl })
  const { appStore, testStore } = emulator.credentials
  const project = await prepareDevApp(services, {
    appStore: { store: 'APP_STORE', connection: appStore },
    testStore: { store: 'TEST_STORE', connection: testStore },
  })
  await close()
  return project
}
