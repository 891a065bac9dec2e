import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coalesceRuns } from './coalesce-runs.ts'

/** Work whose runs are ended by the test. */
function createWork() {
  const ends: (() => void)[] = []
  let runningCount = 0
  let maxRunningCount = 0
  const work = async () => {
    runningCount += 1
    maxRunningCount = Math.max(maxRunningCount, runningCount)
    await new Promise<void>((resolve) => ends.push(resolve))
    runningCount -= 1
  }
  return { work, ends, runs: () => ends.length, maxRunningCount: () => maxRunningCount }
}

test('calls during a run cause one more run after it', async () => {
  const { work, ends, runs } = createWork()
  const start = coalesceRuns(work)
  start()
  start()
  start()
  expect(runs()).toBe(1)
  ends[0]?.()
  await expect.poll(runs).toBe(2)
  ends[1]?.()
  await start.whenIdle()
  expect(runs()).toBe(2)
})

test('a call after the end of a run starts the next one at once', async () => {
  const { work, ends, runs } = createWork()
  const start = coalesceRuns(work)
  await start.whenIdle()
  start()
  ends[0]?.()
  await start.whenIdle()
  start()
  expect(runs()).toBe(2)
})

test('whenIdle resolves only when no run is in progress and none is due', async () => {
  const { work, ends, runs } = createWork()
  const start = coalesceRuns(work)
  start()
  start()
  let isIdle = false
  const idle = start.whenIdle().then(() => {
    isIdle = true
  })
  ends[0]?.()
  await expect.poll(runs).toBe(2)
  expect(isIdle).toBe(false)
  ends[1]?.()
  await idle
})

test('in every order of calls and ends, no two runs overlap and a whole run follows each call', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('call', 'end', 'turn'), { maxLength: 40 }), async (steps) => {
      const { work, ends, runs, maxRunningCount } = createWork()
      const start = coalesceRuns(work)
      let runsBeforeLastCall = 0
      let calls = 0
      let ended = 0
      for (const step of steps) {
        if (step === 'call') {
          runsBeforeLastCall = runs()
          calls += 1
          start()
        } else if (step === 'end') {
          if (ended < runs()) ends[ended++]?.()
        } else {
          await new Promise(setImmediate)
        }
      }
      for (let turn = 0; turn < 2; turn += 1) {
        while (ended < runs()) ends[ended++]?.()
        await new Promise(setImmediate)
      }
      await start.whenIdle()
      expect(maxRunningCount()).toBeLessThanOrEqual(1)
      if (calls > 0) expect(runs()).toBeGreaterThan(runsBeforeLastCall)
      expect(runs()).toBeLessThanOrEqual(calls)
    }),
  )
})
