import { getDirective } from '@graphql-tools/utils'
import { buildSchema, isObjectType } from 'graphql'
import type { AccessRule, SecretRule } from '../../domain/access/access-rule.ts'
import { accessRuleSchema, secretRuleSchema } from './access-rule-schemas.ts'
import { readSdl } from './read-sdl.ts'

/** The authorisation table: the rules of all root fields and of all secret fields, by `Type.field`, in the order of the SDL. */
export type AccessRules = {
  readonly rootFields: ReadonlyMap<string, AccessRule>
  readonly secretFields: ReadonlyMap<string, SecretRule>
}

/** Reads the authorisation table from the SDL. */
export function readAccessRules(): AccessRules {
  const schema = buildSchema(readSdl().join('\n'))
  const rootFields = new Map<string, AccessRule>()
  const secretFields = new Map<string, SecretRule>()
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const [name, field] of Object.entries(type.getFields())) {
      const [auth] = getDirective(schema, field, 'auth') ?? []
      const [secret] = getDirective(schema, field, 'secret') ?? []
      if (auth !== undefined) rootFields.set(`${type.name}.${name}`, accessRuleSchema.parse(auth))
      if (secret !== undefined) secretFields.set(`${type.name}.${name}`, secretRuleSchema.parse(secret))
    }
  }
  return { rootFields, secretFields }
}
