import { expect, test } from 'vitest'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { startRedis } from '../setup/redis.ts'
import { runFeedChaos } from './feed-chaos.ts'
import { runWriteLoad } from './write-load.ts'

test('I7: a reader that resumes anywhere sees all events in order, whatever was open, disconnected, flushed, killed or restarted', async () => {
  const [postgres, redis] = await Promise.all([startPostgresServer(), startRedis()])
  const { discrepancies, events, ...counts } = await runFeedChaos({
    postgres,
    redis,
    servers: 2,
    readers: 10,
    durationMs: 5_000,
    startWriters: (appId) => {
      const end = new AbortController()
      const writing = Promise.all([1, 2, 3, 4].map(() => runWriteLoad(postgres.url, appId, end.signal)))
      return {
        stop: () => {
          end.abort()
          return writing
        },
      }
    },
  }).finally(async () => {
    await redis.stop()
    await postgres.close()
  })
  expect(discrepancies).toEqual([])
  expect(events).toBeGreaterThan(100)
  for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(0)
}, 180_000)
