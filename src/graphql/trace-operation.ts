import type { OperationDefinitionNode } from 'graphql'
import { currentScope } from '../platform/execution-scope.ts'
import { traceSpan } from '../platform/tracing.ts'

/** Executes an operation as a span, which `describeOperation` names. */
export function traceOperation<Result>(execute: () => Promise<Result>): Promise<Result> {
  return traceSpan({ name: 'graphql' }, execute)
}

/** Names the running operation in its trace. Its variables, and values in its text, are never in a trace. */
export function describeOperation({ operation, name }: OperationDefinitionNode): void {
  const span = currentScope()?.span ?? null
  if (span === null) return
  // The name is the caller's, so it is no part of the name of the span: there would be any number of those.
  span.updateName(operation)
  span.setAttribute('graphql.operation.type', operation)
  if (name !== undefined) span.setAttribute('graphql.operation.name', name.value)
}
