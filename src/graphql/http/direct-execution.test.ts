import { buildSchema, getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { createLog } from '../../platform/log.ts'
import { createRequestContext } from '../request-context.ts'
import { createCompiledExecution } from './compiled-execution.ts'
import { executionsBeforeCompiling } from './compiled-operations.ts'
import { createDirectExecution } from './direct-execution.ts'
import type { GraphqlHttpRequest } from './graphql-http.ts'
import type { OperationLimits } from './operation-limits.ts'

const query = 'query ($a: Int!) { sum(a: $a) }'
const valid = { query, variables: { a: 1 } }
const context = createRequestContext(null)
const post = (body: unknown, headers: GraphqlHttpRequest['headers'] = {}): GraphqlHttpRequest => ({
  method: 'POST',
  headers,
  search: '',
  body,
  context,
})

const services = { log: createLog('silent'), count: () => undefined }

/** A direct execution of one compiled operation, and how many operations were counted against limits. */
async function createTested(checkLimits: OperationLimits = () => Promise.resolve()) {
  const schema = buildSchema('type Query { sum(a: Int!): Int }')
  const compiledExecution = createCompiledExecution({ schema, introspection: false })
  let counted = 0
  const countAndCheck: OperationLimits = (operation) => {
    counted += 1
    return checkLimits(operation)
  }
  const execute = createDirectExecution({ compiledExecution, checkLimits: countAndCheck, services })
  const isDirectBeforeCompiling = execute(post(valid)) !== null
  const document = parse(query)
  const operation = getOperationAST(document)
  if (operation == null) throw new Error('the document has no operation')
  for (let time = 0; time <= executionsBeforeCompiling; time += 1) {
    await compiledExecution.execute(document, { operation, variables: { a: 1 }, context })
  }
  return { execute, isDirectBeforeCompiling, counted: () => counted }
}

test('an operation is executed directly once it is compiled, and counted each time', async () => {
  const { execute, isDirectBeforeCompiling, counted } = await createTested()
  expect(isDirectBeforeCompiling).toBe(false)
  expect(await execute(post(valid))).toMatchObject({ status: 200, body: '{"data":{"sum":null}}\n' })
  expect(counted()).toBe(1)
})

test.for([
  ['a GET', { ...post(null), method: 'GET', search: `?query=${encodeURIComponent(query)}` }],
  ['a list of operations', post([valid])],
  ['a persisted query', post({ ...valid, extensions: { persistedQuery: { version: 1 } } })],
  ['no text', post({ variables: { a: 1 } })],
  ['another text', post({ ...valid, query: `${query} ` })],
  ['a text that is the name of a property of every object', post({ ...valid, query: '__proto__' })],
  ['the name of an operation that is not in the document', post({ ...valid, operationName: 'Other' })],
  ['variables as a list', post({ ...valid, variables: [] })],
  ['a missing variable', post({ query })],
  ['a required variable that is null', post({ query, variables: { a: null } })],
  ['an accept header that has to be negotiated', post(valid, { accept: 'text/html, */*;q=0.1' })],
] as const)('a request with %s is left to Apollo Server before it is counted', async ([, request]) => {
  const { execute, counted } = await createTested()
  expect(execute(request)).toBeNull()
  expect(counted()).toBe(0)
})

test('an error of the limits that has no status is answered as an internal error', async () => {
  const { execute } = await createTested(() => Promise.reject(new Error('Redis is not reachable')))
  const response = await execute(post(valid))
  expect(response?.status).toBe(500)
  expect(response?.body).toContain('INTERNAL')
  expect(response?.body).not.toContain('Redis')
})
