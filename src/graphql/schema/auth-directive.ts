import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql'
import { assertAllowed, mayReadSecret } from '../../domain/access/assert-allowed.ts'
import type { AccessRule, SecretRule } from '../../domain/access/access-rule.ts'
import { callerContextOf, type RequestContext } from '../request-context.ts'
import { accessRuleSchema, secretRuleSchema } from './access-rule-schemas.ts'
import { isSecretName } from './is-secret-name.ts'

type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>

/**
 * Makes every root field check its `@auth` directive before it is resolved, and every field with `@secret` return null to callers
 * that may not read it.
 * @throws if a root field has no `@auth`, or a field with the name of a secret has no `@secret`
 */
export function enforceAuth(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.ROOT_FIELD]: (config: FieldConfig, name, type) => {
      const [directive] = getDirective(schema, config, 'auth') ?? []
      if (directive === undefined) throw new Error(`${type}.${name} has no @auth`)
      return guardField(config, accessRuleSchema.parse(directive))
    },
    [MapperKind.OBJECT_FIELD]: (config: FieldConfig, name, type) => {
      const [directive] = getDirective(schema, config, 'secret') ?? []
      if (directive !== undefined) return hideField(config, secretRuleSchema.parse(directive))
      if (isSecretName(type, name, config.type)) throw new Error(`${type}.${name} has no @secret`)
      return config
    },
  })
}

function guardField(config: FieldConfig, rule: AccessRule): FieldConfig {
  const { resolve = defaultFieldResolver, subscribe } = config
  if (subscribe !== undefined) {
    return {
      ...config,
      subscribe: (source, args, context, info) => {
        assertAllowed(callerContextOf(context), rule)
        return subscribe(source, args, context, info)
      },
    }
  }
  return {
    ...config,
    resolve: (source, args, context, info) => {
      assertAllowed(callerContextOf(context), rule)
      return resolve(source, args, context, info)
    },
  }
}

function hideField(config: FieldConfig, rule: SecretRule): FieldConfig {
  const { resolve = defaultFieldResolver } = config
  return {
    ...config,
    resolve: (source, args, context, info) =>
      mayReadSecret(callerContextOf(context).caller, rule) ? resolve(source, args, context, info) : null,
  }
}
