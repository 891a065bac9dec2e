import { makeExecutableSchema } from '@graphql-tools/schema'
import { parse, type ExecutionResult } from 'graphql'
import { expect, test, vi } from 'vitest'
import { RequestError } from '../../platform/request-error.ts'
import { createSharedExecution } from './shared-execution.ts'

type Tick = { readonly n: number }

/** A schema whose subscription `tick` sends the same value object to every subscriber. */
function createTickSchema() {
  const waiting: ((tick: Tick) => void)[] = []
  const resolve = vi.fn<(tick: Tick) => unknown>(({ n }) => n)
  const schema = makeExecutableSchema({
    typeDefs:
      'type Query { n: Int } type Tick { n(times: Int = 1): Int } type Subscription { tick(after: Int): Tick }',
    resolvers: {
      Subscription: {
        tick: {
          resolve: (tick: Tick) => tick,
          subscribe: async function* () {
            for (;;) yield await new Promise<Tick>((resolveTick) => waiting.push(resolveTick))
          },
        },
      },
      Tick: { n: resolve },
    },
  })
  return {
    schema,
    resolve,
    tick: (value: Tick) => void waiting.splice(0).map((resolveTick) => resolveTick(value)),
  }
}

const document = parse('subscription ($after: Int, $times: Int) { tick(after: $after) { n(times: $times) } }')
const contextValue = { authenticated: null }

async function subscribeAll(variables: readonly Readonly<Record<string, unknown>>[]) {
  const ticks = createTickSchema()
  const subscribe = createSharedExecution()
  const streams = await Promise.all(
    variables.map(async (variableValues) => {
      const stream = await subscribe({ schema: ticks.schema, document, variableValues, contextValue })
      if (!('next' in stream)) throw new Error('no stream')
      return stream
    }),
  )
  const nextOfAll = async (value: Tick): Promise<ExecutionResult[]> => {
    const all = Promise.all(streams.map((stream) => stream.next()))
    await new Promise(setImmediate)
    ticks.tick(value)
    return (await all).map(({ value: result }) => result as ExecutionResult)
  }
  return { ...ticks, streams, nextOfAll }
}

test('a value is resolved once for all subscribers with the same operation', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{ after: 1 }, { after: 2 }, { after: 3 }])
  const results = await nextOfAll({ n: 7 })
  expect(results).toEqual([1, 2, 3].map(() => ({ data: { tick: { n: 7 } } })))
  expect(resolve).toHaveBeenCalledTimes(1)
})

test('subscribers with different variables get results of their own', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{ times: 1 }, { times: 2 }, { times: 2 }])
  await nextOfAll({ n: 7 })
  expect(resolve).toHaveBeenCalledTimes(2)
})

test('a value that is sent again later is resolved again', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{}, {}])
  const value = { n: 7 }
  await nextOfAll(value)
  await new Promise(setImmediate)
  await nextOfAll(value)
  expect(resolve).toHaveBeenCalledTimes(2)
})

test('an internal error ends the streams of all subscribers that share it, and a later subscriber gets the result', async () => {
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

test('a request error is sent to the subscriber, and its stream continues', async () => {
  const { resolve, nextOfAll } = await subscribeAll([{}])
  resolve.mockRejectedValueOnce(new RequestError('FORBIDDEN', 'not yours'))
  expect(await nextOfAll({ n: 7 })).toMatchObject([{ errors: [{ message: 'not yours' }] }])
  await new Promise(setImmediate)
  expect(await nextOfAll({ n: 8 })).toEqual([{ data: { tick: { n: 8 } } }])
})

test('buffered values are executed together and sent in their order', async () => {
  const { schema, resolve } = createTickSchema()
  const values = Array.from({ length: 25 }, (_, n) => ({ n }))
  const drained: number[] = []
  const source = {
    next: async () => ({ done: false as const, value: values.shift() ?? { n: -1 } }),
    drainBuffered: (max: number) => {
      const buffered = values.splice(0, max)
      drained.push(buffered.length)
      return buffered
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
  expect(drained).toEqual([9, 9, 4])
})
