import { Redis } from 'ioredis'
import { setTimeout as delay } from 'node:timers/promises'
import type { Sql } from 'postgres'
import type { PostgresServer } from '../setup/postgres-server.ts'
import type { RedisProcess } from '../setup/redis-process.ts'
import { eventually } from '../support/eventually.ts'
import { randomInt } from 'node:crypto'
import type { ServerSet } from './server-set.ts'

export type ChaosTargets = {
  readonly postgres: PostgresServer
  readonly redis: RedisProcess
  readonly servers: ServerSet
  readonly sql: () => Sql
}

/** How often each failure was injected. */
export type FailureCounts = {
  readonly serversKilled: number
  readonly redisRestarted: number
  readonly redisFlushed: number
  readonly postgresStopped: number
  readonly postgresCrashed: number
  readonly connectionsCut: number
}

/** Injects failures into servers, Redis and PostgreSQL concurrently for the duration, each at least once. */
export async function injectFailures(targets: ChaosTargets, durationMs: number): Promise<FailureCounts> {
  const { postgres, redis, servers } = targets
  const counts = {
    serversKilled: 0,
    redisRestarted: 0,
    redisFlushed: 0,
    postgresStopped: 0,
    postgresCrashed: 0,
    connectionsCut: 0,
  }
  const end = performance.now() + durationMs
  const runInTurn = async (turns: readonly (() => Promise<void>)[], maxPauseMs: number) => {
    for (let turn = 0; turn < turns.length || performance.now() < end; turn += 1) {
      await delay(randomInt(maxPauseMs))
      await turns[turn % turns.length]?.()
    }
  }
  const restartPostgres = async (mode: 'fast' | 'immediate') => {
    await postgres.stop(mode)
    await delay(randomInt(1_000))
    await postgres.start()
  }
  const killServer = async () => {
    await servers.restartOne()
    counts.serversKilled += 1
  }
  const restartRedis = async () => {
    await redis.kill()
    await delay(randomInt(1_000))
    await redis.restart()
    counts.redisRestarted += 1
  }
  const flushRedis = async () => {
    await flush(redis)
    counts.redisFlushed += 1
  }
  const cutAll = async () => {
    counts.connectionsCut += await eventually(() => cutConnections(targets.sql()))
  }
  const stopPostgres = async () => {
    await restartPostgres('fast')
    counts.postgresStopped += 1
  }
  const crashPostgres = async () => {
    await restartPostgres('immediate')
    counts.postgresCrashed += 1
  }
  await Promise.all([
    runInTurn([killServer], 3_000),
    runInTurn([restartRedis, flushRedis], 4_000),
    runInTurn([cutAll, stopPostgres, crashPostgres], 6_000),
  ])
  return counts
}

async function flush(redis: RedisProcess): Promise<void> {
  const client = new Redis(redis.url, { commandTimeout: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.flushall()
  } finally {
    client.disconnect()
  }
}

async function cutConnections(sql: Sql): Promise<number> {
  const cut = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'coinslot'`
  if (cut.length === 0) throw new Error('no connection to terminate')
  return cut.length
}
