import { expect, test } from 'vitest'
import { createRateLimiter, type WindowCount } from './rate-limiter.ts'

const options = { windowMs: 600_000, limit: 10, sharing: 'DELAYED' } as const

test('the counts of more keys than the maximum replace those of the keys that were not used for the longest time', async () => {
  const { rateLimit, keyCount, close } = createRateLimiter({ shared: null, maxKeys: 100 })
  for (let turn = 0; turn < 1_000; turn += 1) {
    await rateLimit('used often', { ...options, cost: 0 })
    await rateLimit(`key ${turn}`, { ...options, cost: 10 })
    if (turn === 0) await rateLimit('used often', { ...options, cost: 10 })
  }
  expect(keyCount()).toBe(100)
  expect(await rateLimit('used often', options)).toMatchObject({ allowed: false })
  expect(await rateLimit('key 0', options)).toMatchObject({ allowed: true })
  close()
})

test('the count of all processes ends the limit of a process, which did not count all of it', async () => {
  let sum = 0
  const added: number[] = []
  const add = async (_key: string, points: number): Promise<WindowCount> => {
    added.push(points)
    sum += points
    return { used: sum, expiresInMs: 60_000 }
  }
  const { rateLimit, close } = createRateLimiter({ shared: { add } })
  sum = 9
  expect(await rateLimit('key', options)).toMatchObject({ allowed: true, remaining: 9 })
  expect(added).toEqual([])
  await expect.poll(async () => (await rateLimit('key', { ...options, cost: 0 })).remaining).toBe(0)
  expect(added).toEqual([1])
  expect(await rateLimit('key', options)).toMatchObject({ allowed: false })
  close()
})

test('requests that are refused do not postpone the end of the limit', async () => {
  const { rateLimit, close } = createRateLimiter({ shared: null })
  const short = { windowMs: 1_000, limit: 5, sharing: 'DELAYED' } as const
  await rateLimit('key', { ...short, cost: 5 })
  const started = performance.now()
  let allowed = false
  while (!allowed && performance.now() - started < 5_000) {
    ;({ allowed } = await rateLimit('key', short))
    await new Promise(setImmediate)
  }
  expect(allowed).toBe(true)
  expect(performance.now() - started).toBeLessThan(2_000)
  close()
})
