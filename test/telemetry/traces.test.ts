import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { buyItem, buyUnverified, createBuyer, requestPurchase } from '../support/purchase-client.ts'
import { expect, webhookServerOptions, webhookTest } from '../webhooks/webhook-fixture.ts'
import { startCollector, type CollectedSpan, type Collector } from './collector.ts'

const test = webhookTest
  .extend('collector', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const collector = await startCollector()
    onCleanup(collector.close)
    return collector
  })
  .extend('serverOptions', { scope: 'file' }, ({ collector }) =>
    webhookServerOptions({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      RECONCILIATION_REFRESH_INTERVAL_MS: '60000',
    }),
  )

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const requestId = 'trace-test-1'

const verifyMutation = `mutation Verify($input: VerifyPurchaseInput!) {
  verifyPurchase(input: $input) { payment { id purchaseToken } problem { code } } }`

function findSpan(collector: Collector, isWanted: (span: CollectedSpan) => boolean): CollectedSpan {
  const span = collector.spans().find(isWanted)
  if (span === undefined)
    throw new Error(
      `no such span among ${collector
        .spans()
        .map(({ name }) => name)
        .join(', ')}`,
    )
  return span
}

/** Waits for a span, and returns the names of the spans above it up to the first one of the server. */
async function readPath(collector: Collector, isWanted: (span: CollectedSpan) => boolean): Promise<string[]> {
  return eventually(
    () => {
      const path: string[] = []
      let span: CollectedSpan | undefined = findSpan(collector, isWanted)
      let top = span
      while (span !== undefined) {
        path.unshift(span.name)
        top = span
        const { parentId: parent }: CollectedSpan = span
        span = collector.spans().find(({ spanId }) => spanId === parent)
      }
      // The parent of a span ends later, and may not have arrived yet.
      if (top.parentId !== null && top.parentId !== parentId) throw new Error(`no parent of ${top.name}`)
      return path
    },
    { timeoutMs: 20_000 },
  )
}

test('a webhook continues the trace of the job that sends it, and the job names its endpoint', async ({
  collector,
  receiver,
  createEndpoint,
  webhooks,
}) => {
  const { id } = await createEndpoint()
  await webhooks.buyAndConsume()
  await eventually(() => expect(receiver.received.length).toBeGreaterThan(0), { timeoutMs: 20_000 })
  const [, sentTraceId, sentSpanId] = receiver.received[0]?.headers['traceparent']?.split('-') ?? []
  const path = await readPath(collector, ({ spanId }) => spanId === sentSpanId)
  expect(path).toEqual(['job deliver_webhook', 'webhook delivery'])
  const job = findSpan(
    collector,
    (span) => span.traceId === sentTraceId && span.name === 'job deliver_webhook',
  )
  expect(job.attributes).toMatchObject({ 'coinslot.endpointId': id })
  expect(collector.text('traces')).not.toContain(receiver.url)
})

test('a verify is one trace, from the request of the caller to the store and the database', async ({
  server,
  collector,
}) => {
  const buyer = await createBuyer(server, { as: 'server' })
  await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const { purchase, storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
  const variables = {
    input: { purchaseId: purchase.id, userId: buyer.userId, receipt: storePurchase.receipt },
  }
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-request-id': requestId,
      traceparent: `00-${traceId}-${parentId}-01`,
      ...serverKeyHeaders(server.project),
    },
    body: JSON.stringify({ query: verifyMutation, variables }),
  })
  expect(response.headers.get('x-request-id')).toBe(requestId)
  const { data } = (await response.json()) as {
    data: { verifyPurchase: { payment: { id: string; purchaseToken: string } } }
  }
  const inTrace = (name: string) => (span: CollectedSpan) => span.traceId === traceId && span.name === name
  const verifyPath = ['POST /graphql', 'mutation', 'verifyPurchase']
  expect(await readPath(collector, inTrace('GOOGLE_PLAY productsv2.get'))).toEqual([
    ...verifyPath,
    'GOOGLE_PLAY productsv2.get',
  ])
  const insertPath = await readPath(
    collector,
    ({ traceId: id, name }) => id === traceId && name.includes('INSERT payments'),
  )
  expect(insertPath.slice(0, 3)).toEqual(verifyPath)
  expect(findSpan(collector, inTrace('POST /graphql'))).toMatchObject({
    parentId,
    attributes: {
      'http.route': '/graphql',
      'http.response.status_code': 200,
      'coinslot.request_id': requestId,
    },
  })
  expect(findSpan(collector, inTrace('mutation')).attributes).toMatchObject({
    'graphql.operation.name': 'Verify',
    'graphql.operation.type': 'mutation',
  })
  const sent = collector.text('traces')
  const { purchaseToken, id } = data.verifyPurchase.payment
  const secrets = [
    purchaseToken,
    server.project.serverKey,
    server.secret,
    buyer.userId,
    purchase.accountToken,
    storePurchase.transactionId,
    JSON.stringify(storePurchase.receipt).slice(2, -2),
    '"Bearer',
    server.emulator.url,
  ]
  for (const secret of secrets) expect(sent).not.toContain(secret)
  expect(id).toMatch(/^pay_/)
})

test('a verify of a reservation reads what it needs by one statement, and records the payment by one', async ({
  server,
  collector,
}) => {
  const buyer = await createBuyer(server, { as: 'server' })
  const { purchase, storePurchase } = await buyUnverified(buyer, { store: 'TEST_STORE' })
  const ownTraceId = '1bf7651916cd43dd8448eb211c80319d'
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent: `00-${ownTraceId}-${parentId}-01`,
      ...serverKeyHeaders(server.project),
    },
    body: JSON.stringify({
      query: verifyMutation,
      variables: { input: { purchaseId: purchase.id, receipt: storePurchase.receipt } },
    }),
  })
  expect(await response.json()).toMatchObject({
    data: { verifyPurchase: { payment: { purchaseToken: expect.any(String) }, problem: null } },
  })
  const isOwn = ({ traceId: id }: CollectedSpan) => id === ownTraceId
  await eventually(() => findSpan(collector, (span) => isOwn(span) && span.name === 'POST /graphql'))
  const statements = collector
    .spans()
    .filter(isOwn)
    .flatMap(({ attributes }) => attributes['db.query.summary'] ?? [])
    // The events of all mutations that are committed at the time are sequenced together.
    .filter((summary) => summary !== 'SELECT sequence_feeds')
  expect(statements).toEqual([
    'SELECT purchases, SELECT users, SELECT items',
    expect.stringContaining('INSERT payments'),
  ])
})

test('a problem is in the trace by its code, and an attribute for neither text nor variables', async ({
  admin,
  collector,
}) => {
  const marker = 'not-a-payment-of-anyone'
  await admin.mutate('consumePayment', { paymentId: marker, purchaseToken: marker })
  const span = await eventually(() =>
    findSpan(
      collector,
      ({ name, attributes }) => name === 'consumePayment' && 'coinslot.problem.code' in attributes,
    ),
  )
  expect(span.attributes).toEqual({
    'graphql.field.name': 'consumePayment',
    'coinslot.problem.code': 'PAYMENT_NOT_FOUND',
  })
  expect(collector.text('traces')).not.toContain(marker)
})

test('a call that a store answers with an error is marked by its status, and a statement is named by its tables', async ({
  server,
  collector,
}) => {
  const buyer = await createBuyer(server, { as: 'server' })
  const purchaseToken = 'a-token-that-nobody-has-bought-anything-with'
  const receipt = { googlePlay: { productId: 'coins_100', purchaseToken } }
  await buyer.client.mutate('verifyPurchase', { userId: buyer.userId, receipt })
  const span = await eventually(() =>
    findSpan(collector, ({ attributes }) => attributes['http.response.status_code'] === 404),
  )
  expect(span).toMatchObject({ name: 'GOOGLE_PLAY productsv2.get', attributes: { 'error.type': '404' } })
  await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await eventually(() => findSpan(collector, ({ name }) => name.includes('INSERT payments')))
  const names = collector.spans().flatMap(({ attributes }) => attributes['db.query.summary'] ?? [])
  expect(names.filter((name) => /^(?:QUERY|WITH)$|UPDATE of\b/.test(String(name)))).toEqual([])
  expect(collector.text('traces')).not.toContain(purchaseToken)
})

test('a malformed traceparent begins a new trace', async ({ server, collector }) => {
  const own = 'malformed-trace'
  await fetch(server.graphqlUrl, {
    headers: { traceparent: `00-${'z'.repeat(32)}-${parentId}-01`, 'x-request-id': own, 'x-app-key': 'none' },
  })
  const span = await eventually(() =>
    findSpan(collector, ({ attributes }) => attributes['coinslot.request_id'] === own),
  )
  expect(span).toMatchObject({ parentId: null, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
})

test('polls and other work of the process make no traces of their own', async ({ buyer, collector }) => {
  await requestPurchase(buyer)
  await eventually(() => findSpan(collector, ({ name }) => name === 'requestPurchase'))
  const roots = collector.spans().filter((span) => span.parentId === null)
  for (const { name } of roots) expect(name).toMatch(/^(?:GET|POST) |^job /)
})

test('the metrics are sent under the names of the scrape', async ({ collector }) => {
  await eventually(
    () => expect(collector.text('metrics')).toContain('coinslot_verification_duration_seconds'),
    {
      timeoutMs: 20_000,
    },
  )
  expect(collector.text('metrics')).toContain('coinslot_http_request_duration_seconds')
})
