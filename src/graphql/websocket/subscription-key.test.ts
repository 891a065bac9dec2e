import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from '../schema/create-schema.ts'
import { createSubscriptionKeyBuilder } from './subscription-key.ts'

const schema = createSchema()
const text = `
  subscription ($after: Cursor, $withPayment: Boolean!) {
    paymentEvents(after: $after) { id payment @include(if: $withPayment) { id } }
  }`
const document = parse(text)
const withVariables = (variableValues: Readonly<Record<string, unknown>>) => ({
  schema,
  document,
  variableValues,
})

test('the cursor where a subscription starts does not change its key', () => {
  const getKey = createSubscriptionKeyBuilder()
  const first = getKey(withVariables({ after: 'one', withPayment: true }), 'viewer')
  expect(getKey(withVariables({ after: 'two', withPayment: true }), 'viewer')).toBe(first)
})

test('another variable value, viewer, operation or document changes the key', () => {
  const getKey = createSubscriptionKeyBuilder()
  const args = withVariables({ withPayment: true })
  const keys = [
    getKey(args, 'viewer'),
    getKey(withVariables({ withPayment: false }), 'viewer'),
    getKey(args, 'another viewer'),
    getKey({ ...args, operationName: 'Named' }, 'viewer'),
    getKey({ ...args, document: parse(text) }, 'viewer'),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})

test('a variable that a fragment uses changes the key, even if the fragment contains the subscription field', () => {
  const getKey = createSubscriptionKeyBuilder()
  const nested = parse(`
    subscription ($after: Cursor) { ...Events }
    fragment Events on Subscription { paymentEvents(after: $after) { id } }`)
  const keys = ['one', 'two'].map((after) =>
    getKey({ schema, document: nested, variableValues: { after } }, ''),
  )
  expect(keys[0]).not.toBe(keys[1])
})

test('a variable that is left out has another key than null, because it takes its default', () => {
  const getKey = createSubscriptionKeyBuilder()
  expect(getKey(withVariables({ withPayment: null }), '')).not.toBe(getKey(withVariables({}), ''))
})
