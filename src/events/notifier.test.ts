import { expect, test } from 'vitest'
import { createNotifier } from './notifier.ts'

test('what was given before anybody waits is not lost, and is taken once', async () => {
  const signal = createNotifier()
  signal.notify()
  signal.notify()
  await signal.wait()
  let isTakenAgain = false
  const again = signal.wait().then(() => {
    isTakenAgain = true
  })
  await Promise.resolve()
  expect(isTakenAgain).toBe(false)
  signal.notify()
  await again
})
