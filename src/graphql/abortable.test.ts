import { buildSchema, parse, subscribe } from 'graphql'
import { expect, test } from 'vitest'
import { RequestError } from '../domain/request-error.ts'
import { abortable } from './abortable.ts'

const schema = buildSchema('type Query { a: Int } type Subscription { count: Int }')

async function collect(source: () => AsyncGenerator<number, void, void>) {
  const rootValue = { count: () => abortable(source, 'count') }
  const stream = await subscribe({ schema, document: parse('subscription { count }'), rootValue })
  const results = []
  if (Symbol.asyncIterator in stream)
    for await (const { data, errors } of stream) results.push({ data, errors })
  return results
}

test('what a caller should read of the end of a stream is its last result', async () => {
  const [first, last, ...rest] = await collect(async function* () {
    yield 1
    throw new RequestError('BAD_USER_INPUT', 'too old')
  })
  expect(first?.data).toEqual({ count: 1 })
  expect(last?.data).toEqual({ count: null })
  expect(last?.errors?.[0]?.originalError).toMatchObject({ code: 'BAD_USER_INPUT', message: 'too old' })
  expect(rest).toEqual([])
})

test('any other end of a stream is thrown', async () => {
  const broken = collect(async function* () {
    yield 1
    throw new Error('connection lost')
  })
  await expect(broken).rejects.toThrow('connection lost')
})
