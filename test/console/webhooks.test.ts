import type { OperatorRole } from '../../src/domain/models.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { buyAndConsume, buyItem, createBuyer, expectField } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { webhookServerOptions } from '../webhooks/webhook-fixture.ts'
import { isSignedWith, respondWithStatus, startWebhookReceiver } from '../webhooks/webhook-receiver.ts'
import { checkLooks, consoleTest, isScrollable, row, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs, hookTimeout: slowMs })

const hostile = `<img src=x onerror="document.title='acted'">\u202e${'long '.repeat(200)}`

const test = consoleTest
  .extend('serverOptions', { scope: 'file' }, ({ builtConsole: _ }) => webhookServerOptions())
  .extend('receiver', { scope: 'file' }, async ({ builtConsole: _ }, { onCleanup }) => {
    const receiver = await startWebhookReceiver()
    onCleanup(receiver.close)
    return receiver
  })
  /** A payment that a store has reported, and an endpoint that has got its event once and refused another one. */
  .extend('delivered', { scope: 'file' }, async ({ server, admin, sql, receiver }) => {
    const { payment } = await buyItem(await createBuyer(server), { store: 'GOOGLE_PLAY' })
    await waitForIdle(server, sql, 30_000)
    const input = { url: `${receiver.url}?token=hunter2`, types: ['PAYMENT_CONSUMED' as const] }
    const created = await admin.mutate('createWebhookEndpoint', input)
    const { id: endpointId } = expectField(created, 'webhookEndpoint')
    await buyAndConsume(await createBuyer(server, { as: 'server' }))
    await eventually(() => expect(receiver.accepted().length).toBeGreaterThan(0))
    receiver.respondWith(respondWithStatus(500, hostile))
    await buyAndConsume(await createBuyer(server, { as: 'server' }))
    await eventually(() => expect(receiver.received.length).toBeGreaterThan(receiver.accepted().length))
    receiver.respondWith(null)
    const { paymentEvents } = await admin.query('{ paymentEvents(first: 1) { edges { cursor } } }')
    const cursor = paymentEvents.edges[0]?.cursor ?? ''
    await admin.mutate('ackEvents', { consumer: 'ledger', cursor })
    return { payment, endpointId }
  })

test('an operator adds an endpoint, tests it, reads a delivery and sends it again', async ({
  openConsole,
  server,
  sql,
  receiver,
  delivered: _,
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ hasFreshFactor: true })
  await open('/webhooks')
  await page.getByRole('button', { name: 'Add an endpoint' }).click()
  await page.getByLabel('URL').fill(receiver.url)
  await page.getByLabel('Consumed', { exact: true }).check()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('webhook-form')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const secret = (await page.locator('dialog code').textContent()) ?? ''
  expect(secret).toMatch(/^whsec_/)
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('heading', { name: 'Deliveries' }).waitFor()
  expect(await page.content()).not.toContain(secret)

  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const result = page.getByRole('dialog', { name: 'Result of the test' })
  await result.getByText('Delivered').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('webhook-test')
  // The other endpoint has the same receiver, which can get an event at any time.
  const testRequest = receiver.received.findLast(({ type }) => type === 'TEST')
  if (testRequest === undefined) expect.fail()
  expect([testRequest.type, isSignedWith(secret, testRequest)]).toEqual(['TEST', true])
  await result.getByRole('button', { name: 'Close' }).click()

  await buyAndConsume(await createBuyer(server, { as: 'server' }))
  const first = await eventually(
    () =>
      receiver.received.find((each) => isSignedWith(secret, each) && each !== testRequest) ?? expect.fail(),
  )
  await eventually(async () => {
    const stored = await sql`
      select from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id and e.url = ${receiver.url}
      where d.status = 'DELIVERED'`
    expect(stored).toHaveLength(1)
  })
  await page.reload()
  await page.locator('tr[data-row] button[data-row-link]').first().click()
  const panel = page.getByRole('complementary')
  await panel.getByText(first.id, { exact: true }).waitFor()
  await panel
    .getByRole('region', { name: /^Request/ })
    .getByText('"PAYMENT_CONSUMED"')
    .waitFor()
  await panel.getByRole('button', { name: 'Send this event again' }).click()
  await page.getByLabel('Reason').fill('the receiver lost it')
  await page.getByRole('button', { name: 'Send again' }).click()
  await page.getByText('The receiver accepted the event.').waitFor()
  expect(
    receiver.received.filter(({ id }) => id === first.id && id !== testRequest.id).length,
  ).toBeGreaterThan(1)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByLabel('Reason').fill('maintenance')
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Paused by an operator').first().waitFor()
  await page.getByRole('button', { name: 'More acts' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByLabel('Reason').fill('no longer needed')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('The endpoint is deleted.').waitFor()
  expect(new URL(page.url()).pathname).toBe('/console/webhooks')
  expect(reports).toEqual([])
})

test('an operator finds a notification, reads what the store sent and has it processed again', async ({
  openConsole,
  server,
  sql,
  project,
  records,
  delivered: { payment },
}) => {
  const id = await records.addNotification(project, { outcome: hostile, status: 'FAILED' })
  await sql`update notifications set type = ${hostile.slice(0, 100)} where status = 'FAILED'`
  const { page, open, reports } = await openConsole()
  await open('/notifications')
  await page.locator(row(id)).waitFor()
  expect(await page.locator('main img').count()).toBe(0)
  expect(await isScrollable(page)).toBe(false)
  await page.getByRole('button', { name: 'Store', exact: true }).click()
  await page.getByRole('menuitemradio', { name: 'Google Play' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Status' }).click()
  await page.getByRole('menuitemradio', { name: 'Processed' }).click()
  await page.locator(row(id)).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('status')).toBe('PROCESSED')
  await page.locator('tr[data-row] a[data-row-link]').first().click()
  const content = page.getByRole('region', { name: 'What the store sent' })
  await content.getByText('(hidden, ').waitFor()
  await page.locator(row(payment.id)).waitFor()
  await page.getByRole('button', { name: 'Process again' }).click()
  await page.getByLabel('Reason').fill('the customer wrote')
  await page.getByRole('dialog').getByRole('button', { name: 'Process again' }).click()
  await page.getByText('The notification waits to be processed.').waitFor()
  await waitForIdle(server, sql, 30_000)
  const [entry] = await sql`select reason from audit_log where action = 'replayNotification'`
  expect(entry?.['reason']).toBe('the customer wrote')
  await page.goBack()
  await page.locator('tr[data-row]').first().waitFor()
  expect(new URL(page.url()).searchParams.get('store')).toBe('GOOGLE_PLAY')
  expect(reports).toEqual([])
})

test('an operator deletes an event consumer that nobody uses any more', async ({
  openConsole,
  admin,
  delivered: _,
}) => {
  const { paymentEvents } = await admin.query('{ paymentEvents(first: 1) { edges { cursor } } }')
  const cursor = paymentEvents.edges[0]?.cursor ?? ''
  await admin.mutate('ackEvents', { consumer: 'left over', cursor })
  const { page, open, reports } = await openConsole()
  await open('/event-consumers')
  await page.getByRole('button', { name: 'Delete left over' }).click()
  await page.getByLabel('Reason').fill('the shard was closed')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('The event consumer is deleted.').waitFor()
  await page.getByText('left over').waitFor({ state: 'detached' })
  const { eventConsumers } = await admin.query('{ eventConsumers { nodes { name } } }')
  expect(eventConsumers.nodes).toEqual([{ name: 'ledger' }])
  expect(reports).toEqual([])
})

test.for<[OperatorRole, { acts: boolean; replays: boolean }]>([
  ['ADMIN', { acts: true, replays: true }],
  ['SUPPORT', { acts: false, replays: true }],
  ['VIEWER', { acts: false, replays: false }],
])(
  'the role %s sees the acts that it may do, and no others',
  async ([role, { acts, replays }], { openConsole, delivered: { endpointId } }) => {
    const { page, open } = await openConsole({ role })
    const count = (name: string) => page.getByRole('button', { name, exact: true }).count()
    const expected = (isShown: boolean) => (isShown ? 1 : 0)
    await open('/webhooks')
    await page.locator(row(endpointId)).waitFor()
    expect(await count('Add an endpoint')).toBe(expected(acts))
    await page.locator(row(endpointId)).getByRole('link').click()
    await page.getByRole('heading', { name: 'Deliveries' }).waitFor()
    await page.locator('button[data-row-link]').first().click()
    await page
      .getByRole('region', { name: /^Request/ })
      .first()
      .waitFor()
    for (const name of ['Test', 'Pause', 'More acts'])
      expect([name, await count(name)]).toEqual([name, expected(acts)])
    expect(await count('Send this event again')).toBe(expected(replays))
    expect((await page.content()).includes('hunter2')).toBe(acts)
    await open('/event-consumers')
    await page.getByText('ledger').waitFor()
    expect(await count('Delete ledger')).toBe(expected(acts))
    await open('/notifications')
    await page.locator('a[data-row-link]').first().click()
    await page.getByRole('heading', { name: 'Details' }).waitFor()
    expect(await count('Process again')).toBe(expected(replays))
  },
)

test.for(['notifications', 'notification', 'webhooks', 'webhook', 'delivery', 'event-consumers'] as const)(
  'the page %s looks right in both languages, themes and sizes',
  async (name, { openConsole, sql, delivered: { endpointId } }) => {
    const [processed] = await sql<{ id: string }[]>`
      select id from notifications where status = 'PROCESSED' order by received_at desc limit 1`
    const [refused] = await sql<{ id: string }[]>`
      select event_id as id from webhook_deliveries where status = 'FAILED' limit 1`
    const paths = {
      notifications: '/notifications',
      notification: `/notifications/${encodeId('ntf', processed?.id ?? '')}`,
      webhooks: '/webhooks',
      webhook: `/webhooks/${endpointId}`,
      delivery: `/webhooks/${endpointId}?event=${encodeId('evt', refused?.id ?? '')}`,
      'event-consumers': '/event-consumers',
    }
    const content = name === 'delivery' ? 'aside pre' : 'tr[data-row]'
    await checkLooks(openConsole, {
      name,
      path: paths[name],
      ready: (page) => page.locator(content).first().waitFor(),
    })
  },
)
