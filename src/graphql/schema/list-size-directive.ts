import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql'
import { z } from 'zod'
import type { RequestContext } from '../request-context.ts'

const listSizeArguments = z.object({ max: z.int().positive() })

type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>

/** Makes every field with `@listSize` return at most as many elements as the cost limit counts for it. */
export function enforceListSizes(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config: FieldConfig) => {
      const [directive] = getDirective(schema, config, 'listSize') ?? []
      if (directive === undefined) return config
      const { max } = listSizeArguments.parse(directive)
      const { resolve = defaultFieldResolver } = config
      return {
        ...config,
        resolve: (source, args, context: RequestContext, info) => {
          const value: unknown = resolve(source, args, context, info)
          return value instanceof Promise
            ? value.then((list: unknown) => limit(list, max))
            : limit(value, max)
        },
      }
    },
  })
}

function limit(value: unknown, max: number): unknown {
  return Array.isArray(value) && value.length > max ? value.slice(0, max) : value
}
