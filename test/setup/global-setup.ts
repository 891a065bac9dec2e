import type { TestProject } from 'vitest/node'
import { prepareTemplate, startTestPostgres } from './postgres.ts'
import { findRedisServer } from './find-redis-server.ts'
import { startRedisProcess } from './redis-process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server with a migrated template database. */
    postgresUrl: string
    redisUrl: string
    redisServer: string
  }
}

/** Starts one PostgreSQL and one Redis for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cleanups: (() => Promise<void>)[] = []
  const teardown = async () => {
    for (const end of cleanups.splice(0).reverse())
      await end().catch((error: unknown) => console.error(error))
  }
  try {
    const redisServer = await findRedisServer()
    const postgres = await startTestPostgres()
    cleanups.push(postgres.close)
    await prepareTemplate(postgres.url)

    const existingUrl = process.env['REDIS_URL']
    if (existingUrl === undefined) {
      const redis = await startRedisProcess(redisServer)
      cleanups.push(redis.stop)
      project.provide('redisUrl', redis.url)
    } else {
      project.provide('redisUrl', existingUrl)
    }
    project.provide('postgresUrl', postgres.url)
    project.provide('redisServer', redisServer)
  } catch (error) {
    await teardown()
    throw error
  }
  return teardown
}
