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
const ask = (variableValues: Readonly<Record<string, unknown>>) => ({ schema, document, variableValues })

test('where a subscription begins does not make another question', () => {
  const name = createSubscriptionKeyBuilder()
  const first = name(ask({ after: 'one', withPayment: true }), 'viewer')
  expect(name(ask({ after: 'two', withPayment: true }), 'viewer')).toBe(first)
})

test('what is told does: another variable, viewer, operation or document', () => {
  const name = createSubscriptionKeyBuilder()
  const args = ask({ withPayment: true })
  const names = [
    name(args, 'viewer'),
    name(ask({ withPayment: false }), 'viewer'),
    name(args, 'another viewer'),
    name({ ...args, operationName: 'Named' }, 'viewer'),
    name({ ...args, document: parse(text) }, 'viewer'),
  ]
  expect(new Set(names).size).toBe(names.length)
})

test('a variable that a fragment uses counts, also where the subscription’s own field is inside of it', () => {
  const name = createSubscriptionKeyBuilder()
  const nested = parse(`
    subscription ($after: Cursor) { ...Events }
    fragment Events on Subscription { paymentEvents(after: $after) { id } }`)
  const named = ['one', 'two'].map((after) =>
    name({ schema, document: nested, variableValues: { after } }, ''),
  )
  expect(named[0]).not.toBe(named[1])
})

test('a variable that is left out gets its default, so it is another one than null', () => {
  const name = createSubscriptionKeyBuilder()
  expect(name(ask({ withPayment: null }), '')).not.toBe(name(ask({}), ''))
})
