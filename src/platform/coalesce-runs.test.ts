import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coalesceRuns } from './coalesce-runs.ts'

/** Work whose runs end when the test says so. */
function createWork() {
  const ends: (() => void)[] = []
  let atOnce = 0
  let most = 0
  const work = async () => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await new Promise<void>((resolve) => ends.push(resolve))
    atOnce -= 1
  }
  return { work, ends, runs: () => ends.length, most: () => most }
}

test('calls during a run are answered by one more run after it', async () => {
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

test('a call after the end of a run begins the next one at once', async () => {
  const { work, ends, runs } = createWork()
  const start = coalesceRuns(work)
  await start.whenIdle()
  start()
  ends[0]?.()
  await start.whenIdle()
  start()
  expect(runs()).toBe(2)
})

test('it is idle only when nothing runs and nothing is due', async () => {
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

test('however calls and ends follow each other, no two runs overlap, and after each call a whole run follows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('call', 'end', 'turn'), { maxLength: 40 }), async (steps) => {
      const { work, ends, runs, most } = createWork()
      const start = coalesceRuns(work)
      let begunBeforeLastCall = 0
      let calls = 0
      let ended = 0
      for (const step of steps) {
        if (step === 'call') {
          begunBeforeLastCall = runs()
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
      expect(most()).toBeLessThanOrEqual(1)
      if (calls > 0) expect(runs()).toBeGreaterThan(begunBeforeLastCall)
      expect(runs()).toBeLessThanOrEqual(calls)
    }),
  )
})
