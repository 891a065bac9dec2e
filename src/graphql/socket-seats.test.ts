import { expect, test } from 'vitest'
import { createSeats } from './socket-seats.ts'

test('a name has as many seats as the limit says, and others have their own', () => {
  const seats = createSeats(2)
  const [first, second] = [seats.take('a'), seats.take('a')]
  expect([first, second]).not.toContain(null)
  expect(seats.take('a')).toBeNull()
  expect(seats.take('b')).not.toBeNull()
})

test('a seat that is given back is free once, however often it is given back', () => {
  const seats = createSeats(2)
  const leave = seats.take('a')
  seats.take('a')
  leave?.()
  leave?.()
  expect(seats.take('a')).not.toBeNull()
  expect(seats.take('a')).toBeNull()
})
