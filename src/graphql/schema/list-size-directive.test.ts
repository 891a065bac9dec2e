import { makeExecutableSchema } from '@graphql-tools/schema'
import { graphql } from 'graphql'
import { expect, test } from 'vitest'
import { enforceListSizes } from './list-size-directive.ts'

const typeDefs = `
  directive @listSize(max: Int!) on FIELD_DEFINITION
  type Query { now: [Int!]! @listSize(max: 3) later: [Int!] @listSize(max: 3) nothing: [Int!] @listSize(max: 3) }`
const list = [1, 2, 3, 4, 5]
const schema = enforceListSizes(
  makeExecutableSchema({
    typeDefs,
    resolvers: { Query: { now: () => list, later: () => Promise.resolve(list), nothing: () => null } },
  }),
)

test('a list has at most as many elements as @listSize allows', async () => {
  const { data } = await graphql({ schema, source: '{ now later nothing }' })
  expect(data).toEqual({ now: [1, 2, 3], later: [1, 2, 3], nothing: null })
})
