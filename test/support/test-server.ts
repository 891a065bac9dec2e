import { startEmulator, type Emulator, type EmulatorOptions } from '@coinslot/store-emulator'
import { readConfig } from '../../src/config/config.ts'
import { createAppKey, type CreateAppKeyInput } from '../../src/domain/app-key/create-app-key.ts'
import { prepareDevProject, type DevProject } from '../../src/development/dev-project.ts'
import { emulatorConnections, pointNotificationsAt } from '../../src/development/emulator-connections.ts'
import { createLog } from '../../src/platform/log.ts'
import { startServer, type Server } from '../../src/server.ts'
import { createTestDatabase } from '../setup/database.ts'

/** A whole server on a database of its own, with an emulator of its own and one project, as a development start makes it. */
export type TestServer = {
  readonly server: Server
  readonly graphqlUrl: string
  readonly webSocketUrl: string
  readonly emulator: Emulator
  readonly project: DevProject
  readonly databaseUrl: string
  readonly secret: string
  /** Another project on the same server. */
  addProject: (input: Partial<CreateAppKeyInput>) => Promise<DevProject>
  close: () => Promise<void>
}

export type TestServerOptions = {
  /** In-process coordination without it. */
  readonly redisUrl?: string
  /** Over the defaults of the environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** The stores push their notifications, jobs run, and the server lives by the stores' virtual clock. */
  readonly storesSpeak?: boolean
  readonly emulator?: EmulatorOptions
}

export const testSecret = 'a secret of the tests that is long enough'

const silent = { JOB_CONCURRENCY: '0' }
const speaking = { JOB_CONCURRENCY: '4', JOB_RECOVERY_INTERVAL_MS: '100' }

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase()
  const at = await startTestServerOn(database.url, options)
  return {
    ...at,
    close: async () => {
      await at.close()
      await database.drop()
    },
  }
}

/** On a database that somebody else has made, and drops. */
export async function startTestServerOn(
  databaseUrl: string,
  options: TestServerOptions,
): Promise<TestServer> {
  const { redisUrl, storesSpeak = false } = options
  const emulator = await startEmulator(options.emulator)
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    COINSLOT_SECRET: testSecret,
    EVENT_POLL_INTERVAL_MS: '200',
    ...(storesSpeak ? speaking : silent),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...options.environment,
  })
  const server = await startServer({
    config,
    log: createLog('silent'),
    databaseUrl,
    secrets: [testSecret],
    ...(storesSpeak ? { clock: () => new Date(emulator.now()) } : {}),
  })
  const project = await prepareDevProject(server.services, emulatorConnections(emulator))
  if (storesSpeak) pointNotificationsAt(emulator, server.url, project.appKey)
  return {
    server,
    graphqlUrl: `${server.url}/graphql`,
    webSocketUrl: `${server.url.replace('http', 'ws')}/graphql`,
    emulator,
    project,
    databaseUrl,
    secret: testSecret,
    addProject: (input) => addProject(server, input),
    close: async () => {
      await server.close()
      await emulator.close()
    },
  }
}

async function addProject(server: Server, input: Partial<CreateAppKeyInput>): Promise<DevProject> {
  const created = await createAppKey(server.services, {
    name: 'another',
    consumeModel: 'SERVER_TO_SERVER',
    requireUserToken: null,
    sandboxPolicy: 'TESTERS_ONLY',
    sandboxTesterUserIds: [],
    ...input,
  })
  if (created.problem !== null) throw new Error(created.problem.message)
  return { appKey: created.app.key, serverKey: created.serverKey, userTokenSecret: created.userTokenSecret }
}
