import { expect, test } from 'vitest'
import { currentRequestId, runInScope } from './execution-scope.ts'
import { currentTraceFields, isTracing, openScope, traceSpan } from './tracing.ts'

const request = { name: 'GET /', logFields: { requestId: 'req_1' } }

test('without tracing a part of a request only runs', async () => {
  const { scope } = openScope(request)
  const spans = await runInScope(scope, () =>
    traceSpan({ name: 'part' }, async (span) => [span, isTracing()]),
  )
  expect(spans).toEqual([null, false])
  expect(currentTraceFields()).toEqual({})
})

test('what a request started and did not await belongs to it no longer once it has ended', async () => {
  const { scope, end } = openScope(request)
  const ended = Promise.withResolvers<undefined>()
  const [during, after] = runInScope(scope, () => [
    Promise.resolve().then(currentRequestId),
    ended.promise.then(currentRequestId),
  ])
  expect(await during).toBe('req_1')
  end()
  ended.resolve(undefined)
  expect(await after).toBeNull()
})
