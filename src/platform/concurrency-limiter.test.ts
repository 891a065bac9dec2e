import { expect, test } from 'vitest'
import { createConcurrencyLimiter } from './concurrency-limiter.ts'

test('each key can acquire as many connections as the limit allows, independently of other keys', () => {
  const limiter = createConcurrencyLimiter(2)
  const [first, second] = [limiter.acquire('a'), limiter.acquire('a')]
  expect([first, second]).not.toContain(null)
  expect(limiter.acquire('a')).toBeNull()
  expect(limiter.acquire('b')).not.toBeNull()
})

test('a connection that is released twice frees only one slot', () => {
  const limiter = createConcurrencyLimiter(2)
  const release = limiter.acquire('a')
  limiter.acquire('a')
  release?.()
  release?.()
  expect(limiter.acquire('a')).not.toBeNull()
  expect(limiter.acquire('a')).toBeNull()
})
