import { MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql'
import { isTracing, traceSpan } from '../../platform/tracing.ts'
import type { RequestContext } from '../request-context.ts'

type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>

/** Makes every field of queries and mutations a span. */
export function traceFields(schema: GraphQLSchema): GraphQLSchema {
  const trace = (config: FieldConfig, name: string): FieldConfig => {
    const { resolve = defaultFieldResolver } = config
    return {
      ...config,
      resolve: (source, args, context, info) => {
        if (!isTracing()) return resolve(source, args, context, info)
        return traceSpan({ name, attributes: { 'graphql.field.name': name } }, async (span) => {
          const result: unknown = await resolve(source, args, context, info)
          const code = readProblemCode(result)
          if (code !== null) span?.setAttribute('coinslot.problem.code', code)
          return result
        })
      },
    }
  }
  return mapSchema(schema, { [MapperKind.QUERY_ROOT_FIELD]: trace, [MapperKind.MUTATION_ROOT_FIELD]: trace })
}

function readProblemCode(result: unknown): string | null {
  if (typeof result !== 'object' || result === null || !('problem' in result)) return null
  const { problem } = result
  return typeof problem === 'object' && problem !== null && 'code' in problem ? String(problem.code) : null
}
