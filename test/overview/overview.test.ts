import { randomUUID } from 'node:crypto'
import { decodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { createApiClient, type ApiClient, type Serialized } from '../support/api.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { addOperator, addToken, appIdOf, setGrant, tokenHeaders } from '../support/operators.ts'
import {
  buyItem,
  buyUnverified,
  createBuyer,
  createServerClient,
  expectField,
} from '../support/purchase-client.ts'
import type { OverviewIssue, OverviewIssueKind } from '../../src/graphql/generated/types.ts'
import { expect, serverTest } from '../support/test.ts'

/** A project of its own for each test, so that the issues are only those of the test. */
const test = serverTest.extend('own', async ({ server, task: _ }) => {
  const project = await server.addProject({ requireUserToken: false, sandboxPolicy: 'ALLOW' })
  await connectEmulator(server, project)
  const endpoint = { ...server, project }
  return {
    project,
    appId: appIdOf(project),
    admin: createServerClient(endpoint),
    buyer: await createBuyer(endpoint),
  }
})

const fields = 'kind severity count isExact store label subjectId problemCode since deadline paidFrom paidTo'

async function readIssues(
  client: ApiClient,
  environment = 'PRODUCTION',
): Promise<Serialized<OverviewIssue>[]> {
  const { overview } = await client.query(
    `query ($environment: Environment) { overview(environment: $environment) { readAt issues { ${fields} } } }`,
    { environment },
  )
  return [...overview.issues]
}

const listPayments = async (client: ApiClient, filter: Record<string, unknown>): Promise<string[]> => {
  const { payments, paymentCount } = await client.query(
    `query ($filter: PaymentFilter) {
      payments(filter: $filter, first: 100) { nodes { id } } paymentCount(filter: $filter) { value isExact }
    }`,
    { filter },
  )
  const ids = payments.nodes.map(({ id }: { id: string }) => id)
  expect(paymentCount).toEqual({ value: ids.length, isExact: true })
  return ids
}

const kindsOf = (issues: readonly Serialized<OverviewIssue>[]): OverviewIssueKind[] =>
  issues.map(({ kind }) => kind)

test('a project without troubles has no issues', async ({ own: { admin, buyer } }) => {
  await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  expect(await readIssues(admin)).toEqual([])
})

test('acknowledgements with an alert are counted by store, and the filter lists the same payments', async ({
  own: { admin, buyer, appId },
  sql,
}) => {
  const [late, failed] = [
    await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
    await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
    await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
  ]
  await sql`
    update acknowledgements set alert_level = 'CRITICAL', deadline_at = now() + interval '2 hours'
    where app_id = ${appId} and payment_id = ${decodeId('pay', late.payment.id)}`
  const failedId = decodeId('pay', failed.payment.id)
  await sql`update payments set acknowledgement_status = 'FAILED' where app_id = ${appId} and id = ${failedId}`
  await sql`
    update acknowledgements set next_attempt_at = null, last_error = 'refused', attempts = 3
    where app_id = ${appId} and payment_id = ${failedId}`
  const issues = await readIssues(admin)
  expect(issues).toMatchObject([
    { kind: 'ACKNOWLEDGEMENT_DEADLINE', severity: 'CRITICAL', count: 1, isExact: true, store: 'GOOGLE_PLAY' },
    { kind: 'ACKNOWLEDGEMENT_FAILED', severity: 'CRITICAL', count: 1, isExact: true, store: 'GOOGLE_PLAY' },
  ])
  const list = (acknowledgementAlert: string[]) =>
    listPayments(admin, { acknowledgementAlert, store: ['GOOGLE_PLAY'], environment: 'PRODUCTION' })
  expect(await list(['WARNING', 'CRITICAL'])).toEqual([late.payment.id])
  expect(await list(['WARNING'])).toEqual([])
  expect(await list(['FAILED'])).toEqual([failed.payment.id])
  expect((await list(['FAILED', 'CRITICAL'])).toSorted()).toEqual(
    [late.payment.id, failed.payment.id].toSorted(),
  )
  expect(await readIssues(admin, 'SANDBOX')).toEqual([])
})

test('payments that wait to be consumed are counted by age, and the filter lists the same payments', async ({
  own: { admin, buyer, appId },
  sql,
}) => {
  const payments = [
    await buyItem(buyer),
    await buyItem(buyer),
    await buyItem(buyer, { itemId: 'remove_ads' }),
  ]
  const [environment] = (
    await sql<{ environment: string }[]>`select environment from payments where app_id = ${appId} limit 1`
  ).map((row) => row.environment)
  await sql`update payments set paid_at = now() - interval '2 days' where app_id = ${appId}`
  const [issue] = await readIssues(admin, environment)
  expect(issue).toMatchObject({ kind: 'PAYMENTS_UNCONSUMED', severity: 'WARNING', count: 2, isExact: true })
  const listed = await listPayments(admin, {
    status: ['PAID'],
    consumable: true,
    environment,
    paidBetween: { from: issue?.paidFrom, to: issue?.paidTo },
  })
  expect(listed.toSorted()).toEqual(
    payments
      .slice(0, 2)
      .map(({ payment }) => payment.id)
      .toSorted(),
  )
  expect(await listPayments(admin, { consumable: false })).toEqual([payments[2]?.payment.id])
})

test('refused receipts are counted by store and reason, and a pending purchase is no failure', async ({
  own: { admin, buyer },
}) => {
  const submit = (receipt: string) =>
    buyer.client.mutate('verifyPurchase', { userId: buyer.userId, receipt: { testStore: { receipt } } })
  for (const receipt of ['a', 'b', 'c']) await submit(receipt)
  const { purchase, storePurchase } = await buyUnverified(buyer, { outcome: 'PENDING' })
  await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt: storePurchase.receipt })
  await eventually(async () =>
    expect(await readIssues(admin)).toMatchObject([
      { kind: 'VERIFICATIONS_FAILED', store: 'TEST_STORE', problemCode: 'RECEIPT_INVALID', count: 3 },
    ]),
  )
  await submit('d')
  await eventually(async () => expect(await readIssues(admin)).toMatchObject([{ count: 4 }]))
})

test('a connection whose check failed is listed until a check succeeds or the connection changes', async ({
  own: { admin },
  faults,
}) => {
  const check = () => admin.mutate('checkStoreConnection', { store: 'GOOGLE_PLAY' })
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'token', times: 50, status: 401 })
  expect(await check()).toMatchObject({ ok: false })
  const [first] = await readIssues(admin)
  expect(first).toMatchObject({
    kind: 'STORE_CONNECTION_FAILING',
    severity: 'CRITICAL',
    store: 'GOOGLE_PLAY',
  })
  await check()
  expect(await readIssues(admin)).toEqual([first])
  await faults.clear()
  expect(await check()).toMatchObject({ ok: true })
  expect(await readIssues(admin)).toEqual([])
})

test('endpoints, consumers and keys are listed by name, without the path of a URL', async ({
  own: { admin, buyer, appId },
  sql,
}) => {
  const { id: endpointId } = expectField(
    await admin.mutate('createWebhookEndpoint', { url: 'https://games.example.com/secret-path' }),
    'webhookEndpoint',
  )
  await buyItem(buyer)
  await admin.mutate('pauseWebhookEndpoint', { endpointId })
  const key = expectField(
    await admin.mutate('createServerKey', {
      name: 'ledger',
      role: 'READER',
      expiresAt: new Date(Date.now() + 24 * 60 * 60_000).toISOString() as unknown as Date,
    }),
    'serverKey',
  )
  await eventually(async () => {
    const [head] = await sql`select from feed_heads where app_id = ${appId} and position > 0`
    expect(head).toBeDefined()
  })
  await sql`
    insert into event_consumers (app_id, id, name, position, acked_at) values (${appId}, ${randomUUID()}, 'game-1', 0, now())`
  await sql`update events set occurred_at = now() - interval '2 hours' where app_id = ${appId}`
  const issues = await readIssues(admin)
  expect(issues).toMatchObject([
    { kind: 'SERVER_KEY_EXPIRING', severity: 'CRITICAL', label: 'ledger', subjectId: key.id },
    { kind: 'EVENT_CONSUMER_LAGGING', severity: 'CRITICAL', label: 'game-1' },
    { kind: 'WEBHOOK_PAUSED', severity: 'NOTICE', label: 'games.example.com', subjectId: endpointId },
  ])
  expect(issues[1]?.count).toBeGreaterThan(0)
  expect(JSON.stringify(issues)).not.toContain('secret-path')
})

test('pending purchases, discrepancies, sales without a user and failed notifications are counted', async ({
  own: { admin, buyer, appId },
  sql,
}) => {
  const { purchase } = await buyUnverified(buyer, { outcome: 'PENDING' })
  expect(purchase.status).toBe('REQUESTED')
  await sql`update purchases set status = 'PENDING', expires_at = now() - interval '1 hour' where app_id = ${appId}`
  await sql`
    insert into reconciliation_discrepancies (app_id, id, store, source, subject, run_id, detected_at, description)
    select ${appId}, gen_random_uuid(), 'ONE_STORE', 'REFUNDS', subject, gen_random_uuid(), now(), 'differs'
    from unnest(array['a', 'a', 'b']) subject`
  await sql`
    insert into unattributed_sales (app_id, id, store, sale_key, line_item, environment, store_transaction_id, store_product_id,
                                    quantity, paid_at, detected_at, acknowledgement_deadline_at, encrypted_raw)
    values (${appId}, gen_random_uuid(), 'GOOGLE_PLAY', '\\x01', '', 'PRODUCTION', 'GPA.1', 'coins', 1, now(), now(),
            now() + interval '2 days', '\\x00')`
  await sql`
    insert into notifications (app_id, id, store, store_notification_id, type, received_at, source, encrypted_body, encrypted_payload,
                               status, attempts)
    values (${appId}, gen_random_uuid(), 'APP_STORE', 'n-1', 'REFUND', now(), 'PUSH', '\\x00', '\\x00', 'FAILED', 9)`
  expect(await readIssues(admin)).toMatchObject([
    { kind: 'SALES_UNATTRIBUTED', severity: 'WARNING', store: 'GOOGLE_PLAY', count: 1 },
    ...[
      { kind: 'DISCREPANCIES_OPEN', store: 'ONE_STORE', count: 2 },
      { kind: 'NOTIFICATIONS_FAILED', store: 'APP_STORE', count: 1 },
    ].map((issue) => ({ ...issue, severity: 'WARNING' })),
    { kind: 'PURCHASES_PENDING', severity: 'NOTICE', store: 'TEST_STORE', count: 1 },
  ])
})

test('every operator of the AppKey reads its issues, and nobody those of another', async ({
  own: { admin, buyer, project, appId },
  server,
  sql,
  project: other,
}) => {
  await buyItem(buyer)
  await sql`update payments set paid_at = now() - interval '2 days', environment = 'PRODUCTION' where app_id = ${appId}`
  const expected = kindsOf(await readIssues(admin))
  expect(expected).toEqual(['PAYMENTS_UNCONSUMED'])
  const operator = await addOperator(sql)
  const token = await addToken(sql, operator)
  const readAs = (key: typeof project) =>
    readIssues(createApiClient(server.graphqlUrl, tokenHeaders(token, key)))
  for (const role of ['OWNER', 'ADMIN', 'SUPPORT', 'VIEWER'] as const) {
    await setGrant(sql, operator, project, role)
    await eventually(async () => expect(kindsOf(await readAs(project))).toEqual(expected))
  }
  await expect(readAs(other)).rejects.toThrow()
})
