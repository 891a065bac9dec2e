import { getDirective } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { assertAllowed, mayReadSecret } from '../../domain/access/assert-allowed.ts'
import type { AccessRule, SecretRule } from '../../domain/access/access-rule.ts'
import { callerContextOf } from '../request-context.ts'
import { accessRuleSchema, secretRuleSchema } from './access-rule-schemas.ts'
import { isSecretName } from './is-secret-name.ts'
import { updateFields, type SchemaField } from './update-fields.ts'

/**
 * Makes every root field check its `@auth` directive before it is resolved, and every field with `@secret` return null to callers
 * that may not read it.
 * @throws if a root field has no `@auth`, or a field with the name of a secret has no `@secret`
 */
export function enforceAuth(schema: GraphQLSchema): GraphQLSchema {
  const rootTypes = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
  return updateFields(schema, (field, type) => {
    if (rootTypes.has(type)) {
      const [directive] = getDirective(schema, field, 'auth') ?? []
      if (directive === undefined) throw new Error(`${type.name}.${field.name} has no @auth`)
      guardField(field, accessRuleSchema.parse(directive))
      return
    }
    const [directive] = getDirective(schema, field, 'secret') ?? []
    if (directive !== undefined) hideField(field, secretRuleSchema.parse(directive))
    else if (isSecretName(type.name, field.name, field.type)) {
      throw new Error(`${type.name}.${field.name} has no @secret`)
    }
  })
}

function guardField(field: SchemaField, rule: AccessRule): void {
  const { resolve = defaultFieldResolver, subscribe } = field
  if (subscribe !== undefined) {
    field.subscribe = (source, args, context, info) => {
      assertAllowed(callerContextOf(context), rule)
      return subscribe(source, args, context, info)
    }
    return
  }
  field.resolve = (source, args, context, info) => {
    assertAllowed(callerContextOf(context), rule)
    return resolve(source, args, context, info)
  }
}

function hideField(field: SchemaField, rule: SecretRule): void {
  const { resolve = defaultFieldResolver } = field
  field.resolve = (source, args, context, info) =>
    mayReadSecret(callerContextOf(context).caller, rule) ? resolve(source, args, context, info) : null
}
