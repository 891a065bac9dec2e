import { getDirective } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { z } from 'zod'
import { updateFields } from './update-fields.ts'

const listSizeArguments = z.object({ max: z.int().positive() })

/** Makes every field with `@listSize` return at most as many elements as the cost limit counts for it. */
export function enforceListSizes(schema: GraphQLSchema): GraphQLSchema {
  return updateFields(schema, (field) => {
    const [directive] = getDirective(schema, field, 'listSize') ?? []
    if (directive === undefined) return
    const { max } = listSizeArguments.parse(directive)
    const { resolve = defaultFieldResolver } = field
    field.resolve = (source, args, context, info) => {
      const value: unknown = resolve(source, args, context, info)
      return value instanceof Promise ? value.then((list: unknown) => limit(list, max)) : limit(value, max)
    }
  })
}

function limit(value: unknown, max: number): unknown {
  return Array.isArray(value) && value.length > max ? value.slice(0, max) : value
}
