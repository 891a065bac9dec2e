import { expect, test } from 'vitest'
import { createBulkhead } from './bulkhead.ts'

const createError = () => new Error('refused')

test('calls beyond the running and the queued ones are refused at once, and the others run in their order', async () => {
  const run = createBulkhead({ maxRunning: 2, maxQueued: 2, maxWaitMs: 10_000, createError })
  const { promise, resolve } = Promise.withResolvers<null>()
  const started: number[] = []
  const calls = [1, 2, 3, 4].map((number) =>
    run(async () => {
      started.push(number)
      await promise
      return number
    }),
  )
  await expect(run(async () => 5)).rejects.toThrow('refused')
  await new Promise(setImmediate)
  expect(started).toEqual([1, 2])
  resolve(null)
  expect(await Promise.all(calls)).toEqual([1, 2, 3, 4])
  expect(await run(async () => 6)).toBe(6)
})

test('a call whose turn does not come in time is refused and never runs', async () => {
  const run = createBulkhead({ maxRunning: 1, maxQueued: 5, maxWaitMs: 20, createError })
  const { promise, resolve } = Promise.withResolvers<string>()
  const slow = run(() => promise)
  let hasRun = false
  await expect(
    run(async () => {
      hasRun = true
    }),
  ).rejects.toThrow('refused')
  resolve('done')
  expect(await slow).toBe('done')
  expect(await run(async () => 'next')).toBe('next')
  expect(hasRun).toBe(false)
})

test('a call that fails makes room for the next one', async () => {
  const run = createBulkhead({ maxRunning: 1, maxQueued: 1, maxWaitMs: 10_000, createError })
  const failed = run(() => Promise.reject(new Error('the call failed')))
  const next = run(async () => 'next')
  await expect(failed).rejects.toThrow('the call failed')
  expect(await next).toBe('next')
})
