import { startEmulator, type Emulator, type EmulatorOptions } from '@coinslot/store-emulator'
import { readConfig } from '../../src/config/config.ts'
import { createApp, type CreateAppInput } from '../../src/domain/app/create-app.ts'
import { prepareDevApp, type DevApp } from '../../src/development/dev-app.ts'
import { toDevConnections, setNotificationTargets } from '../../src/development/emulator-connections.ts'
import { createLog, type Log } from '../../src/platform/log.ts'
import { startServer, type Server } from '../../src/server.ts'
import { createTestDatabase } from '../setup/database.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'

/** A server with a database, an emulator and a project, as `npm run dev` starts it. */
export type TestServer = {
  readonly instance: Server
  readonly graphqlUrl: string
  readonly webSocketUrl: string
  readonly emulator: Emulator
  readonly project: DevApp
  readonly databaseUrl: string
  readonly secret: string
  /** Creates another project on the same server. */
  addProject: (input: Partial<CreateAppInput>) => Promise<DevApp>
  close: () => Promise<void>
}

export type TestServerOptions = {
  /** Without it the server coordinates in process. */
  readonly redisUrl?: string
  /** Variables that override those of the test server. */
  readonly environment?: Readonly<Record<string, string>>
  /** Whether the stores send notifications and jobs run; the server then uses the virtual clock of the emulator. */
  readonly notifications?: boolean
  readonly emulator?: EmulatorOptions
  /** Without it nothing is logged. */
  readonly log?: Log
}

/** Production accepts it too. */
export const testSecret = 'rUj3w0mVY2zq8Xn5tBhC7kLsPdGfAe1Q'

const withoutNotifications = { JOB_CONCURRENCY: '0' }
const withNotifications = { JOB_CONCURRENCY: '4', JOB_RECOVERY_INTERVAL_MS: '100' }

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase()
  const server = await startTestServerOnDatabase(database.url, options)
  return {
    ...server,
    close: async () => {
      await server.close()
      await database.drop()
    },
  }
}

/** Starts a server on a database that the caller creates and drops. */
export async function startTestServerOnDatabase(
  databaseUrl: string,
  options: TestServerOptions,
): Promise<TestServer> {
  const { redisUrl, notifications = false } = options
  const emulator = await startEmulator(options.emulator)
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    COINSLOT_SECRET: testSecret,
    EVENT_POLL_INTERVAL_MS: '200',
    ...(notifications ? withNotifications : withoutNotifications),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...options.environment,
  })
  const instance = await startServer({
    config,
    log: options.log ?? createLog('silent'),
    databaseUrl,
    secrets: [testSecret],
    ...(notifications ? { clock: () => new Date(emulator.now()) } : {}),
  })
  const project = await prepareDevApp(instance.services, toDevConnections(emulator))
  if (notifications) setNotificationTargets(emulator, instance.url, project.appKey)
  return {
    instance,
    graphqlUrl: `${instance.url}/graphql`,
    webSocketUrl: `${instance.url.replace('http', 'ws')}/graphql`,
    emulator,
    project,
    databaseUrl,
    secret: testSecret,
    addProject: (input) => addProject(instance, input),
    close: async () => {
      await instance.close()
      await emulator.close()
    },
  }
}

async function addProject(instance: Server, input: Partial<CreateAppInput>): Promise<DevApp> {
  const created = await createApp(
    { ...instance.services, caller: createCommandLineCaller('test') },
    {
      name: 'another',
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: null,
      sandboxPolicy: 'TESTERS_ONLY',
      sandboxTesterUserIds: [],
      ...input,
    },
  )
  if (created.problem !== null) throw new Error(created.problem.message)
  return { appKey: created.app.key, serverKey: created.serverKey, userTokenSecret: created.userTokenSecret }
}
