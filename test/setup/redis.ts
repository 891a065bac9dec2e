import { inject } from 'vitest'
import { startRedisProcess } from './redis-process.ts'
import type { RedisProcess } from './redis-process.ts'

export type { RedisProcess } from './redis-process.ts'

/** The Redis of the whole run: never flush or stop it, and choose keys of your own. */
export function sharedRedisUrl(): string {
  return inject('redisUrl')
}

/** A Redis of the test's own, for faults; the test stops it. */
export function startRedis(flags: string[] = []): Promise<RedisProcess> {
  return startRedisProcess(inject('redisServer'), flags)
}
