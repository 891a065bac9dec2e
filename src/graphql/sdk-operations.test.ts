import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import * as client from '../../packages/sdk/src/generated/client-operations.ts'
import * as server from '../../packages/sdk/src/generated/server-operations.ts'
import { checkQueryLimits } from './query-limits.ts'
import { createSchema } from './schema/create-schema.ts'

const schema = createSchema()
const documents: readonly (readonly [string, string])[] = Object.entries({ ...client, ...server })

test('the operations of the SDK are found', () => {
  expect(documents.length).toBeGreaterThan(10)
})

test.each(documents)('the operation %s of the SDK is valid and within the limits', (_, text) => {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  expect(checkQueryLimits(schema, document)).toBeNull()
})
