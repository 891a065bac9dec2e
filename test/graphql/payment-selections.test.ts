import {
  consumeColumns,
  itemColumns,
  paymentColumns,
  userColumns,
} from '../../src/graphql/payment-selection.ts'
import { executionsBeforeCompiling } from '../../src/graphql/http/compiled-operations.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { User } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import { buyItem, toConsumeInput } from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'

/** More than a double can hold exactly. */
const largePriceMicros = '9007199254740993'

const test = serverTest.extend('ids', { scope: 'file' }, async ({ admin, buyer, sql }) => {
  const paid = await buyItem(buyer)
  const consumed = await buyItem(buyer)
  await admin.mutate('consumePayment', { ...toConsumeInput(consumed.payment), idempotencyKey: 'once' })
  const refunded = await buyItem(buyer)
  await admin.mutate('refundPayment', { paymentId: refunded.payment.id, reason: 'Test.' })
  await sql`
    update payments set price_micros = ${largePriceMicros}::bigint, paid_at = '2026-06-01T00:00:00.123Z', offer_kind = 'DISCOUNT'
    where id = any(${[paid, consumed].map(({ payment }) => decodeId('pay', payment.id) ?? '')}::uuid[])`
  return [paid, consumed, refunded].map(({ payment }) => payment.id)
})

type Node = Readonly<Record<string, unknown>>
type Variables = Readonly<Record<string, unknown>>

async function readList(client: ApiClient, userId: string, query: string, variables: Variables = {}) {
  const { payments } = await client.query(query, { filter: { userId }, ...variables })
  return payments as unknown as { readonly nodes: readonly Node[]; readonly edges: readonly { node: Node }[] }
}

/** The same payments one by one, which are always read whole, by key. */
const readEach = (client: ApiClient, ids: readonly string[], selection: string, fragments = '') =>
  Promise.all(
    ids.map(async (id) => {
      const { payment } = await client.query(
        `query ($id: ID!) { payment(id: $id) { ${selection} } } ${fragments}`,
        {
          id,
        },
      )
      return payment as unknown as Node
    }),
  )

const listOf = (selection: string) =>
  `query ($filter: PaymentFilter) { payments(filter: $filter, orderBy: PAID_AT_ASC) { nodes { listed: id ${selection} } } }`

async function expectSame(client: ApiClient, userId: string, ids: readonly string[], selection: string) {
  const { nodes } = await readList(client, userId, listOf(selection))
  expect(new Set(nodes.map(({ listed }) => listed))).toEqual(new Set(ids))
  const listed = nodes.map(({ listed: id }) => String(id))
  expect(nodes).toEqual(await readEach(client, listed, `listed: id ${selection}`))
}

/** What is selected of fields that are objects. */
const subSelections: Readonly<Record<string, string>> = {
  purchase: '{ id status }',
  user: '{ id }',
  item: '{ id }',
  offer: '{ kind purchaseOptionId offerId }',
  price: '{ amount currencyCode }',
  consume: '{ id }',
  refund: '{ full refundedAt reason amount { amount currencyCode } quantity source }',
  acknowledgement: '{ status acknowledgeBy deadline attempts lastError acknowledgedAt }',
  subscription: '{ id }',
}

const selections = [
  ...Object.keys(paymentColumns).map((field) => `${field} ${subSelections[field] ?? ''}`),
  ...Object.keys(userColumns).map((field) => `user { ${field} }`),
  ...Object.keys(itemColumns).map((field) => `item { ${field} }`),
  ...Object.keys(consumeColumns).map((field) => `consume { ${field} }`),
]

describe('a list returns of each payment what the payment returns by itself', () => {
  test.for(selections)('for %s alone', async (selection, { admin, buyer, ids }) => {
    await expectSame(admin, buyer.userId, ids, selection)
  })

  test.for([
    'refundableAmount { amount } storeReadAt events { type } version',
    'user { id unconsumedPayments { nodes { id } } payments { nodes { id user { id } consume { id } } } }',
    'item { id enabled storeProducts { productId } }',
    'consume { payment { id user { userId } } idempotencyKey address serverKey { id } }',
    'user { __typename } item { __typename } consume { __typename } __typename',
    'a: user { id } b: user { userId } user { registeredAt }',
    'user { id } user { userId } ... on Payment { user { registeredAt } } ... on Node { id }',
  ])('for %s', async (selection, { admin, buyer, ids }) => {
    await expectSame(admin, buyer.userId, ids, selection)
  })

  test('for fragments, and for fields that a variable leaves out', async ({ admin, buyer, ids }) => {
    const fragments = `fragment Page on PaymentConnection { edges { node { ...Row } } nodes { id ...Row } }
      fragment Row on Payment { id ...Owner item @include(if: $yes) { name } consume @skip(if: $yes) { id } refund @skip(if: $no) { full } }
      fragment Owner on Payment { user { ...Names } } fragment Names on User { userId }`
    const text = `query ($filter: PaymentFilter, $yes: Boolean = true, $no: Boolean = false) {
      payments(filter: $filter, orderBy: PAID_AT_ASC) { ...Page } } ${fragments}`
    for (let time = 0; time < executionsBeforeCompiling + 3; time += 1) {
      const { nodes, edges } = await readList(admin, buyer.userId, text, { yes: true, no: false })
      const listed = nodes.map(({ id }) => String(id))
      expect(new Set(listed)).toEqual(new Set(ids))
      expect(nodes).toEqual(await readEach(admin, listed, 'id user { userId } item { name } refund { full }'))
      expect(edges).toEqual(nodes.map((node) => ({ node })))
    }
    const { nodes } = await readList(admin, buyer.userId, text, { yes: false, no: true })
    expect(nodes.map((node) => Object.keys(node))).toEqual(ids.map(() => ['id', 'user', 'consume']))
  })
})

test('a filter that no index checks returns the same payments with what belongs to them', async ({
  admin,
  buyer,
}) => {
  const selection = 'id user { userId } item { name } consume { id }'
  const filter = { userId: buyer.userId, status: ['CONSUMED', 'REFUNDED'] }
  const { nodes } = await readList(admin, buyer.userId, listOf(selection), { filter })
  expect(nodes).toHaveLength(2)
  const listed = nodes.map(({ id }) => String(id))
  expect(nodes).toEqual(await readEach(admin, listed, `listed: id ${selection}`))
})

test('an amount beyond the range of doubles is exact in a list', async ({ admin, buyer, ids }) => {
  const { nodes } = await readList(admin, buyer.userId, listOf('price { amount }'))
  const amounts = new Map(nodes.map(({ listed, price }) => [listed, price]))
  expect(amounts.get(ids[0])).toEqual({ amount: '9007199254.740993' })
})

test('pages of payments of the same millisecond follow each other without gap or overlap', async ({
  admin,
  buyer,
  ids,
}) => {
  const text = `query ($filter: PaymentFilter, $after: Cursor) { payments(filter: $filter, first: 1, after: $after, orderBy: PAID_AT_ASC) {
    nodes { id paidAt user { userId } } pageInfo { endCursor } } }`
  const seen: string[] = []
  let after: string | null | undefined = null
  while (seen.length < ids.length) {
    const { payments } = await admin.query(text, { filter: { userId: buyer.userId }, after })
    expect(payments.nodes).toHaveLength(1)
    seen.push(...payments.nodes.map(({ id }) => id))
    after = payments.pageInfo.endCursor
  }
  expect(new Set(seen)).toEqual(new Set(ids))
})

test('the client of the user reads the purchase token in its own list, and no server key', async ({
  buyer,
  ids,
}) => {
  const data: unknown = await buyer.client.query(
    `mutation ($userId: String) { registerUser(input: { userId: $userId }) { user { payments {
      nodes { id purchaseToken consume { serverKey { id } address } } } } } }`,
    { userId: buyer.userId },
  )
  const { nodes } = (data as { registerUser: { user: Pick<User, 'payments'> } }).registerUser.user.payments
  expect(new Set(nodes.map(({ id }) => id))).toEqual(new Set(ids))
  const tokens = nodes.filter(({ purchaseToken }) => purchaseToken !== null)
  expect(tokens.map(({ id }) => id)).toEqual([ids[0]])
  const consumes = nodes.flatMap(({ consume }) => consume ?? [])
  expect(consumes).toEqual([{ serverKey: null, address: null }])
})
