import { makeExecutableSchema } from '@graphql-tools/schema'
import { parse, type ExecutionResult } from 'graphql'
import { expect, test, vi } from 'vitest'
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

test('an answer that fails is told to all, and is not kept', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{}, {}])
  resolve.mockRejectedValueOnce(new Error('lost'))
  const value = { n: 7 }
  for (const { errors } of await nextOfAll(value)) expect(errors).toMatchObject([{ message: 'lost' }])
  await new Promise(setImmediate)
  expect(await nextOfAll(value)).toEqual([1, 2].map(() => ({ data: { tick: { n: 7 } } })))
})
