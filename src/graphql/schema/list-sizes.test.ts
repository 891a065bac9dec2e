import {
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
} from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from './create-schema.ts'

type Field = GraphQLField<unknown, unknown>

const schema = createSchema()

const fields = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ type, field })) : [],
  )

function isList(type: GraphQLOutputType): boolean {
  return isNonNullType(type) ? isList(type.ofType as GraphQLOutputType) : isListType(type)
}

const isConnectionType = (type: GraphQLNamedType) => isObjectType(type) && 'pageInfo' in type.getFields()
const isConnection = ({ type }: Field) => isConnectionType(getNamedType(type))
const hasListSize = ({ astNode }: Field) =>
  astNode?.directives?.some(({ name }) => name.value === 'listSize') === true

test('every list in the schema has a declared maximum size', () => {
  const lists = fields.filter(({ field }) => isList(field.type))
  expect(lists.length).toBeGreaterThan(20)
  // The field that returns the connection has the page size.
  const unbounded = lists.filter(({ type, field }) => !isConnectionType(type) && !hasListSize(field))
  expect(unbounded.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([])
})

test('every connection in the schema has a page size', () => {
  const connections = fields.filter(({ field }) => isConnection(field))
  expect(connections.length).toBeGreaterThan(10)
  const unbounded = connections.filter(({ field }) => !field.args.some(({ name }) => name === 'first'))
  expect(unbounded.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([])
})

test('a connection has only lists of its page', () => {
  const lists = fields.filter(({ type, field }) => isConnectionType(type) && isList(field.type))
  expect(new Set(lists.map(({ field }) => field.name))).toEqual(new Set(['edges', 'nodes']))
})
