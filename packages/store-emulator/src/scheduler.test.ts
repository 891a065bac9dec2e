import { afterEach, expect, it, vi } from 'vitest'
import { Scheduler } from './scheduler.ts'
import { VirtualClock } from './virtual-clock.ts'

const clock = new VirtualClock(0, () => undefined)

afterEach(() => {
  vi.useRealTimers()
  clock.reset()
})

it('does everything that is due in the order of its time, however it was planned', async () => {
  const agenda = new Scheduler(clock)
  const start = clock.now()
  const done: number[] = []
  for (const after of [5, 1, 4, 2, 3, 1000, 2, 0]) {
    agenda.schedule(start + after * 60_000, (at) => {
      done.push((at - start) / 60_000)
    })
  }
  clock.advance(10 * 60_000)
  await agenda.runDue(1000)
  expect(done).toEqual([0, 1, 2, 2, 3, 4, 5])
  agenda.clear()
})

it('waits for what it began, and for what that planned within the time', async () => {
  const agenda = new Scheduler(clock)
  const start = clock.now()
  const done: string[] = []
  agenda.schedule(start, async (at) => {
    await Promise.resolve()
    done.push('first')
    agenda.schedule(at + 60_000, () => {
      done.push('second')
    })
    agenda.schedule(at + 600_000, () => {
      done.push('too late')
    })
  })
  clock.advance(120_000)
  await agenda.runDue(1000)
  expect(done).toEqual(['first', 'second'])
  agenda.clear()
})

it('does thousands in turns, so that others get theirs', async () => {
  const agenda = new Scheduler(clock)
  let done = 0
  for (let n = 0; n < 1000; n += 1) {
    agenda.schedule(clock.now() - 1, () => {
      done += 1
    })
  }
  const settled = agenda.runDue(1000)
  expect(done).toBeLessThan(1000)
  await settled
  expect(done).toBe(1000)
})

it('gives up waiting after the limit', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const agenda = new Scheduler(clock)
  agenda.schedule(clock.now() - 1, () => Promise.withResolvers<undefined>().promise)
  const settled = agenda.runDue(30_000)
  await vi.advanceTimersByTimeAsync(30_000)
  await expect(settled).resolves.toBeUndefined()
})
