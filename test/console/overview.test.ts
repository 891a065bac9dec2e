import { createStatisticsFixture } from '../statistics/statistics-fixture.ts'
import { appIdOf } from '../support/operators.ts'
import { buyItem, expectField } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, row, slowMs } from './console-test.ts'

const test = consoleTest.extend(
  'troubles',
  { scope: 'file' },
  async ({ buyer, admin, services, sql, project }) => {
    const appId = appIdOf(project)
    const [late, waiting] = [
      await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
      await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
    ]
    await sql`
    update acknowledgements set alert_level = 'CRITICAL', deadline_at = now() + interval '5 hours'
    where app_id = ${appId} and payment_id = (select id from payments order by id limit 1)`
    await sql`update payments set paid_at = now() - interval '26 hours' where id = (select id from payments order by id desc limit 1)`
    const url = 'https://games.example.com/secret'
    const { id: endpointId } = expectField(
      await admin.mutate('createWebhookEndpoint', { url }),
      'webhookEndpoint',
    )
    await admin.mutate('pauseWebhookEndpoint', { endpointId })
    await sql`
    insert into notifications (app_id, id, store, store_notification_id, type, received_at, source, encrypted_body, encrypted_payload,
                               status, attempts)
    values (${appId}, gen_random_uuid(), 'APP_STORE', 'n-1', 'REFUND', now(), 'PUSH', '\\x00', '\\x00', 'FAILED', 9)`
    await sql`
    insert into verification_failures (app_id, hour, store, code, count, last_failed_at)
    values (${appId}, date_trunc('hour', now()), 'ONE_STORE', 'STORE_MISCONFIGURED', 12, now())`
    const name = `<img src=x onerror="document.title='acted'">\u202e${'long '.repeat(18)}`
    await sql`
    insert into server_keys (app_id, id, name, role, prefix, hash, created_at, expires_at)
    values (${appId}, gen_random_uuid(), ${name}, 'READER', 'csk_x', '\\x01', now(), now() + interval '5 days')`
    const fixture = await createStatisticsFixture({ services, sql }, project)
    const weekAgo = new Date(Date.now() - 7 * 24 * 60 * 60_000)
    for (const priceMicros of [1_100_000_000n, 5_500_000_000n])
      await fixture.pay({ paidAt: weekAgo, currencyCode: 'KRW', priceMicros, store: 'ONE_STORE' })
    await sql`update payments set status = 'COMPLETED' where store = 'ONE_STORE'`
    await fixture.count()
    return { late, waiting }
  },
)

vi.setConfig({ testTimeout: slowMs })

const urgent = 'The store refunds payments soon that are not acknowledged'

test('the overview is the first page, says what needs attention, and opens the payments behind it', async ({
  openConsole,
  troubles: { late, waiting },
}) => {
  const { page, open, reports } = await openConsole()
  await open('/')
  const first = page.locator('tr[data-row]').first()
  await first.waitFor()
  expect(new URL(page.url()).pathname).toBe('/console/overview')
  expect(await first.innerText()).toContain(urgent)
  expect(await page.title()).toBe('Overview · Coinslot')
  await first.getByRole('link').click()
  await page.locator(row(late.payment.id)).waitFor()
  expect(await page.locator('tr[data-row]').count()).toBe(1)
  await page.goBack()
  await page.getByRole('link', { name: 'Paid and not consumed for more than a day' }).click()
  await page.locator(row(waiting.payment.id)).waitFor()
  await page.getByText('Consumable items').waitFor()
  expect(await page.locator('tr[data-row]').count()).toBe(1)
  await page.getByRole('button', { name: 'Remove the condition' }).first().click()
  await page.getByText('Consumable items').waitFor({ state: 'detached' })
  await page.goBack()
  await page.locator(row(waiting.payment.id)).waitFor()
  expect(reports).toEqual([])
})

test('the overview looks right in both languages and themes, and hostile texts are inert', async ({
  openConsole,
  troubles: _,
}) => {
  await checkLooks(openConsole, {
    path: '/overview',
    name: 'overview',
    ready: async (page) => {
      await page.locator('tr[data-row]').nth(5).waitFor()
      await page.locator('#today').waitFor()
      expect(await page.title()).toContain('Coinslot')
    },
  })
})

test.for(['SUPPORT', 'VIEWER'] as const)(
  'a %s sees what needs attention, and sales only if the role may',
  async (role, { openConsole, troubles: _ }) => {
    const { page, open, reports } = await openConsole({ role })
    await open('/overview')
    await page.getByText(urgent).waitFor()
    const maySeeSales = role === 'VIEWER'
    expect(await page.locator('#today').count()).toBe(maySeeSales ? 1 : 0)
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Statistics' }).count()).toBe(
      maySeeSales ? 1 : 0,
    )
    // These lead to pages that the roles cannot open.
    await page.getByText('Server key expires soon').waitFor()
    expect(await page.getByRole('link', { name: 'Server key expires soon' }).count()).toBe(0)
    expect(reports).toEqual([])
  },
)
