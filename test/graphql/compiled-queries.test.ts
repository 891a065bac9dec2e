import { executionsBeforeCompiling } from '../../src/graphql/http/compiled-operations.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { environment: { GRAPHQL_INTROSPECTION: 'true' } })
  .extend('headers', { scope: 'file' }, ({ project }) => serverKeyHeaders(project))

/** The document is cached when it comes for the second time, and its executions are counted from then on. */
const executions = executionsBeforeCompiling + 3

const postQuery = (
  server: TestServer,
  headers: Record<string, string>,
  query: string,
  variables: Record<string, unknown> = {},
) => postGraphql<Record<string, unknown>>(server.graphqlUrl, headers, query, variables)

describe('the interpreter and compiled queries return the same errors', () => {
  const receiptText = `mutation ($receipt: ReceiptInput!) { verifyPurchase(input: { userId: "x", receipt: $receipt }) {
    payment { id } problem { code } } }`
  const listText = `query ($first: Int, $filter: PaymentFilter, $orderBy: PaymentOrder) {
    payments(first: $first, filter: $filter, orderBy: $orderBy) { nodes { id } } }`
  const testStore = { receipt: 'x' }

  test.for([
    ['a @oneOf with none', receiptText, { receipt: {} }],
    ['a @oneOf with two', receiptText, { receipt: { testStore, appStore: { transactionId: '1' } } }],
    ['a @oneOf with null', receiptText, { receipt: { testStore: null } }],
    ['a @oneOf with one and null', receiptText, { receipt: { testStore, appStore: null } }],
    ['a @oneOf within a @oneOf with none', receiptText, { receipt: { appStore: {} } }],
    [
      'a @oneOf within a @oneOf with two',
      receiptText,
      { receipt: { appStore: { transactionId: '1', appReceipt: 'x' } } },
    ],
    ['a @oneOf within a @oneOf with null', receiptText, { receipt: { appStore: { transactionId: null } } }],
    ['a field that is unknown', receiptText, { receipt: { testStore: { receipt: 'x', price: 1 } } }],
    ['a field that is missing', receiptText, { receipt: { testStore: {} } }],
    ['a text that is a number', receiptText, { receipt: { testStore: { receipt: 1 } } }],
    ['a variable that is missing', receiptText, {}],
    ['a variable that is null', receiptText, { receipt: null }],
    ['an enum value that is unknown', listText, { orderBy: 'BY_LUCK' }],
    ['an enum in a list that is unknown', listText, { filter: { status: ['PAID', 'STOLEN'] } }],
    ['an enum that is a number', listText, { orderBy: 1 }],
    ['an Int that is a text', listText, { first: '1' }],
    ['an Int that is too large', listText, { first: 2 ** 31 }],
    ['an Int with a fraction', listText, { first: 1.5 }],
    ['a DateTime without a zone', listText, { filter: { paidBetween: { from: '2026-01-01T00:00:00' } } }],
    ['a DateTime that is a number', listText, { filter: { paidBetween: { from: 1 } } }],
    [
      'a Decimal that is a number',
      listText,
      { filter: { currencyCode: 'KRW', priceBetween: { from: 1.5 } } },
    ],
    ['a CurrencyCode in lower case', listText, { filter: { currencyCode: 'krw' } }],
    ['a page size of 0', listText, { first: 0 }],
  ] as const)('a query with %s fails alike', async ([_, text, variables], { server, headers }) => {
    // A query text that no other test uses, so that the interpreter runs it first.
    const query = `# ${JSON.stringify(variables)}\n${text}`
    const responses = []
    for (let time = 0; time < executions; time += 1) {
      responses.push(await postQuery(server, headers, query, variables))
    }
    const shapes = responses.map(({ status, data, errors }) => ({
      status,
      data,
      codes: errors?.map(({ extensions }) => extensions.code),
      paths: errors?.map(({ path }) => path),
    }))
    expect(shapes[0]?.codes?.[0]).toBe('BAD_USER_INPUT')
    expect(new Set(shapes[0]?.codes)).toEqual(new Set(['BAD_USER_INPUT']))
    expect(shapes).toEqual(shapes.map(() => shapes[0]))
  })

  test('a valid query returns the same data', async ({ server, headers }) => {
    const query = `query ($orderBy: PaymentOrder = PAID_AT_ASC, $withItems: Boolean!) {
      appKey { id ... on AppKey { key } } payments(orderBy: $orderBy) { nodes { id } } items @include(if: $withItems) { nodes { itemId } } }`
    const first = await postQuery(server, headers, query, { withItems: true })
    for (let time = 1; time < executions; time += 1) {
      expect(await postQuery(server, headers, query, { withItems: true })).toEqual(first)
    }
    const last = await postQuery(server, headers, query, { withItems: false })
    expect(last.data).not.toHaveProperty('items')
  })
})

describe('the interpreter and compiled queries treat omitted values alike', () => {
  /** Runs a query until compiled code runs it, where that is possible, and returns the different results. */
  async function distinctResults(
    server: TestServer,
    headers: Record<string, string>,
    query: string,
    variables: Record<string, unknown>,
  ) {
    const results = new Set<string>()
    for (let time = 0; time < executions; time += 1) {
      results.add(JSON.stringify((await postQuery(server, headers, query, variables)).data))
    }
    return [...results].map((result) => JSON.parse(result) as unknown)
  }

  test('an omitted input field gets its default', async ({ server, headers }) => {
    const { data } = await postQuery(
      server,
      headers,
      '{ paymentEvents(types: []) { pageInfo { endCursor } } }',
    )
    const { endCursor: cursor } = (data as { paymentEvents: { pageInfo: { endCursor: string } } })
      .paymentEvents.pageInfo
    const text =
      'mutation ($input: AckEventsInput!) { ackEvents(input: $input) { consumer { name } problem { code } } }'
    const done = { ackEvents: { consumer: { name: 'books' }, problem: null } }
    expect(await distinctResults(server, headers, text, { input: { consumer: 'books', cursor } })).toEqual([
      done,
    ])
  })

  test('an omitted variable gets its default', async ({ server, headers }) => {
    const page = { payments: { nodes: [] } }
    const text =
      'query ($first: Int! = 1, $from: DateTime! = "2020-01-01T00:00:00Z", $to: DateTime = "2020-01-02T00:00:00Z") { payments(first: $first, filter: { paidBetween: { from: $from, to: $to } }) { nodes { id } } }'
    expect(await distinctResults(server, headers, text, {})).toEqual([page])
  })

  test('an omitted variable within an input object leaves its field unchanged', async ({
    server,
    headers,
  }) => {
    const made = await postQuery(
      server,
      headers,
      'mutation { createWebhookEndpoint(input: { url: "https://games.example.com", types: [PAYMENT_PAID] }) { webhookEndpoint { id } } }',
    )
    const { id } = (made.data as { createWebhookEndpoint: { webhookEndpoint: { id: string } } })
      .createWebhookEndpoint.webhookEndpoint
    const text = `mutation ($endpointId: ID!, $types: [PaymentEventType!]) { updateWebhookEndpoint(input: { endpointId: $endpointId, types: $types }) {
      webhookEndpoint { types } } }`
    const unchanged = { updateWebhookEndpoint: { webhookEndpoint: { types: ['PAYMENT_PAID'] } } }
    expect(await distinctResults(server, headers, text, { endpointId: id })).toEqual([unchanged])
  })
})
