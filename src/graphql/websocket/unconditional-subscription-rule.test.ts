import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { unconditionalSubscriptionRule } from './unconditional-subscription-rule.ts'

const schema = buildSchema('type Query { a: Int } type Subscription { a: Query }')
const findMessages = (text: string) =>
  validate(schema, parse(text), [unconditionalSubscriptionRule]).map(({ message }) => message)

test.each([
  'subscription { a @skip(if: true) { a } }',
  'subscription ($no: Boolean!) { a @include(if: $no) { a } }',
  'subscription { ... @skip(if: true) { a { a } } }',
  'subscription { ...F @include(if: false) } fragment F on Subscription { a { a } }',
  'subscription { ...F } fragment F on Subscription { a @skip(if: true) { a } }',
  'subscription { ...F } fragment F on Subscription { ...F a @skip(if: true) { a } }',
])('the subscription %s, which may have no field, is refused', (text) => {
  expect(findMessages(text)).toEqual(['The field of a subscription must not have @skip or @include.'])
})

test.each([
  'subscription { a { a @skip(if: true) } }',
  'subscription { ...F } fragment F on Subscription { a { a @include(if: false) } }',
  'query { a @skip(if: true) }',
])('the operation %s is allowed', (text) => {
  expect(findMessages(text)).toEqual([])
})
