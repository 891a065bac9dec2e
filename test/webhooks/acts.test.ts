import { createApiClient } from '../support/api.ts'
import { uuidOf } from '../support/database-records.ts'
import { eventually } from '../support/eventually.ts'
import { addOperator, addToken, setGrant, tokenHeaders } from '../support/operators.ts'
import { expectField } from '../support/purchase-client.ts'
import { expect, waitForFirstAttempt, webhookTest as test } from './webhook-fixture.ts'
import { isSignedWith, respondWithStatus } from './webhook-receiver.ts'

test('a test event is signed, answers with the response, and changes nothing but the audit log', async ({
  admin,
  receiver,
  createEndpoint,
  webhooks,
}) => {
  const { id: endpointId, secret } = await createEndpoint()
  receiver.respondWith(respondWithStatus(202, 'x'.repeat(5_000)))
  const feed = await webhooks.readFeed()
  const before = await webhooks.readEndpoint(endpointId)
  const { result, problem } = await admin.mutate('testWebhookEndpoint', { endpointId })
  expect(problem).toBeNull()
  expect(result).toMatchObject({ status: 'DELIVERED', responseStatus: 202, error: null })
  expect(result?.responseBody).toBe('x'.repeat(4_096))
  const [request] = receiver.received
  if (request === undefined) expect.fail()
  expect(isSignedWith(secret, request)).toBe(true)
  expect([request.id, request.headers['webhook-id'], request.body]).toEqual([
    result?.eventId,
    result?.eventId,
    result?.requestBody,
  ])
  expect(JSON.parse(request.body)).toMatchObject({ type: 'TEST', purchase: null, payment: null })
  expect(await webhooks.readFeed()).toEqual(feed)
  expect(await webhooks.readEndpoint(endpointId)).toEqual(before)
  expect(await webhooks.readDeliveries(endpointId)).toEqual([])
  const { auditLog } = await admin.query(
    '{ auditLog(action: "testWebhookEndpoint") { nodes { subjectId } } }',
  )
  expect(auditLog.nodes).toEqual([{ subjectId: endpointId }])
})

test('a test of a paused endpoint that fails says why, and the endpoint stays paused', async ({
  admin,
  receiver,
  createEndpoint,
  webhooks,
}) => {
  const { id: endpointId } = await createEndpoint()
  await admin.mutate('pauseWebhookEndpoint', { endpointId })
  receiver.respondWith(respondWithStatus(410, 'gone'))
  const { result } = await admin.mutate('testWebhookEndpoint', { endpointId })
  expect(result).toMatchObject({ status: 'FAILED', responseStatus: 410, error: 'HTTP status 410' })
  expect(await webhooks.readEndpoint(endpointId)).toMatchObject({ status: 'PAUSED', pauseReason: 'MANUAL' })
})

test('a test whose database connections are killed after its audit entry answers, and is in the log once', async ({
  admin,
  receiver,
  createEndpoint,
  sql,
  webhooks,
}) => {
  const { id: endpointId } = await createEndpoint()
  const before = await webhooks.readEndpoint(endpointId)
  const requested = Promise.withResolvers<() => void>()
  receiver.respondWith((response) => requested.resolve(() => response.writeHead(200).end('late')))
  const tested = admin.mutate('testWebhookEndpoint', { endpointId })
  const respond = await requested.promise
  const readEntries = () =>
    sql`select from audit_log where action = 'testWebhookEndpoint' and subject_id = ${uuidOf(endpointId)}`
  expect(await readEntries()).toHaveLength(1)
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`
  respond()
  expect((await tested).result).toMatchObject({ status: 'DELIVERED', responseBody: 'late' })
  receiver.respondWith(null)
  // The pools replace their connections.
  await eventually(async () => expect(await webhooks.readEndpoint(endpointId)).toEqual(before))
  expect(await webhooks.readDeliveries(endpointId)).toEqual([])
  expect(await readEntries()).toHaveLength(1)
})

test('a test reaches no address that deliveries may not reach', async ({ admin, webhooks }) => {
  for (const url of ['http://127.0.0.2:1/hook', 'http://169.254.169.254/latest', 'http://[::1]:1/hook']) {
    const { id: endpointId } = await webhooks.createEndpoint(url)
    const { result } = await admin.mutate('testWebhookEndpoint', { endpointId })
    expect([url, result?.status, result?.error]).toEqual([
      url,
      'FAILED',
      expect.stringContaining('blocked: '),
    ])
    await webhooks.deleteEndpoint(endpointId)
  }
  const { problem } = await admin.mutate('testWebhookEndpoint', { endpointId: 'whk_none' })
  expect(problem?.code).toBe('WEBHOOK_ENDPOINT_NOT_FOUND')
})

test('the role SUPPORT sends one event again, which is logged and moves no position', async ({
  server,
  project,
  sql,
  admin,
  receiver,
  createEndpoint,
  webhooks,
}) => {
  const operator = await addOperator(sql)
  await setGrant(sql, operator, project, 'SUPPORT')
  const support = createApiClient(server.graphqlUrl, tokenHeaders(await addToken(sql, operator), project))
  const { id: endpointId, secret } = await createEndpoint(['PAYMENT_CONSUMED'])
  await webhooks.buyAndConsume()
  const { id: deliveryId } = await waitForFirstAttempt(webhooks, endpointId)
  await webhooks.waitForAllEvents()
  // The endpoint also moves past events of other types.
  await eventually(async () => {
    const text = 'query ($id: ID!) { webhookEndpoint(id: $id) { lag } }'
    expect(expectField(await admin.query(text, { id: endpointId }), 'webhookEndpoint').lag).toBe(0)
  })
  const before = await webhooks.readEndpoint(endpointId)
  const payload = await support.mutate('replayWebhookDelivery', { deliveryId })
  expect(payload.problem).toBeNull()
  const [first, second] = receiver.received
  if (first === undefined || second === undefined) expect.fail()
  expect(second.id).toBe(first.id)
  expect(isSignedWith(secret, second)).toBe(true)
  expect(payload.delivery).toMatchObject({
    event: { id: first.id },
    status: 'DELIVERED',
    responseStatus: 200,
    responseBody: null,
  })
  expect((await webhooks.readDeliveries(endpointId)).map(({ id }) => id)).toEqual([
    payload.delivery?.id,
    deliveryId,
  ])
  expect(await webhooks.readEndpoint(endpointId)).toEqual(before)
  const { auditLog } = await admin.query(
    '{ auditLog(action: "replayWebhookDelivery") { nodes { subjectId changes } } }',
  )
  expect(auditLog.nodes).toEqual([
    { subjectId: endpointId, changes: { after: { deliveryId, eventId: first.id } } },
  ])
})

test('a delivery that does not exist, or whose endpoint is paused or deleted, is not sent again', async ({
  admin,
  otherProject,
  server,
  receiver,
  createEndpoint,
  webhooks,
  sql,
}) => {
  const { id: endpointId } = await createEndpoint(['PAYMENT_CONSUMED'])
  await webhooks.buyAndConsume()
  const { id: deliveryId } = await waitForFirstAttempt(webhooks, endpointId)
  const codeOf = async (client: typeof admin, id: string) =>
    (await client.mutate('replayWebhookDelivery', { deliveryId: id })).problem?.code
  // I11: an operator of another AppKey.
  const stranger = await addOperator(sql)
  await setGrant(sql, stranger, otherProject, 'OWNER')
  const other = createApiClient(server.graphqlUrl, tokenHeaders(await addToken(sql, stranger), otherProject))
  expect(await codeOf(other, deliveryId)).toBe('INVALID_INPUT')
  expect(await codeOf(admin, 'whd_none')).toBe('INVALID_INPUT')
  await admin.mutate('pauseWebhookEndpoint', { endpointId })
  expect(await codeOf(admin, deliveryId)).toBe('INVALID_INPUT')
  await webhooks.deleteEndpoint(endpointId)
  expect(await codeOf(admin, deliveryId)).toBe('WEBHOOK_ENDPOINT_NOT_FOUND')
  expect(receiver.received).toHaveLength(1)
})

test('the attempts of an endpoint are listed by outcome and event, and summarized for a day', async ({
  project,
  admin,
  records,
  webhooks,
}) => {
  await webhooks.buyAndConsume()
  const [firstEvent, secondEvent] = await webhooks.readFeed()
  const [eventId = '', otherEventId = ''] = [firstEvent?.id, secondEvent?.id]
  const url = 'https://games.example.com/hook'
  const { id: endpointId } = await webhooks.createEndpoint(url, ['PAYMENT_REFUND_REVERSED'])
  const { id: otherId } = await webhooks.createEndpoint(url, ['PAYMENT_REFUND_REVERSED'])
  const add = (change: object, to = endpointId) =>
    records.addDelivery(project, { endpointId: to, eventId, ...change })
  const old = await add({ attemptedAt: new Date(Date.now() - 25 * 3_600_000), durationMs: 9_000 })
  const failed = await add({ durationMs: 900 })
  const delivered = await add({ status: 'DELIVERED', durationMs: 30 })
  const another = await add({ status: 'DELIVERED', durationMs: 20, eventId: otherEventId })
  await add({}, otherId)
  const text = `query ($id: ID!, $status: WebhookDeliveryAttemptStatus, $eventId: ID, $after: Cursor) { webhookEndpoint(id: $id) {
    lag oldestUndeliveredAgeSeconds
    recentDeliveries { attemptCount deliveredCount medianDurationMs p95DurationMs isComplete }
    deliveries(status: $status, eventId: $eventId, first: 2, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } } }`
  const read = async (variables: object) =>
    expectField(await admin.query(text, { id: endpointId, ...variables }), 'webhookEndpoint')
  const idsOf = async (variables: object) => {
    const first = (await read(variables)).deliveries
    const second = (await read({ ...variables, after: first.pageInfo.endCursor })).deliveries
    return [...first.nodes, ...second.nodes].map(({ id }) => id)
  }
  expect(await idsOf({})).toEqual([another, delivered, failed, old])
  expect(await idsOf({ status: 'FAILED' })).toEqual([failed, old])
  expect(await idsOf({ status: 'DELIVERED' })).toEqual([another, delivered])
  expect(await idsOf({ eventId })).toEqual([delivered, failed, old])
  expect(await idsOf({ eventId, status: 'DELIVERED' })).toEqual([delivered])
  expect(await read({})).toMatchObject({
    lag: 0,
    oldestUndeliveredAgeSeconds: 0,
    recentDeliveries: {
      attemptCount: 3,
      deliveredCount: 2,
      medianDurationMs: 30,
      p95DurationMs: 900,
      isComplete: true,
    },
  })
  expect(await admin.queryErrorCodes(text, { id: endpointId, eventId: 'pay_1' })).toEqual(['BAD_USER_INPUT'])
  for (const id of [endpointId, otherId]) await webhooks.deleteEndpoint(id)
})

test('the lag of a paused endpoint counts the events that it has not got', async ({
  admin,
  createEndpoint,
  webhooks,
}) => {
  const { id: endpointId } = await createEndpoint()
  await admin.mutate('pauseWebhookEndpoint', { endpointId })
  const before = (await webhooks.readFeed()).length
  await webhooks.buyAndConsume()
  await webhooks.waitForAllEvents()
  const text = 'query ($id: ID!) { webhookEndpoint(id: $id) { lag oldestUndeliveredAgeSeconds } }'
  const { lag } = expectField(await admin.query(text, { id: endpointId }), 'webhookEndpoint')
  expect(lag).toBe((await webhooks.readFeed()).length - before)
  expect(lag).toBeGreaterThan(0)
})
