import { afterEach, expect, test, vi } from 'vitest'
import { createScheduler } from './scheduler.ts'
import { createVirtualClock } from './virtual-clock.ts'

const clock = createVirtualClock()

afterEach(() => {
  vi.useRealTimers()
  clock.reset()
})

test('due tasks run in the order of their times, whatever the order of scheduling', async () => {
  const scheduler = createScheduler(clock)
  const start = clock.now()
  const completed: number[] = []
  for (const after of [5, 1, 4, 2, 3, 1000, 2, 0]) {
    scheduler.schedule(start + after * 60_000, (at) => {
      completed.push((at - start) / 60_000)
    })
  }
  clock.advance(10 * 60_000)
  await scheduler.runDue(1000)
  expect(completed).toEqual([0, 1, 2, 2, 3, 4, 5])
  scheduler.clear()
})

test('runDue waits for the tasks that it started and for those that they schedule', async () => {
  const scheduler = createScheduler(clock)
  const start = clock.now()
  const completed: string[] = []
  scheduler.schedule(start, async (at) => {
    await Promise.resolve()
    completed.push('first')
    scheduler.schedule(at + 60_000, () => {
      completed.push('second')
    })
    scheduler.schedule(at + 600_000, () => {
      completed.push('too late')
    })
  })
  clock.advance(120_000)
  await scheduler.runDue(1000)
  expect(completed).toEqual(['first', 'second'])
  scheduler.clear()
})

test('thousands of due tasks run in several turns of the event loop', async () => {
  const scheduler = createScheduler(clock)
  let completedCount = 0
  for (let n = 0; n < 1000; n += 1) {
    scheduler.schedule(clock.now() - 1, () => {
      completedCount += 1
    })
  }
  const finished = scheduler.runDue(1000)
  expect(completedCount).toBeLessThan(1000)
  await finished
  expect(completedCount).toBe(1000)
})

test('runDue stops waiting after the timeout', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const scheduler = createScheduler(clock)
  scheduler.schedule(clock.now() - 1, () => Promise.withResolvers<undefined>().promise)
  const finished = scheduler.runDue(30_000)
  await vi.advanceTimersByTimeAsync(30_000)
  await expect(finished).resolves.toBeUndefined()
})
