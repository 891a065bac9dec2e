import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql'

type Result = {
  readonly errors?: readonly unknown[] | undefined
  readonly data?: Readonly<Record<string, unknown>> | null | undefined
}

/** A result can be sent to many subscribers, so its errors are formatted, and logged, only once. */
export function createResultFormatter(format: (error: unknown) => GraphQLFormattedError) {
  const formattedResults = new WeakMap<Result, FormattedExecutionResult>()
  return (result: Result): FormattedExecutionResult | undefined => {
    if (result.errors === undefined) return undefined
    const cached = formattedResults.get(result)
    if (cached !== undefined) return cached
    const errors = result.errors.map(format)
    const formatted = result.data === undefined ? { errors } : { errors, data: result.data }
    formattedResults.set(result, formatted)
    return formatted
  }
}
