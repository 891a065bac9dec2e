import { expect, test } from 'vitest'
import { createSignal } from './signal.ts'

test('what was given before anybody waits is not lost, and is taken once', async () => {
  const signal = createSignal()
  signal.give()
  signal.give()
  await signal.taken()
  let isTakenAgain = false
  const again = signal.taken().then(() => {
    isTakenAgain = true
  })
  await Promise.resolve()
  expect(isTakenAgain).toBe(false)
  signal.give()
  await again
})
