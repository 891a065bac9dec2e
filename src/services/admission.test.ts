import { expect, test } from 'vitest'
import { createAdmission, type OverloadReason } from './admission.ts'

/** An admission whose clock the test moves, and that counts what it refuses. */
function createTestAdmission() {
  let nowMs = 0
  const refused: OverloadReason[] = []
  const admission = createAdmission({
    targetMs: 100,
    minRunning: 4,
    onRefused: (reason) => refused.push(reason),
    now: () => nowMs,
  })
  const held: (() => void)[] = []
  /** Starts requests of an AppKey as far as they are accepted; returns how many were. */
  const start = (count: number, appId = 'a') => {
    let accepted = 0
    for (let n = 0; n < count; n += 1) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const request = admission.run(appId, () => {
        accepted += 1
        held.push(() => resolve(undefined))
        return promise
      })
      request.catch(() => undefined)
    }
    return accepted
  }
  const finish = async (count: number) => {
    for (const end of held.splice(0, count)) end()
    await new Promise(setImmediate)
  }
  return { admission, refused, start, finish, advance: (ms: number) => (nowMs += ms) }
}

test('requests beyond the limit are refused with a time to retry, until others have ended', async () => {
  const { admission, start, finish } = createTestAdmission()
  const accepted = start(1_000, 'a') + start(1_000, 'b')
  expect(accepted).toBe(admission.state().limit)
  expect(() => admission.check(null)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }))
  expect(() => admission.check('c')).toThrow(expect.objectContaining({ retryAfterMs: expect.any(Number) }))
  await finish(10)
  expect(start(20, 'c')).toBe(10)
})

test('one AppKey leaves room for the others', () => {
  const { admission, refused, start } = createTestAdmission()
  const ofOne = start(1_000, 'a')
  expect(ofOne).toBeLessThan(admission.state().limit)
  expect(new Set(refused)).toEqual(new Set(['app_key']))
  expect(start(10, 'b')).toBe(10)
})

test('the limit falls to what a slow database completes within the target time, and rises again with it', async () => {
  const { admission, start, finish, advance } = createTestAdmission()
  /** Four seconds of overload, in which so many requests are completed every ten milliseconds. */
  const work = async (completed: number) => {
    for (let step = 0; step < 400; step += 1) {
      start(100, step % 2 === 0 ? 'a' : 'b')
      await finish(completed)
      advance(10)
    }
  }
  await work(2)
  expect(admission.state().limit).toBeGreaterThanOrEqual(18)
  expect(admission.state().limit).toBeLessThan(30)
  await work(0)
  expect(admission.state().limit).toBe(4)
  await work(20)
  expect(admission.state().limit).toBeGreaterThan(150)
})

test('requests that wait for a store leave their room to others, also of the same AppKey', async () => {
  const { admission, start, finish } = createTestAdmission()
  const full = start(1_000, 'a')
  expect(start(1, 'a')).toBe(0)
  await finish(full)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const waiting = Array.from({ length: full }, () =>
    admission.run('a', () => admission.wait('a', () => promise)),
  )
  expect(admission.state().running).toBe(0)
  expect(start(1_000, 'a')).toBe(full)
  resolve(undefined)
  await Promise.all(waiting)
})

test('requests that only wait are bounded too', () => {
  const { admission, refused } = createTestAdmission()
  const never = new Promise<never>(() => undefined)
  for (let n = 0; n < 2_000; n += 1) void admission.run('a', () => admission.wait('a', () => never))
  expect(() => admission.check('b')).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }))
  expect(refused).toEqual(['process'])
})
