import { buildSchema, GraphQLError, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { createLog } from '../platform/log.ts'
import { RequestError } from '../platform/request-error.ts'
import { formatError, isInternalError, OperationAbortedError } from './errors.ts'

const counted: string[] = []
const services = {
  log: createLog('silent'),
  count: (_: string, labels: object) => counted.push(JSON.stringify(labels)),
}
const databaseError = new Error('Failed query: select 1 from payments\nparams: a-value', {
  cause: new Error('relation'),
})

const wrap = (originalError: Error, options: { readonly path?: readonly string[] } = {}) =>
  new GraphQLError(originalError.message, { originalError, ...options })

const internal = {
  message: 'Internal server error.',
  extensions: { code: 'INTERNAL', requestId: expect.any(String) as string },
}

test.each([
  ['bare', databaseError],
  ['wrapped once', wrap(databaseError, { path: ['payments'] })],
  ['wrapped twice', wrap(wrap(databaseError, { path: ['payments'] }))],
  ['wrapped three times', wrap(wrap(wrap(databaseError)))],
  [
    'with a code that looks like one of ours',
    Object.assign(databaseError, { extensions: { code: 'FORBIDDEN' } }),
  ],
])('an error of the database that is %s is INTERNAL and reveals nothing', (_, error) => {
  const formatted = formatError(error, services)
  expect(formatted).toMatchObject(internal)
  expect(JSON.stringify(formatted)).not.toMatch(/select|a-value|relation/)
  expect(isInternalError(error)).toBe(true)
})

test('a request error keeps its code and message however often it is wrapped', () => {
  const error = new RequestError('RATE_LIMITED', 'Retry later.', 500)
  for (const each of [error, wrap(error, { path: ['payments'] }), wrap(wrap(error))]) {
    expect(formatError(each, services)).toMatchObject({
      message: 'Retry later.',
      extensions: { code: 'RATE_LIMITED', retryAfterMs: 500 },
    })
    expect(isInternalError(each)).toBe(false)
  }
})

test('an error about the document or its variables is caused by the request', () => {
  const syntax = new GraphQLError('Syntax Error: Unexpected <EOF>.')
  const variable = wrap(new GraphQLError('DateTime cannot represent this value'))
  const argument = wrap(new GraphQLError('Argument "id" of required type "ID!" was not provided.'), {
    path: ['node'],
  })
  for (const each of [syntax, variable, argument]) {
    expect(formatError(each, services)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
  }
})

test('a result that does not fit the schema is INTERNAL', () => {
  const serialization = new GraphQLError('Enum "Store" cannot represent value: "x"')
  const nullError = new GraphQLError('Cannot return null for non-nullable field Payment.id.', {
    path: ['payment'],
  })
  // graphql-jit creates its errors without extensions.
  Object.defineProperty(nullError, 'extensions', { value: undefined })
  for (const each of [wrap(serialization, { path: ['payment'] }), nullError, wrap(nullError)]) {
    expect(formatError(each, services)).toMatchObject(internal)
  }
})

test('an aborted operation is not an internal error', () => {
  expect(isInternalError(wrap(new OperationAbortedError('aborted'), { path: ['payment'] }))).toBe(false)
})

test('every internal error has its own request id', () => {
  const ids = [1, 2].map(() => formatError(databaseError, services).extensions?.['requestId'])
  expect(new Set(ids).size).toBe(2)
})

test('a message has at most 1,000 characters', () => {
  const [error] = validate(buildSchema('type Query { field: Int }'), parse(`{ ${'x'.repeat(50_000)} }`))
  expect(error?.message.length).toBeGreaterThan(50_000)
  expect(formatError(error, services).message).toHaveLength(1_000)
})

test('an error of a compiled operation, which has no place in the document, is returned without one', () => {
  const error = new GraphQLError('The cursor is unknown.', { extensions: { code: 'BAD_USER_INPUT' } })
  Object.defineProperty(error, 'locations', { value: [{ line: 0, column: 0 }] })
  expect(formatError(error, services)).not.toHaveProperty('locations')
})
