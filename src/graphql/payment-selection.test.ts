import { graphqlSync, type GraphQLResolveInfo } from 'graphql'
import { expect, test } from 'vitest'
import { toConnection } from './connection.ts'
import { readPaymentParts } from './payment-selection.ts'
import { createSchema } from './schema/create-schema.ts'

/** The info that an execution passes to the resolver of `payments`. */
function infosOf(source: string, variableValues: Record<string, unknown> = {}): GraphQLResolveInfo {
  const schema = createSchema()
  const field = schema.getQueryType()?.getFields()['payments']
  let received: GraphQLResolveInfo | null = null
  if (field === undefined) throw new Error('there is no list of payments')
  field.resolve = (_source, _args, _context, info) => {
    received = info
    return toConnection({ edges: [], hasNextPage: false, hasPreviousPage: false })
  }
  const { errors } = graphqlSync({ schema, source, variableValues })
  expect(errors).toBeUndefined()
  if (received === null) throw new Error('the list was not resolved')
  return received
}

const partsOf = (selection: string) => readPaymentParts(infosOf(`{ payments { ${selection} } }`))

test('of a payment the columns of the selected fields are read, and of what belongs to it too', () => {
  expect(partsOf('nodes { id price { amount } user { userId } consume { consumedAt __typename } }')).toEqual({
    payment: new Set(['id', 'priceMicros', 'currencyCode', 'status']),
    user: new Set(['externalId']),
    consume: new Set(['consumedAt']),
  })
})

test('a payment is read whole if a field is selected whose columns are not listed', () => {
  expect(partsOf('nodes { id refundNeedsApproval user { id unconsumedPayments { nodes { id } } } }')).toEqual(
    {
      payment: null,
      user: null,
    },
  )
})

test('without nodes no columns are needed', () => {
  expect(partsOf('pageInfo { endCursor }')).toEqual({ payment: new Set() })
})

test('a list that is selected in several places is read for all of them', () => {
  const info = infosOf(
    '{ payments { nodes { id } } ...More } fragment More on Query { payments { edges { node { item { name } } } } }',
  )
  expect(readPaymentParts(info)).toEqual({ payment: new Set(['id']), item: new Set(['name']) })
})

test('what a field reads is found once for each document', () => {
  const info = infosOf('{ payments { nodes { id } } }')
  expect(readPaymentParts(info)).toBe(readPaymentParts(info))
})
