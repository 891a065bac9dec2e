import { expect, test } from 'vitest'
import { createQueryLimiter } from './query-limiter.ts'

const tooMany = () => Promise.reject(new Error('no more connections allowed (max_client_conn)'))

/** A database with some connections: it refuses a query beyond them, and runs the others until they are finished. */
function createScarceDatabase(connections: number) {
  const running: (() => void)[] = []
  let most = 0
  return {
    execute: () => {
      if (running.length >= connections) return tooMany()
      return new Promise<string>((resolve) => {
        running.push(() => resolve('done'))
        most = Math.max(most, running.length)
        setImmediate(() => running.shift()?.())
      })
    },
    most: () => most,
  }
}

test('without a refused connection every query starts at once', async () => {
  const { run } = createQueryLimiter({ poolSize: 2 })
  let started = 0
  const queries = Array.from({ length: 20 }, () =>
    run(async () => {
      started += 1
    }),
  )
  expect(started).toBe(20)
  await Promise.all(queries)
})

test('queries that are refused a connection wait in line for those that there are', async () => {
  const { run } = createQueryLimiter({ poolSize: 10, maxWaitMs: 10_000 })
  const { execute, most } = createScarceDatabase(2)
  const results = await Promise.all(Array.from({ length: 50 }, () => run(execute)))
  expect(results).toEqual(results.map(() => 'done'))
  expect(most()).toBe(2)
})

test('a query that is refused until its time is over fails with UNAVAILABLE', async () => {
  const { run } = createQueryLimiter({ poolSize: 10, maxWaitMs: 50 })
  await expect(run(tooMany)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 1_000 })
})

test('a query that would wait behind too many others fails with UNAVAILABLE at once', async () => {
  const { run } = createQueryLimiter({ poolSize: 10, maxPending: 2 })
  const { promise, resolve } = Promise.withResolvers<string>()
  const running = [run(() => promise), run(() => promise)]
  await expect(run(async () => 'too much')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  resolve('done')
  await expect(Promise.all(running)).resolves.toEqual(['done', 'done'])
})

test('another error of a query is not repeated', async () => {
  const { run } = createQueryLimiter({ poolSize: 10 })
  let attempts = 0
  const fail = async () => {
    attempts += 1
    throw new Error('syntax error')
  }
  await expect(run(fail)).rejects.toThrow('syntax error')
  expect(attempts).toBe(1)
})

test('a limiter that leaves connections to others runs fewer queries at a time, and then all again', async () => {
  const { run, leaveConnections, isLimited } = createQueryLimiter({ poolSize: 2, raiseIntervalMs: 0 })
  leaveConnections()
  expect(isLimited()).toBe(true)
  const { execute, most } = createScarceDatabase(1)
  const results = await Promise.all(Array.from({ length: 3 }, () => run(execute)))
  expect(results).toEqual(results.map(() => 'done'))
  expect(most()).toBe(1)
})
