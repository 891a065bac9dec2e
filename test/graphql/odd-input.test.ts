import fc from 'fast-check'
import { encodeCursor } from '../../src/platform/cursor.ts'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { postGraphql, serverKeyHeaders } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect, serverTest as test } from '../support/test.ts'

type Response = { readonly [Field: string]: { readonly problem?: { readonly code: string } | null } | null }

/** The codes of the errors and of the problem of a call with a server key. */
async function callCodes(
  server: TestServer,
  query: string,
  variables: Record<string, unknown>,
): Promise<string[]> {
  const { data, errors } = await postGraphql<Response>(
    server.graphqlUrl,
    serverKeyHeaders(server.project),
    query,
    variables,
  )
  const problems = Object.values(data ?? {}).flatMap((payload) => payload?.problem?.code ?? [])
  return [...(errors ?? []).map(({ extensions }) => extensions.code), ...problems]
}

const registerUser =
  'mutation ($text: String) { registerUser(input: { userId: $text }) { problem { code } } }'

test.for(['\0', '\n', '\t', 'a\u0007b', 'a\u2028b', '\ud800', 'a\udc00', ' a', 'a ', '\u00a0a', ''])(
  'the user id %j is INVALID_INPUT',
  async (text, { server }) => {
    expect(await callCodes(server, registerUser, { text })).toEqual(['INVALID_INPUT'])
  },
)

const operations = [
  registerUser,
  'query ($text: String) { unconsumedPayments(userId: $text) { nodes { id } } }',
  'query ($text: String) { payments(filter: { userId: $text }) { nodes { id } } }',
  'query ($text: String) { payments(filter: { itemId: $text, storeOrderId: $text }) { nodes { id } } }',
  'query ($text: String) { payments(filter: { receipt: $text }) { nodes { id } } }',
  'query ($text: String) { payments(filter: { storeTransactionId: $text }) { nodes { id } } }',
  'query ($text: ID!) { payment(id: $text) { id } purchase(id: $text) { id } node(id: $text) { id } }',
  'query ($text: ID) { auditLog(subjectId: $text) { nodes { id } } }',
  'query ($text: String) { paymentEvents(consumer: $text) { nodes { id } } }',
  `mutation ($text: String!) { requestPurchase(input: { userId: "x", itemId: $text, store: TEST_STORE,
    developerPayload: $text, idempotencyKey: $text }) { problem { code } } }`,
  'mutation ($text: ID!) { cancelPurchase(input: { purchaseId: $text, reason: "x" }) { problem { code } } }',
  `mutation ($text: ID!) { consumePayment(input: { paymentId: $text, purchaseToken: "x" }) { problem { code } } }`,
  `mutation ($text: String!) { verifyPurchase(input: { userId: "x", receipt: { testStore: { receipt: $text } } }) { problem { code } } }`,
  `mutation ($text: String!) { createServerKey(input: { name: $text }) { problem { code } } }`,
  `mutation ($text: Cursor!) { ackEvents(input: { consumer: "x", cursor: $text }) { problem { code } } }`,
]

const oddText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\0',
        '\ud800',
        '\udfff',
        '\u202e',
        ' ',
        '\t',
        '\n',
        '%',
        '_',
        '\\',
        '"',
        "'",
        '$1',
        '\uffff',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

test('no text of a caller causes an internal error', { timeout: 60_000 }, async ({ server, admin }) => {
  await admin.mutate('registerUser', { userId: 'x' })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), oddText, async (query, text) => {
      expect(await callCodes(server, query, { text })).not.toContain('INTERNAL')
    }),
    { numRuns: 300 },
  )
})

const years = ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z']
const lists = {
  payments: [
    ...years.map((time) => `${time} ${newUuid()}`),
    `0000-02-30T00:00:00.000Z ${newUuid()}`,
    '2026-01-01T00:00:00.000Z x',
    '',
    '\0',
  ],
  items: ['\0', '', 'x'.repeat(400)],
  paymentEvents: ['-1', '999999999999999999', '9'.repeat(40), 'NaN', ''],
  notifications: ['x', newUuid().toUpperCase(), ''],
  auditLog: ['x', '00000000-0000-0000-0000-000000000000'],
  eventConsumers: ['\0', '\ud800', 'x'.repeat(300)],
}

test.for(Object.entries(lists))(
  'no cursor of the list %s causes an internal error',
  async ([list, positions], { server, project }) => {
    const appId = decodeId('ak', project.appKey) ?? ''
    const names = ['payments', 'items', 'feed', 'notifications', 'audit', 'consumers', list]
    for (const position of positions) {
      for (const name of names) {
        const after = encodeCursor(name, appId, position)
        const query = `query ($after: Cursor) { ${list}(after: $after) { nodes { id } } }`
        const codes = await callCodes(server, query, { after })
        expect(codes, `${name} ${position}`).not.toContain('INTERNAL')
      }
    }
  },
)

test('a cursor of the year 0000 is BAD_USER_INPUT', async ({ server, project }) => {
  const after = encodeCursor(
    'payments',
    decodeId('ak', project.appKey) ?? '',
    `${years[0] ?? ''} ${newUuid()}`,
  )
  const query = 'query ($after: Cursor) { payments(after: $after) { nodes { id } } }'
  expect(await callCodes(server, query, { after })).toEqual(['BAD_USER_INPUT'])
})

test.for([0, -1, 101, 2 ** 31, -0, 1.5])('a page of %s is BAD_USER_INPUT', async (first, { server }) => {
  for (const list of Object.keys(lists)) {
    const codes = await callCodes(server, `query ($first: Int) { ${list}(first: $first) { nodes { id } } }`, {
      first,
    })
    expect(codes, list).toEqual(['BAD_USER_INPUT'])
  }
})
