import { expect, test } from 'vitest'
import { createNotifier } from './notifier.ts'

test('notifications before a wait are not lost and count as one', async () => {
  const notifier = createNotifier()
  notifier.notify()
  notifier.notify()
  await notifier.wait()
  let isNotifiedAgain = false
  const nextWait = notifier.wait().then(() => {
    isNotifiedAgain = true
  })
  await Promise.resolve()
  expect(isNotifiedAgain).toBe(false)
  notifier.notify()
  await nextWait
})
