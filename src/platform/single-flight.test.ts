import { expect, test, vi } from 'vitest'
import { singleFlight } from './single-flight.ts'

/** A run that is finished by the test, one per call. */
function createManualRun() {
  const runs: PromiseWithResolvers<string>[] = []
  const run = vi.fn((_key: string) => {
    const deferred = Promise.withResolvers<string>()
    runs.push(deferred)
    return deferred.promise
  })
  return { run, runs }
}

test('callers with the same key share one run and its result', async () => {
  const { run, runs } = createManualRun()
  const shared = singleFlight(run, (key) => key)
  const calls = [shared('a'), shared('a'), shared('a')]
  runs[0]?.resolve('result')
  await expect(Promise.all(calls)).resolves.toEqual(['result', 'result', 'result'])
  expect(run).toHaveBeenCalledTimes(1)
})

test('callers with the same key share the same error', async () => {
  const { run, runs } = createManualRun()
  const shared = singleFlight(run, (key) => key)
  const calls = [shared('a'), shared('a')]
  const error = new Error('failed')
  runs[0]?.reject(error)
  const results = await Promise.allSettled(calls)
  expect(results).toEqual([
    { status: 'rejected', reason: error },
    { status: 'rejected', reason: error },
  ])
  expect(run).toHaveBeenCalledTimes(1)
})

test('different keys run independently', async () => {
  const { run, runs } = createManualRun()
  const shared = singleFlight(run, (key) => key)
  const calls = [shared('a'), shared('b')]
  runs[1]?.resolve('of b')
  runs[0]?.resolve('of a')
  await expect(Promise.all(calls)).resolves.toEqual(['of a', 'of b'])
})

test('a call after the end starts a new run', async () => {
  const { run, runs } = createManualRun()
  const shared = singleFlight(run, (key) => key)
  const first = shared('a')
  runs[0]?.resolve('first')
  await first
  const second = shared('a')
  runs[1]?.resolve('second')
  await expect(second).resolves.toBe('second')
})

test('a call after a failure starts a new run', async () => {
  const { run, runs } = createManualRun()
  const shared = singleFlight(run, (key) => key)
  const first = shared('a')
  runs[0]?.reject(new Error('failed'))
  await expect(first).rejects.toThrow('failed')
  const second = shared('a')
  runs[1]?.resolve('second')
  await expect(second).resolves.toBe('second')
})

test('an error that the run throws synchronously rejects the call', async () => {
  const shared = singleFlight(
    (): Promise<string> => {
      throw new Error('thrown synchronously')
    },
    () => '',
  )
  await expect(shared()).rejects.toThrow('thrown synchronously')
  await expect(shared()).rejects.toThrow('thrown synchronously')
})
