import {
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { createProblem } from '../../domain/problem.ts'
import { ContentionError } from '../../platform/request-error.ts'
import { findRequestError } from '../errors.ts'
import { updateFields } from './update-fields.ts'

/**
 * Makes every mutation with a `problem` return `BUSY` when the database canceled its statement because of others. Mutations without
 * one, and queries, fail with `UNAVAILABLE`.
 */
export function reportContention(schema: GraphQLSchema): GraphQLSchema {
  const mutationType = schema.getMutationType()
  return updateFields(schema, (field, type) => {
    const { resolve } = field
    const emptyPayload = type === mutationType ? toEmptyPayload(field.type) : null
    if (resolve === undefined || emptyPayload === null) return
    field.resolve = async (source, args, context, info): Promise<unknown> => {
      try {
        return await resolve(source, args, context, info)
      } catch (error) {
        const cause = findRequestError(error)
        if (!(cause instanceof ContentionError)) throw error
        return { ...emptyPayload, problem: createProblem('BUSY', cause.message, [], cause.retryAfterMs) }
      }
    }
  })
}

/** The fields that a payload cannot omit; null for a type without problems. */
function toEmptyPayload(type: GraphQLOutputType): Readonly<Record<string, unknown>> | null {
  const payload = getNamedType(type)
  if (!isObjectType(payload)) return null
  const { problem, ...fields } = payload.getFields()
  if (problem === undefined) return null
  const required = Object.entries(fields).filter(([, field]) => isNonNullType(field.type))
  return Object.fromEntries(
    required.map(([name, field]) => [name, isListType(getNullableType(field.type)) ? [] : false]),
  )
}
