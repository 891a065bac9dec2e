import { expect, test } from 'vitest'
import { createConnectionLimiter } from './connection-limiter.ts'

test('a name has as many seats as the limit says, and others have their own', () => {
  const seats = createConnectionLimiter(2)
  const [first, second] = [seats.acquire('a'), seats.acquire('a')]
  expect([first, second]).not.toContain(null)
  expect(seats.acquire('a')).toBeNull()
  expect(seats.acquire('b')).not.toBeNull()
})

test('a seat that is given back is free once, however often it is given back', () => {
  const seats = createConnectionLimiter(2)
  const leave = seats.acquire('a')
  seats.acquire('a')
  leave?.()
  leave?.()
  expect(seats.acquire('a')).not.toBeNull()
  expect(seats.acquire('a')).toBeNull()
})
