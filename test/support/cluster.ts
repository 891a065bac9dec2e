import { startEmulator, type Emulator } from '@coinslot/store-emulator'
import postgres, { type Sql } from 'postgres'
import { readConfig } from '../../src/config/config.ts'
import { createDeps, type Deps } from '../../src/deps.ts'
import { prepareDevApp, type DevApp } from '../../src/development/dev-app.ts'
import { createLog } from '../../src/platform/log.ts'
import { createTestDatabase } from '../setup/database.ts'
import { startServerProcess, type ServerProcess } from './server-process.ts'
import type { ApiEndpoint } from './game-server-client.ts'
import { testSecret } from './test-server.ts'

/** Several processes of the API on one database, as behind a load balancer. */
export type Cluster = {
  readonly processes: readonly ServerProcess[]
  readonly emulator: Emulator
  readonly project: DevApp
  readonly databaseUrl: string
  /** What every process of the cluster is started with. */
  readonly environment: Readonly<Record<string, string>>
  /** The database itself, beside the processes. */
  readonly sql: Sql
  /** The API at the n-th process, counted round. */
  readonly endpoint: (index?: number) => ApiEndpoint
  readonly close: () => Promise<void>
}

export type ClusterOptions = {
  readonly processes: number
  /** Without it each process coordinates by itself: then nothing but the database holds them apart. */
  readonly redisUrl?: string
  readonly environment?: Readonly<Record<string, string>>
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const database = await createTestDatabase()
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
      return { graphqlUrl: target.graphqlUrl, emulatorUrl: emulator.url, project }
    },
    close: async () => {
      await Promise.all(processes.map((process) => process.kill('SIGTERM')))
      await sql.end()
      await emulator.close()
      await database.drop()
    },
  }
}

/** What a process has, without one: for the tests that call the domain themselves. */
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
