import { createServerClient, buyItem, createBuyer, expectField } from '../support/purchase-client.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import { addOperator, addSession, setGrant } from '../support/operators.ts'
import { expect, serverTest as test } from '../support/test.ts'

/** Calls by an id, in which `ID` stands for it. */
const calls: Readonly<Record<string, readonly string[]>> = {
  pay: [
    'query { payment(id: ID) { id } node(id: ID) { id } }',
    'mutation { refundPayment(input: { paymentId: ID, reason: "x" }) { problem { code message field } } }',
    'mutation { correctPayment(input: { paymentId: ID, status: CONSUMED, reason: "x" }) { problem { code message field } } }',
    'mutation { retryAcknowledgement(input: { paymentId: ID }) { problem { code message field } } }',
    'mutation { rereadPayment(input: { paymentId: ID }) { problem { code message field } } }',
    'mutation { addNote(input: { paymentId: ID, text: "x" }) { problem { code message field } } }',
  ],
  pur: ['query { purchase(id: ID) { id } node(id: ID) { id } }'],
  whk: [
    'query { webhookEndpoint(id: ID) { id } node(id: ID) { id } }',
    'mutation { deleteWebhookEndpoint(input: { endpointId: ID }) { problem { code message field } } }',
    'mutation { rotateWebhookSecret(input: { endpointId: ID }) { secret problem { code message field } } }',
  ],
  key: ['mutation { revokeServerKey(input: { serverKeyId: ID }) { problem { code message field } } }'],
  app: ['query { node(id: ID) { id } }'],
}

test('I11: ids and cursors of another AppKey are answered, byte by byte, as unknown ones', async ({
  server,
  sql,
  project,
  otherProject,
}) => {
  const other = createServerClient(server, otherProject)
  const { payment, purchase } = await buyItem(await createBuyer({ ...server, project: otherProject }))
  const endpoint = expectField(
    await other.mutate('createWebhookEndpoint', { url: 'https://example.com/hook' }),
    'webhookEndpoint',
  )
  const key = expectField(await other.mutate('createServerKey', { name: 'x' }), 'serverKey')
  const { appKey, items } = await other.query('{ appKey { id } items(first: 1) { pageInfo { endCursor } } }')
  const ids = { pay: payment.id, pur: purchase.id, whk: endpoint.id, key: key.id, app: appKey.id }
  const operator = await addOperator(sql)
  await setGrant(sql, operator, project, 'OWNER')
  const session = await addSession({ server, sql }, operator, { secondFactorAt: new Date() })
  const callers = [createServerClient(server).headers, { ...session, ...appKeyHeaders(project) }]
  const post = async (headers: Readonly<Record<string, string>>, query: string) => {
    const response = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    })
    return `${response.status} ${(await response.text()).replaceAll(/"requestId":"[^"]*"/g, '')}`
  }
  for (const headers of callers) {
    for (const [prefix, id] of Object.entries(ids)) {
      for (const text of calls[prefix] ?? []) {
        const answer = await post(headers, text.replaceAll('ID', JSON.stringify(id)))
        const unknown = `${prefix}_01k00000000000000000000000`
        expect([text, answer]).toEqual([
          text,
          await post(headers, text.replaceAll('ID', JSON.stringify(unknown))),
        ])
        expect(answer).toMatch(/^200/)
        expect(answer).not.toContain('FORBIDDEN')
      }
    }
    const page = (cursor: string) => `{ items(after: "${cursor}") { nodes { id } } }`
    expect(await post(headers, page(items.pageInfo.endCursor ?? ''))).toBe(await post(headers, page('AAAA')))
  }
})
