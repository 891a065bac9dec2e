import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { isTracing, traceSpan } from '../../platform/tracing.ts'
import { updateFields } from './update-fields.ts'

/** Makes every field of queries and mutations a span. */
export function traceFields(schema: GraphQLSchema): GraphQLSchema {
  const tracedTypes = new Set([schema.getQueryType(), schema.getMutationType()])
  return updateFields(schema, (field, type) => {
    if (!tracedTypes.has(type)) return
    const { name, resolve = defaultFieldResolver } = field
    field.resolve = (source, args, context, info) => {
      if (!isTracing()) return resolve(source, args, context, info)
      return traceSpan({ name, attributes: { 'graphql.field.name': name } }, async (span) => {
        const result: unknown = await resolve(source, args, context, info)
        const code = readProblemCode(result)
        if (code !== null) span?.setAttribute('coinslot.problem.code', code)
        return result
      })
    }
  })
}

function readProblemCode(result: unknown): string | null {
  if (typeof result !== 'object' || result === null || !('problem' in result)) return null
  const { problem } = result
  return typeof problem === 'object' && problem !== null && 'code' in problem ? String(problem.code) : null
}
