import { inject } from 'vitest'
import { startRedisProcess } from './redis-process.ts'
import type { RedisProcess } from './redis-process.ts'

export type { RedisProcess } from './redis-process.ts'

/** The Redis of the whole run. Tests must not flush or stop it, and use distinct keys. */
export function sharedRedisUrl(): string {
  return inject('redisUrl')
}

/** Starts a Redis for one test, which stops it. */
export function startRedis(flags: string[] = []): Promise<RedisProcess> {
  return startRedisProcess(inject('redisServer'), flags)
}
