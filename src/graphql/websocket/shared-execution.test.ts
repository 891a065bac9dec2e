import { makeExecutableSchema } from '@graphql-tools/schema'
import { parse, type ExecutionResult } from 'graphql'
import { expect, test, vi } from 'vitest'
import { RequestError } from '../../platform/request-error.ts'
import { createSharedExecution } from './shared-execution.ts'

type Tick = { readonly n: number }

/** Ticks come to every subscriber as the same values; `slow` is resolved when the test says so. */
function createClock() {
  const sources: ((tick: Tick) => void)[] = []
  const resolve = vi.fn<(tick: Tick) => unknown>(({ n }) => n)
  const schema = makeExecutableSchema({
    typeDefs:
      'type Query { n: Int } type Tick { n(times: Int = 1): Int } type Subscription { tick(after: Int): Tick }',
    resolvers: {
      Subscription: {
        tick: {
          resolve: (tick: Tick) => tick,
          subscribe: async function* () {
            for (;;) yield await new Promise<Tick>((give) => sources.push(give))
          },
        },
      },
      Tick: { n: resolve },
    },
  })
  return { schema, resolve, tick: (value: Tick) => void sources.splice(0).map((give) => give(value)) }
}

const document = parse('subscription ($after: Int, $times: Int) { tick(after: $after) { n(times: $times) } }')
const contextValue = { authenticated: null }

async function subscribeAll(variables: readonly Readonly<Record<string, unknown>>[]) {
  const clock = createClock()
  const subscribe = createSharedExecution()
  const streams = await Promise.all(
    variables.map(async (variableValues) => {
      const stream = await subscribe({ schema: clock.schema, document, variableValues, contextValue })
      if (!('next' in stream)) throw new Error('no stream')
      return stream
    }),
  )
  const nextOfAll = async (value: Tick): Promise<ExecutionResult[]> => {
    const all = Promise.all(streams.map((stream) => stream.next()))
    await new Promise(setImmediate)
    clock.tick(value)
    return (await all).map(({ value: result }) => result as ExecutionResult)
  }
  return { ...clock, streams, nextOfAll }
}

test('a value that comes to many who ask the same is resolved once', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{ after: 1 }, { after: 2 }, { after: 3 }])
  const results = await nextOfAll({ n: 7 })
  expect(results).toEqual([1, 2, 3].map(() => ({ data: { tick: { n: 7 } } })))
  expect(resolve).toHaveBeenCalledTimes(1)
})

test('those who ask something else get their own answer', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{ times: 1 }, { times: 2 }, { times: 2 }])
  await nextOfAll({ n: 7 })
  expect(resolve).toHaveBeenCalledTimes(2)
})

test('the same value that comes again later is resolved again', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{}, {}])
  const value = { n: 7 }
  await nextOfAll(value)
  await new Promise(setImmediate)
  await nextOfAll(value)
  expect(resolve).toHaveBeenCalledTimes(2)
})

test('a fault of ours ends the streams of all who get it, so that nobody goes on past it; the next who asks gets the answer', async () => {
  const { resolve, streams, tick } = await subscribeAll([{}, {}])
  resolve.mockRejectedValueOnce(new Error('lost'))
  const all = Promise.allSettled(streams.map((stream) => stream.next()))
  await new Promise(setImmediate)
  const value = { n: 7 }
  tick(value)
  for (const outcome of await all) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'lost' } })
  }
  await new Promise(setImmediate)
  const again = await subscribeAll([{}])
  expect(await again.nextOfAll(value)).toEqual([{ data: { tick: { n: 7 } } }])
})

test('what a caller has to hear of its own question is told, and the stream goes on', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{}])
  resolve.mockRejectedValueOnce(new RequestError('FORBIDDEN', 'not yours'))
  expect(await nextOfAll({ n: 7 })).toMatchObject([{ errors: [{ message: 'not yours' }] }])
  await new Promise(setImmediate)
  expect(await nextOfAll({ n: 8 })).toEqual([{ data: { tick: { n: 8 } } }])
})

test('values that are there already are answered together, in their order', async () => {
  const { schema, resolve } = createClock()
  const values = Array.from({ length: 25 }, (_, n) => ({ n }))
  const took: number[] = []
  const source = {
    next: async () => ({ done: false as const, value: values.shift() ?? { n: -1 } }),
    takeReady: (most: number) => {
      const ready = values.splice(0, most)
      took.push(ready.length)
      return ready
    },
    [Symbol.asyncIterator]: () => source,
  }
  const rootField = schema.getSubscriptionType()?.getFields()['tick']
  if (rootField !== undefined) rootField.subscribe = () => source
  const stream = await createSharedExecution()({ schema, document, contextValue })
  if (!('next' in stream)) throw new Error('no stream')
  for (let n = 0; n < 25; n += 1) {
    expect(await stream.next()).toEqual({ done: false, value: { data: { tick: { n } } } })
  }
  expect(resolve).toHaveBeenCalledTimes(25)
  expect(took).toEqual([9, 9, 4])
})
