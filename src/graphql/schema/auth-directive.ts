import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql'
import { z } from 'zod'
import type { Context } from '../../domain/context.ts'
import { RequestError } from '../../platform/request-error.ts'
import { hasRole } from '../../domain/server-key/has-role.ts'
import { domainOf, type RequestContext } from '../request-context.ts'

const authArguments = z.object({
  as: z.array(z.enum(['CLIENT', 'SERVER', 'OPERATOR'])),
  role: z.enum(['READER', 'GAME_SERVER', 'ADMIN']),
})

type AuthRule = z.infer<typeof authArguments>
type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>

/**
 * Makes every root field check its `@auth` directive before it is resolved.
 * @throws if a root field has no `@auth`
 */
export function enforceAuth(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.ROOT_FIELD]: (config: FieldConfig, name, type) => {
      const [directive] = getDirective(schema, config, 'auth') ?? []
      if (directive === undefined) throw new Error(`${type}.${name} has no @auth`)
      return guardField(config, authArguments.parse(directive))
    },
  })
}

function guardField(config: FieldConfig, rule: AuthRule): FieldConfig {
  const { resolve = defaultFieldResolver, subscribe } = config
  if (subscribe !== undefined) {
    return {
      ...config,
      subscribe: (source, args, context, info) => {
        assertAllowed(domainOf(context), rule)
        return subscribe(source, args, context, info)
      },
    }
  }
  return {
    ...config,
    resolve: (source, args, context, info) => {
      assertAllowed(domainOf(context), rule)
      return resolve(source, args, context, info)
    },
  }
}

function assertAllowed({ caller }: Context, { as, role }: AuthRule): void {
  if (!as.includes(caller.kind)) {
    throw new RequestError('FORBIDDEN', `Callers of type ${caller.kind} cannot access this field.`)
  }
  if (caller.kind === 'SERVER' && !hasRole(caller.role, role)) {
    throw new RequestError('FORBIDDEN', `This field requires a server key with the role ${role}.`)
  }
}
