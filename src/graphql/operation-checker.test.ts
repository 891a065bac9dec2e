import { expect, test } from 'vitest'
import { operationCheckerOf } from './operation-checker.ts'
import { createSchema } from './schema/create-schema.ts'

const schema = createSchema()
const checker = operationCheckerOf(schema)

test('a document with several operations that clients may use is accepted with their names', () => {
  const document = `query Items { items { nodes { itemId } } }
    mutation Register($userId: String) { registerUser(input: { userId: $userId }) { user { id } problem { code } } }
    subscription Wait($id: ID!) { purchaseUpdated(id: $id) { status } }`
  expect(checker.check(document)).toEqual({
    operationNames: ['Items', 'Register', 'Wait'],
    invalidReason: null,
  })
  expect(checker.check('{ __typename }')).toEqual({ operationNames: [], invalidReason: null })
})

test.each([
  [
    'has a field that only servers may use',
    '{ payments { nodes { id } } }',
    /may not use the field "payments"/,
  ],
  [
    'hides such a field in a fragment',
    'query { ...Part } fragment Part on Query { ... { appKey { id } } }',
    /may not use the field "appKey"/,
  ],
  ['has an unknown field', '{ items { nodes { colour } } }', /Cannot query field "colour"/],
  ['has an unused variable', 'query ($x: Int) { items { nodes { id } } }', /never used/],
  ['reads the schema', '{ __schema { types { name } } }', /introspection/],
  ['has a syntax error', 'query {', /Syntax Error/],
  ['has no operation', 'fragment Part on Item { id }', /never used|1–50 operations/],
  ['is not a text of GraphQL', 'type Query { a: Int }', /executable/],
  ['has too many characters', `# ${'x'.repeat(100_000)}\n{ __typename }`, /characters/],
  ['has too many tokens', `{ ${'__typename '.repeat(4_001)} }`, /tokens/],
  [
    'is too deep',
    `{ items ${'{ nodes { storeProducts '.repeat(13)}${'} }'.repeat(13)} }`,
    /levels deep|Cannot query/,
  ],
])('a document that %s is not accepted', (_, document, reason) => {
  expect(checker.check(document)).toMatchObject({
    operationNames: null,
    invalidReason: expect.stringMatching(reason),
  })
})

test('the hash of the schema is the same for every process of a version', () => {
  expect(operationCheckerOf(createSchema()).schemaHash).toBe(checker.schemaHash)
  expect(checker.schemaHash).toMatch(/^[\w-]{43}$/)
})
