import { randomBytes } from 'node:crypto'
import { readConfig } from '../../src/config/config.ts'
import { createDeps } from '../../src/deps.ts'
import { createApp } from '../../src/domain/app/create-app.ts'
import { createLog } from '../../src/platform/log.ts'
import { rateLimitClasses, rateLimitSubjects } from '../../src/platform/rate-limit-classes.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { startServerProcess } from '../support/server-process.ts'
import { createSender, type Sender } from './sender.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'

/** A server in production mode with a database of its own, on loopback. */
export type AttackTarget = {
  readonly url: string
  readonly webSocketUrl: string
  readonly pid: number
  readonly appKey: string
  readonly client: Readonly<Record<string, string>>
  readonly server: Readonly<Record<string, string>>
  readonly sender: Sender
  close: () => Promise<void>
}

/** Rate limits would keep most requests of an attack from what they attack. */
const unlimited = rateLimitClasses.map((name) => `${name}=off`).join(',')
const withoutRateLimits = Object.fromEntries(
  rateLimitSubjects.map((subject) => [`RATE_LIMIT_${subject}`, unlimited]),
)

export async function startAttackTarget(): Promise<AttackTarget> {
  const postgres = await startPostgresServer()
  const secret = randomBytes(32).toString('base64url')
  const environment = { DATABASE_URL: postgres.url, COINSLOT_SECRET: secret }
  const running = await startServerProcess({
    NODE_ENV: 'production',
    METRICS_PORT: '0',
    // V8 lets garbage grow with the memory of the machine.
    NODE_OPTIONS: '--max-old-space-size=512',
    ...withoutRateLimits,
    ...environment,
  })
  const project = await createProject(environment, secret)
  const url = running.graphqlUrl.replace(/\/graphql$/, '')
  const sender = createSender(url)
  const server = { authorization: `Bearer ${project.serverKey}` }
  const connect =
    'mutation { connectStore(input: { appStore: { bundleId: "com.example.attack" } }) { problem { code } } }'
  await sender.post('/graphql', server, JSON.stringify({ query: connect }))
  return {
    url,
    webSocketUrl: running.webSocketUrl,
    pid: running.pid,
    appKey: project.appKey,
    client: { 'x-app-key': project.appKey },
    server,
    sender,
    close: async () => {
      sender.close()
      await running.kill('SIGTERM')
      await postgres.close()
    },
  }
}

async function createProject(
  environment: Readonly<Record<string, string>>,
  secret: string,
): Promise<{ appKey: string; serverKey: string }> {
  const config = readConfig(environment)
  const databaseUrl = environment['DATABASE_URL'] ?? ''
  const deps = await createDeps({ config, log: createLog('silent'), databaseUrl, secrets: [secret] })
  try {
    const created = await createApp(
      { ...deps.services, caller: createCommandLineCaller('attack') },
      {
        name: 'Attack',
        consumeModel: 'SERVER_TO_SERVER',
        requireUserToken: false,
        sandboxPolicy: 'TESTERS_ONLY',
        sandboxTesterUserIds: [],
      },
    )
    if (created.problem !== null) throw new Error(created.problem.message)
    return { appKey: created.app.key, serverKey: created.serverKey }
  } finally {
    await deps.close()
  }
}
