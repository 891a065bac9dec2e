import postgres from 'postgres'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../setup/database.ts'
import { startRedis } from '../setup/redis.ts'
import { keepWriting, runFeedChaos } from './feed-chaos.ts'

test('I7: whoever resumes anywhere sees the table in order, whatever was open, cut, flushed or killed', async () => {
  const [database, redis] = await Promise.all([createTestDatabase(), startRedis()])
  const sql = postgres(database.url, { max: 4, onnotice: () => undefined })
  const result = await runFeedChaos({
    databaseUrl: database.url,
    redis,
    servers: 2,
    readers: 10,
    durationMs: 5_000,
    startWriters: (appId) => {
      const end = new AbortController()
      const writing = Promise.all([1, 2, 3, 4].map(() => keepWriting(sql, appId, end.signal)))
      return {
        stop: () => {
          end.abort()
          return writing
        },
      }
    },
  }).finally(async () => {
    await sql.end()
    await redis.stop()
    await database.drop()
  })
  expect(result.differences).toEqual([])
  expect(result.events).toBeGreaterThan(100)
  for (const count of [result.resumes, result.serversKilled, result.redisKilled, result.connectionsCut]) {
    expect(count).toBeGreaterThan(0)
  }
}, 120_000)
