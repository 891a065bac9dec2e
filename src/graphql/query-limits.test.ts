import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { checkDocumentLength, checkQueryLimits, queryLimits } from './query-limits.ts'
import { createSchema } from './schema/create-schema.ts'

const schema = createSchema()
const violationOf = (text: string) => checkQueryLimits(schema, parse(text))?.message ?? null

test.each([
  ['events of a page of payments', '{ payments(first: 100) { nodes { events { id type } } } }'],
  ['events of events', '{ payments(first: 1) { nodes { events { payment { events { id } } } } } }'],
  ['refunds of refunds', '{ payments(first: 1) { nodes { refunds { payment { refunds { id } } } } } }'],
  [
    'a page size in a variable',
    'query ($first: Int) { payments(first: $first) { nodes { events { id } } } }',
  ],
  ['all items of all entitlements', '{ entitlementDefinitions { items { id } } }'],
  [
    'items of all entitlements by a number in a variable',
    'query ($first: Int) { entitlementDefinitions { items(first: $first) { id } } }',
  ],
  [
    'lists in fragments',
    `{ payments(first: 100) { ...Page } } fragment Page on PaymentConnection { nodes { ...One } }
     fragment One on Payment { events { id } }`,
  ],
  [
    'server keys by many aliases',
    `{ ${Array.from({ length: 50 }, (_, n) => `a${n}: appKey { serverKeys { id name } }`).join(' ')} }`,
  ],
  [
    'lists of texts',
    `{ ${Array.from({ length: 11 }, (_, n) => `a${n}: appKey { sandboxTesterUserIds }`).join(' ')} }`,
  ],
])('a query for %s is too expensive', (_, text) => {
  expect(violationOf(text)).toMatch(/costs \d+ points/)
})

test.each([
  [
    'a page of payments with their details',
    '{ payments(first: 100) { nodes { id status price { amount currencyCode } user { userId } item { itemId } consume { id consumedAt } refund { amount { amount } } acknowledgement { status } } } }',
  ],
  [
    'the events of a page of payments of common size',
    '{ payments(first: 20) { nodes { id events { id type occurredAt } } } }',
  ],
  [
    'the subscriptions of a user with everything that a console shows',
    `query ($userId: String!) { user(userId: $userId) { userId subscriptions(includeExpired: true) {
       id status accessUntil willRenew renewsAt startedAt isStale item { itemId name }
       lines { storeProductId accessUntil willRenew item { itemId } }
       payments(first: 20) { nodes { id status paidAt periodStartsAt periodEndsAt price { amount currencyCode } } pageInfo { hasNextPage endCursor } }
       events { type reason occurredAt } } } }`,
  ],
  [
    'the subscriptions that a game shows with a longer list of payments',
    '{ user { subscriptions(first: 10) { id status payments(first: 100) { nodes { id paidAt price { amount currencyCode } } } } } }',
  ],
  [
    'the first items of all entitlements',
    '{ entitlementDefinitions { id key name itemCount items(first: 8) { id name } } }',
  ],
  [
    'everything about a payment',
    'query ($id: ID!) { payment(id: $id) { id events { id type } refunds { id reason } } }',
  ],
  [
    'everything about a project',
    '{ appKey { id sandboxTesterUserIds allowedOrigins storeConnections { store } serverKeys { id name role } } }',
  ],
])('a query for %s is allowed', (_, text) => {
  expect(violationOf(text)).toBeNull()
})

test('a document is limited by its characters before it is parsed', () => {
  const text = `# ${'x'.repeat(queryLimits.characters)}`
  expect(() => checkDocumentLength(text)).toThrow('characters')
  expect(() => checkDocumentLength('{ appKey { id } }')).not.toThrow()
})
