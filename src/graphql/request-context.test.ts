import { expect, test } from 'vitest'
import { OperationAbortedError } from './errors.ts'
import { createRequestContext, domainOf, loadersOf, withoutSignal } from './request-context.ts'

test('an aborted operation reads and changes nothing more', () => {
  const controller = new AbortController()
  const context = createRequestContext(null, controller.signal)
  expect(() => domainOf(context)).toThrow('Send an AppKey')
  controller.abort()
  expect(() => domainOf(context)).toThrow(OperationAbortedError)
  expect(() => loadersOf(context)).toThrow(OperationAbortedError)
})

test('an execution for several clients does not end with one of them', () => {
  const context = withoutSignal(createRequestContext(null, AbortSignal.abort()))
  expect(() => domainOf(context)).toThrow('Send an AppKey')
})
