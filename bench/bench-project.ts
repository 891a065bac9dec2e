import { readConfig } from '../src/config/config.ts'
import { createDeps } from '../src/deps.ts'
import { migrate } from '../src/db/migrate.ts'
import type { Services } from '../src/domain/context.ts'
import { createApp } from '../src/domain/app/create-app.ts'
import { upsertItem } from '../src/domain/item/upsert-item.ts'
import { createLog } from '../src/platform/log.ts'
import { benchSecret, type BenchEnvironment } from './bench-environment.ts'
import { createCommandLineCaller } from '../src/domain/operator/command-line-caller.ts'

export type BenchProject = {
  readonly appId: string
  readonly serverHeaders: Readonly<Record<string, string>>
  readonly serverKey: string
}

const itemCount = 20

/** A project with consumable items. */
export async function createBenchProject(environment: BenchEnvironment): Promise<BenchProject> {
  const [project] = await createBenchProjects(environment, 1)
  if (project === undefined) throw new Error('no project was created')
  return project
}

export async function createBenchProjects(
  { databaseUrl }: BenchEnvironment,
  count: number,
): Promise<BenchProject[]> {
  await migrate(databaseUrl)
  const log = createLog('silent')
  const config = readConfig({
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    COINSLOT_SECRET: benchSecret,
  })
  const { services, close } = await createDeps({ config, log, databaseUrl, secrets: [benchSecret] })
  try {
    return await Promise.all(Array.from({ length: count }, () => createProject(services)))
  } finally {
    await close()
  }
}

async function createProject(services: Services): Promise<BenchProject> {
  const caller = createCommandLineCaller('bench')
  const created = await createApp(
    { ...services, caller },
    {
      name: 'Bench',
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: null,
      sandboxPolicy: 'ALLOW',
      sandboxTesterUserIds: [],
    },
  )
  if (created.problem !== null) throw new Error(created.problem.message)
  const { app, serverKey } = created
  const ctx = { ...services, app, caller }
  for (let n = 1; n <= itemCount; n += 1) {
    const itemId = n === 1 ? 'coins' : `coins-${n}`
    await upsertItem(ctx, {
      itemId,
      name: itemId,
      type: 'CONSUMABLE',
      enabled: true,
      consumeTrial: null,
      storeProducts: [],
    })
  }
  return { appId: app.appId, serverKey, serverHeaders: { authorization: `Bearer ${serverKey}` } }
}
