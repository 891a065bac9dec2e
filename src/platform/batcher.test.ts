import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBatcher, type BatcherOptions } from './batcher.ts'

type Run = {
  readonly requests: readonly string[]
  readonly deferred: PromiseWithResolvers<readonly string[]>
}

/** A batcher whose batches are finished by the test. The key of a request is its first character. */
function createManualBatcher(options: Partial<BatcherOptions<string, string>> = {}) {
  const runs: Run[] = []
  const batcher = createBatcher<string, string>({
    maxBatchSize: 3,
    keyOf: (request) => request.charAt(0),
    run: (requests) => {
      const deferred = Promise.withResolvers<readonly string[]>()
      runs.push({ requests, deferred })
      return deferred.promise
    },
    ...options,
  })
  const finish = (index: number) => runs[index]?.deferred.resolve(runs[index].requests.map(toResult))
  return {
    add: batcher.add,
    isIdle: batcher.isIdle,
    runs,
    finish,
    batches: () => runs.map(({ requests }) => requests),
  }
}

const toResult = (request: string) => `result of ${request}`
const waitForNextBatch = () => new Promise((resolve) => setImmediate(resolve))

test('a request on an idle key starts synchronously', async () => {
  const { add, batches, finish } = createManualBatcher()
  const result = add('a1')
  expect(batches()).toEqual([['a1']])
  finish(0)
  await expect(result).resolves.toBe('result of a1')
})

test('requests of one turn share the first batch of an idle key that starts in the next turn', async () => {
  const { add, batches, finish } = createManualBatcher({ startsNextTurn: true })
  const results = [add('a1'), add('a2'), add('b1')]
  expect(batches()).toEqual([])
  await waitForNextBatch()
  expect(batches()).toEqual([['a1', 'a2'], ['b1']])
  finish(0)
  finish(1)
  await expect(Promise.all(results)).resolves.toEqual(['a1', 'a2', 'b1'].map(toResult))
})

test('a batcher is idle when the last request of each key has its result', async () => {
  const { add, isIdle, finish } = createManualBatcher()
  expect(isIdle()).toBe(true)
  const results = [add('a1'), add('a2'), add('b1')]
  finish(1)
  await results[2]
  expect(isIdle()).toBe(false)
  finish(0)
  await results[0]
  await waitForNextBatch()
  expect(isIdle()).toBe(false)
  finish(2)
  await results[1]
  await waitForNextBatch()
  expect(isIdle()).toBe(true)
})

test('requests that arrive during a batch share the next one, up to the maximum size', async () => {
  const { add, batches, finish } = createManualBatcher()
  const results = ['a1', 'a2', 'a3', 'a4', 'a5'].map(add)
  expect(batches()).toEqual([['a1']])
  finish(0)
  await waitForNextBatch()
  expect(batches()).toEqual([['a1'], ['a2', 'a3', 'a4']])
  finish(1)
  await waitForNextBatch()
  finish(2)
  await expect(Promise.all(results)).resolves.toEqual(['a1', 'a2', 'a3', 'a4', 'a5'].map(toResult))
})

test('different keys run independently', async () => {
  const { add, batches, finish } = createManualBatcher()
  const ofA = add('a1')
  const ofB = add('b1')
  expect(batches()).toEqual([['a1'], ['b1']])
  finish(1)
  await expect(ofB).resolves.toBe('result of b1')
  finish(0)
  await expect(ofA).resolves.toBe('result of a1')
})

test('all requests share one key when no keyOf is given', async () => {
  const batches: (readonly string[])[] = []
  const { add } = createBatcher<string, string>({
    maxBatchSize: 3,
    run: async (requests) => {
      batches.push(requests)
      return requests.map(toResult)
    },
  })
  await Promise.all(['a1', 'b1', 'c1'].map(add))
  expect(batches).toEqual([['a1'], ['b1', 'c1']])
})

test('a key that became idle starts synchronously again', async () => {
  const { add, batches, finish } = createManualBatcher()
  const first = add('a1')
  finish(0)
  await first
  await waitForNextBatch()
  void add('a2')
  expect(batches()).toEqual([['a1'], ['a2']])
})

test('an error rejects every request of its batch and no other request', async () => {
  const { add, runs, finish } = createManualBatcher()
  const first = add('a1')
  const batch = [add('a2'), add('a3')]
  finish(0)
  await waitForNextBatch()
  const later = add('a4')
  runs[1]?.deferred.reject(new Error('failed'))
  const results = await Promise.allSettled(batch)
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  finish(2)
  await expect(first).resolves.toBe('result of a1')
  await expect(later).resolves.toBe('result of a4')
})

test('after an error that one request can cause, each request of the batch runs alone and the next batch starts', async () => {
  const batches: (readonly string[])[] = []
  const { add } = createBatcher<string, string>({
    maxBatchSize: 3,
    runAloneAfter: (error) => error instanceof RangeError,
    run: async (requests) => {
      batches.push(requests)
      if (requests.includes('bad')) throw new RangeError('bad request')
      return requests.map(toResult)
    },
  })
  const results = await Promise.allSettled(['first', 'good', 'bad', 'fine', 'last'].map(add))
  expect(batches).toEqual([['first'], ['good', 'bad', 'fine'], ['good'], ['bad'], ['fine'], ['last']])
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ])
})

test('a request that hangs alone delays neither the others of its batch nor the next batch', async () => {
  const { add } = createBatcher<string, string>({
    maxBatchSize: 3,
    runAloneAfter: (error) => error instanceof RangeError,
    run: (requests) => {
      if (!requests.includes('locked')) return Promise.resolve(requests.map(toResult))
      return requests.length > 1 ? Promise.reject(new RangeError('locked')) : new Promise(() => undefined)
    },
  })
  const [first, , ...others] = ['first', 'locked', 'good', 'fine', 'last'].map(add)
  await expect(Promise.all([first, ...others])).resolves.toEqual(
    ['first', 'good', 'fine', 'last'].map(toResult),
  )
})

test('null is a result, a missing result is an error', async () => {
  const { add } = createBatcher<string, string | null>({ maxBatchSize: 3, run: async () => [null] })
  const results = await Promise.allSettled([add('a1'), add('a2'), add('a3')])
  expect(results[0]).toEqual({ status: 'fulfilled', value: null })
  expect(results[1]).toEqual({ status: 'fulfilled', value: null })
  expect(results[2]).toMatchObject({
    status: 'rejected',
    reason: { message: 'a batch must return one result per request' },
  })
})

test('an error that run throws synchronously rejects the request', async () => {
  const { add } = createBatcher<string, string>({
    maxBatchSize: 3,
    run: () => {
      throw new Error('thrown synchronously')
    },
  })
  await expect(add('a1')).rejects.toThrow('thrown synchronously')
})

test('requests with a resource in common never share a batch, and the later one is in the next', async () => {
  const { add, batches, finish } = createManualBatcher({
    maxBatchSize: 10,
    resourcesOf: (request) => request.slice(1).split(''),
  })
  for (const request of ['a', 'ax', 'axy', 'ay', 'az', 'ay']) void add(request)
  finish(0)
  await waitForNextBatch()
  finish(1)
  await waitForNextBatch()
  finish(2)
  await waitForNextBatch()
  expect(batches()).toEqual([['a'], ['ax', 'ay', 'az'], ['axy'], ['ay']])
})

test('a batch has at most the maximum bytes, and a larger request has a batch of its own', async () => {
  const { add, batches, finish } = createManualBatcher({
    maxBatchBytes: 10,
    maxBatchSize: 10,
    bytesOf: (request) => request.length,
  })
  const large = 'a'.repeat(20)
  for (const request of ['a', 'a12345', large, 'a123', 'a1']) void add(request)
  for (const index of [0, 1, 2]) {
    finish(index)
    await waitForNextBatch()
  }
  expect(batches()).toEqual([['a'], ['a12345', 'a123'], [large], ['a1']])
})

type Bounded = { readonly name: number; readonly bytes: number }

const bounded = fc.record({ name: fc.integer({ min: 0, max: 5 }), bytes: fc.integer({ min: 0, max: 6 }) })

test('every request runs once, in a batch that keeps all bounds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bounded, { maxLength: 40 }), async (requests) => {
      const batches: (readonly Bounded[])[] = []
      const { add } = createBatcher<Bounded, Bounded>({
        maxBatchSize: 4,
        maxBatchBytes: 10,
        bytesOf: ({ bytes }) => bytes,
        resourcesOf: ({ name }) => [String(name)],
        run: async (batch) => {
          batches.push(batch)
          return batch
        },
      })
      expect(await Promise.all(requests.map(add))).toEqual(requests)
      expect(batches.flat()).toHaveLength(requests.length)
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(4)
        expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(10)
        expect(new Set(batch.map(({ name }) => name)).size).toBe(batch.length)
      }
    }),
  )
})
